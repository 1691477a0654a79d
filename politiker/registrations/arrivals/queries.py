"""Who is expected and who has come; names and municipalities, never a list, an address or a need."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core import danish
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Mandate, Municipality, Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.arrivals.models import Arrival
from politiker.registrations.arrivals.tickets import read_ticket
from politiker.registrations.models import CERTAIN, Registration

LOOK_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Roll:
    """Everybody with a seat, by name, and how many of them have come."""

    people: tuple[Any, ...]

    @property
    def arrived(self) -> int:
        return sum(one.arrived_at is not None for one in self.people)

    @property
    def missing(self) -> int:
        return len(self.people) - self.arrived

    def found(self, words: str, *, only_missing: bool = False) -> list[Any]:
        """Those whose name or municipality begins with each of the words, or who holds the ticket with this number."""
        ticket = read_ticket(words)
        asked = danish.without_accents(words).casefold().split()
        return [
            one
            for one in self.people
            if not (only_missing and one.arrived_at is not None)
            and ((ticket is not None and one.ticket == ticket) or _is_called(one, asked))
        ]


def _is_called(one: Any, asked: list[str]) -> bool:
    own = danish.without_accents(f"{one.name} {one.municipality or ''}").casefold().replace("-", " ").split()
    return all(any(word.startswith(part) for word in own) for part in asked)


def read_roll(event: Event, *, by: Actor, now: datetime) -> Roll:
    """Everybody with a seat at an event, for whoever stands at the door. The look is recorded, once an hour.

    Two statements, whatever the number of guests.
    """
    require(by, Permission.CHECK_IN, event)
    if not _has_looked(event.id, by, now):
        audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    return roll_of(event.id, now=now)


def _has_looked(event_id: int, by: Actor, now: datetime) -> bool:
    look = sa.select(Entry.id).where(
        Entry.subject == Event.__tablename__,
        Entry.subject_id == event_id,
        Entry.happening == Happening.REGISTRATIONS_READ,
        Entry.person_id == by.person_id,
        Entry.at > now - LOOK_LASTS,
    )
    return db.session.execute(look.limit(1)).first() is not None


def roll_of(event_id: int, *, now: datetime) -> Roll:
    """The same without asking who asks: for what has asked already."""
    first_mark = (
        sa.select(Arrival.mark)
        .where(Arrival.registration_id == Registration.id, Arrival.undone_at.is_(None))
        .order_by(Arrival.id)
        .limit(1)
        .scalar_subquery()
    )
    municipality = (
        sa.select(Municipality.name)
        .join(Mandate, Mandate.municipality_id == Municipality.id)
        .where(Mandate.person_id == Registration.person_id, Mandate.runs(now))
        .order_by(Mandate.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            Registration.uid, Registration.ticket, Registration.kind, Registration.arrived_at, Person.name,
            municipality.label("municipality"), first_mark.label("mark"),
        )
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event_id, Registration.state.in_(CERTAIN))
    )  # fmt: skip
    rows = sorted(db.session.execute(query), key=lambda row: (danish.sort_key(row.name), row.uid))
    return Roll(tuple(rows))


def ticket_of(event_id: int, person_id: int) -> Any | None:
    """The ticket of somebody with a seat at an event, or None."""
    query = (
        sa.select(
            Registration.ticket, Registration.arrived_at, Person.name, Event.title, Event.starts_at, Event.ends_at
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.event_id == event_id,
            Registration.person_id == person_id,
            Registration.state.in_(CERTAIN),
            Registration.ticket.is_not(None),
        )
    )
    return db.session.execute(query).one_or_none()
