"""An event's guests as its organiser sees them: where each stands, and who asks to be let off. Looks are recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations import queries
from politiker.registrations.models import Registration, State

PAGE = 200


@dataclass(frozen=True)
class GuestList:
    """How many stand in each state, those who ask to be let off, and one page of everybody."""

    counts: dict[State, int]
    requests: tuple[Any, ...]
    guests: tuple[Any, ...]
    has_more: bool


def read_guest_list(event: Event, *, by: Actor, now: datetime, after: int = 0) -> GuestList:
    """The guests of an event in order of coming, from the one after number `after`; the look is recorded."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    rows = queries.of_event(event.id, now=now, after=after, limit=PAGE)
    return GuestList(
        counts=queries.counts(event.id),
        requests=_requests(event.id),
        guests=tuple(rows[:PAGE]),
        has_more=len(rows) > PAGE,
    )


def read_guest(event: Event, uid: str, *, by: Actor, now: datetime) -> Any:
    """One guest of an event by the registration's random name, or None; the look is recorded."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    query = (
        sa.select(Registration.uid, Registration.state, Person.name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.uid == uid)
    )
    guest = db.session.execute(query).one_or_none()
    if guest is not None:
        audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    return guest


def _requests(event_id: int) -> tuple[Any, ...]:
    query = (
        sa.select(Registration.uid, Person.name, Registration.withdrawal_requested_at)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event_id, Registration.state == State.WITHDRAWAL_REQUESTED)
        .order_by(Registration.withdrawal_requested_at, Registration.id)
        .limit(PAGE)
    )
    return tuple(db.session.execute(query))


def requests_waiting(event_ids: set[int]) -> dict[int, int]:
    """How many at each of some events ask to be let off and have no answer yet; events without any are left out."""
    query = (
        sa.select(Registration.event_id, sa.func.count())
        .where(Registration.event_id.in_(event_ids), Registration.state == State.WITHDRAWAL_REQUESTED)
        .group_by(Registration.event_id)
    )
    return {event_id: n for event_id, n in db.session.execute(query)}
