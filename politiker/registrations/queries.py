"""What we ask about registrations; never changes anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event, Venue
from politiker.people.models import Mandate, Municipality, Person
from politiker.registrations.models import CERTAIN, HOLDS, OPEN, Needs, Registration, State


@dataclass(frozen=True)
class SeenFromHere:
    """One guest's view of an event's guests: the own registration, and those who let themselves be seen."""

    mine: Any
    shown: tuple[Any, ...]
    shown_has_more: bool


MOST_SHOWN = 100
MINE = (
    Registration.id, Registration.uid, Registration.event_id, Registration.person_id, Registration.state,
    Registration.number, Registration.priority, Registration.is_shown, Registration.takes_last_minute,
    Registration.offer_ends_at, Registration.confirmed_at, Registration.sequence,
)  # fmt: skip


def seen_from(event_id: int, person_id: int, *, now: datetime) -> SeenFromHere:
    """The own open registration at an event, and, for somebody with a seat there, who else is shown.

    One statement. Names are those of people with a certain seat who said yes to being shown, with their
    municipality, in order of name; a person who waits is never among them.
    """
    municipality = _municipality_of(Registration.person_id, now)
    seat = sa.orm.aliased(Registration)
    has_seat = sa.exists().where(seat.event_id == event_id, seat.person_id == person_id, seat.state.in_(CERTAIN))
    is_mine = sa.and_(Registration.person_id == person_id, Registration.state.in_(OPEN))
    is_shown = sa.and_(Registration.is_shown.is_(True), Registration.state.in_(CERTAIN), has_seat)
    rows = list(
        db.session.execute(
            sa.select(*MINE, Person.name, municipality)
            .join(Person, Person.id == Registration.person_id)
            .where(Registration.event_id == event_id, sa.or_(is_mine, is_shown))
            .order_by(sa.case((Registration.person_id == person_id, 0), else_=1), Person.name)
            .limit(MOST_SHOWN + 2)
        )
    )
    mine = next((row for row in rows if row.person_id == person_id and row.state in OPEN), None)
    shown = tuple(row for row in rows if row.is_shown and row.state in CERTAIN and mine and mine.state in CERTAIN)
    return SeenFromHere(mine=mine, shown=shown[:MOST_SHOWN], shown_has_more=len(rows) > MOST_SHOWN + 1)


def _municipality_of(person_id: Any, now: datetime) -> Any:
    """The name of the municipality somebody sits for now."""
    return (
        sa.select(Municipality.name)
        .join(Mandate, Mandate.municipality_id == Municipality.id)
        .where(Mandate.person_id == person_id, Mandate.starts_at <= now, Mandate.ends_at > now)
        .order_by(Mandate.starts_at.desc())
        .limit(1)
        .scalar_subquery()
        .label("municipality")
    )


def own(event_id: int, person_id: int) -> Registration | None:
    """A person's newest registration at an event, open or ended."""
    query = (
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.person_id == person_id)
        .order_by(sa.case((Registration.state.in_(OPEN), 0), else_=1), Registration.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def by_uid(uid: str, event_id: int) -> Registration | None:
    """A registration of an event by its random name."""
    query = sa.select(Registration).where(Registration.uid == uid, Registration.event_id == event_id)
    return db.session.scalars(query).one_or_none()


def own_states(person_id: int, event_ids: list[int]) -> dict[int, State]:
    """Where a person stands at each of some events; events without an open registration are left out."""
    if not event_ids:
        return {}
    query = sa.select(Registration.event_id, Registration.state).where(
        Registration.person_id == person_id, Registration.event_id.in_(event_ids), Registration.state.in_(OPEN)
    )
    return {row.event_id: row.state for row in db.session.execute(query)}


def ahead_of() -> Any:
    """How many stand before a waiting registration, as a column of a statement over Registration."""
    other = sa.orm.aliased(Registration)
    return (
        sa.select(sa.func.count())
        .where(
            other.event_id == Registration.event_id,
            other.state == State.WAITING,
            sa.or_(
                other.priority < Registration.priority,
                sa.and_(other.priority == Registration.priority, other.number < Registration.number),
            ),
        )
        .scalar_subquery()
    )


def mine(person_id: int, *, limit: int = 200) -> list[Any]:
    """All of a person's registrations with their events, newest first; one statement.

    `place` is the place in line of those that wait; `needs_stated` whether needs were asked and answered.
    """
    query = (
        sa.select(
            *MINE,
            Event.title,
            Event.kind,
            Event.starts_at,
            Event.ends_at,
            Event.binding_at,
            Event.called_off_at.label("event_called_off_at"),
            Event.called_off_reason,
            Event.join_link,
            Venue.name.label("venue"),
            Venue.town,
            Needs.stated_at.label("needs_stated_at"),
            sa.case((Registration.state == State.WAITING, ahead_of() + 1)).label("place"),
        )
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(Needs, Needs.registration_id == Registration.id)
        .where(Registration.person_id == person_id)
        .order_by(Event.starts_at.desc(), Registration.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(query))


def of_event(event_id: int, *, now: datetime, after: int = 0, limit: int = 200) -> list[Any]:
    """The registrations of an event for its organiser, in order of coming: names, municipality, state; never a list.

    Keyset pages: give the last `number` seen as `after`. One row more than `limit` tells that there are more.
    """
    query = (
        sa.select(*MINE, Person.name, Person.email, _municipality_of(Registration.person_id, now))
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event_id, Registration.number > after)
        .order_by(Registration.number)
        .limit(limit + 1)
    )
    return list(db.session.execute(query))


def counts(event_id: int) -> dict[State, int]:
    """How many registrations of an event stand in each state."""
    query = (
        sa.select(Registration.state, sa.func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.state)
    )
    return {state: n for state, n in db.session.execute(query)}


def seats_by_person(event_id: int) -> list[tuple[int, int]]:
    """(person id, registration id) of everybody with a certain seat."""
    query = sa.select(Registration.person_id, Registration.id).where(
        Registration.event_id == event_id, Registration.state.in_(CERTAIN)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def miscounted() -> list[int]:
    """Events whose counts of seats differ from their registrations: always none, or something is badly wrong."""
    from_rows = (
        sa.select(
            Registration.event_id,
            sa.func.sum(sa.case((Registration.state.in_(HOLDS), 1), else_=0)).label("held"),
            sa.func.sum(sa.case((Registration.state == State.WAITING, 1), else_=0)).label("waiting"),
        )
        .group_by(Registration.event_id)
        .subquery()
    )
    query = (
        sa.select(Event.id)
        .outerjoin(from_rows, from_rows.c.event_id == Event.id)
        .where(
            sa.or_(
                Event.seats_held != sa.func.coalesce(from_rows.c.held, 0),
                Event.waiting != sa.func.coalesce(from_rows.c.waiting, 0),
            )
        )
    )
    return list(db.session.scalars(query))
