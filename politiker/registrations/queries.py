"""What we ask about registrations; never changes anything."""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.events.models import Audience, Event, Venue
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
# Written out, so that the partial index of open registrations can be used.
_IS_OPEN = sa.text(f"registration.state IN ({', '.join(repr(state.value) for state in sorted(OPEN))})")
_EVENT, _ME = sa.bindparam("event_id", type_=sa.Integer()), sa.bindparam("me", type_=sa.Integer())


def seen_from(event_id: int, person_id: int, *, now: datetime) -> SeenFromHere:
    """The own open registration at an event, and, for somebody with a seat there, who else is shown.

    One statement. Names are those of people with a certain seat who said yes to being shown, with their
    municipality, in order of name; a person who waits is never among them.
    """
    rows = list(db.session.connection().execute(_seen_from(), {"event_id": event_id, "me": person_id, "now": now}))
    mine = next((row for row in rows if row.person_id == person_id and row.state in OPEN), None)
    shown = [row for row in rows if row.is_shown and row.state in CERTAIN and mine and mine.state in CERTAIN]
    shown.sort(key=lambda row: danish.sort_key(row.name))
    return SeenFromHere(mine=mine, shown=tuple(shown[:MOST_SHOWN]), shown_has_more=len(rows) > MOST_SHOWN + 1)


@functools.cache
def _seen_from() -> sa.Select[*tuple[Any, ...]]:
    municipality = municipality_of(Registration.person_id, sa.bindparam("now", type_=Event.starts_at.type))
    seat = sa.orm.aliased(Registration)
    has_seat = sa.exists().where(seat.event_id == _EVENT, seat.person_id == _ME, seat.state.in_(CERTAIN))
    is_mine = sa.and_(Registration.person_id == _ME, Registration.state.in_(OPEN))
    is_shown = sa.and_(Registration.is_shown.is_(True), Registration.state.in_(CERTAIN), has_seat)
    return (
        sa.select(*MINE, Person.name, municipality)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == _EVENT, sa.or_(is_mine, is_shown))
        .order_by(sa.case((Registration.person_id == _ME, 0), else_=1), Person.name)
        .limit(MOST_SHOWN + 2)
    )


def standing_at(event_id: int, person_id: int, *, more: tuple[Any, ...] = ()) -> Any | None:
    """As much of an event as it takes to ask the policy, its version, and where a person stands there.

    The columns of the registration are None without an open one. `place` is the place in line of who waits;
    `join_link` is there for a certain seat alone. A door may ask for `more`
    columns about the event. None when there is no such event.
    """
    return db.session.connection().execute(_standing_at(more), {"event_id": event_id, "me": person_id}).one_or_none()


@functools.cache
def _standing_at(more: tuple[Any, ...]) -> sa.Select[*tuple[Any, ...]]:
    is_certain = Registration.state.in_(CERTAIN)
    return (
        sa.select(
            Event.id,
            Event.lock_version,
            Event.published_at.is_not(None).label("is_published"),
            (Event.audience == Audience.PUBLIC).label("is_public"),
            Registration.event_id,
            Registration.person_id,
            Registration.state,
            Registration.offer_ends_at,
            sa.case((Registration.state == State.WAITING, ahead_of() + 1)).label("place"),
            sa.case((is_certain, Event.join_link)).label("join_link"),
            *more,
        )
        .select_from(Event)
        .outerjoin(Registration, sa.and_(Registration.event_id == Event.id, Registration.person_id == _ME, _IS_OPEN))
        .where(Event.id == _EVENT)
    )


def municipality_of(person_id: Any, now: Any) -> Any:
    """The name of the municipality somebody sits for now."""
    return (
        sa.select(Municipality.name)
        .join(Mandate, Mandate.municipality_id == Municipality.id)
        .where(Mandate.person_id == person_id, Mandate.runs(now))
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


OWN_STATE = (
    sa.select(Registration.state)
    .where(Registration.event_id == Event.id, Registration.person_id == sa.bindparam("person_id"), _IS_OPEN)
    .scalar_subquery()
    .label("own_state")
)  # where a person stands, as a column of a statement over Event; its parameter is `person_id`


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
            Event.asks_after,
            Registration.answered_at,
            Venue.name.label("venue"),
            Venue.town,
            Needs.stated_at.label("needs_stated_at"),
            Registration.presence_asked_at,
            Registration.presence_confirmed_at,
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

    `since` is when the state was reached, `place` the place in line of those that wait. Keyset pages: give the
    last `number` seen as `after`. One row more than `limit` tells that there are more.
    """
    since = sa.case({state: getattr(Registration, f"{state.value}_at") for state in State}, value=Registration.state)
    in_line = (
        sa.select(
            Registration.id,
            sa.func.row_number().over(order_by=(Registration.priority, Registration.number)).label("place"),
        )
        .where(Registration.event_id == event_id, Registration.state == State.WAITING)
        .subquery()
    )
    query = (
        sa.select(
            *MINE, Person.name, municipality_of(Registration.person_id, now), since.label("since"), in_line.c.place
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(in_line, in_line.c.id == Registration.id)
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
