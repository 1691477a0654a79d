"""What guests eat and need: asked once the seat is certain, seen by few, each look recorded, soon forgotten."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import CERTAIN, Diet, Needs, Registration

KEPT_AFTER_EVENT = timedelta(days=30)
LONGEST_DIET_NOTE, LONGEST_ACCESS_NOTE = 300, 600  # characters
# Signs that turn the writing round: an honest text in Arabic or Hebrew needs none of them.
TURNS_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class EventIsOver(RuleBroken):
    """Nobody cooks for what is past."""


class NoteIsTooLong(RuleBroken):
    """A note has at most `longest` characters."""


def tidy_note(text: str | None) -> str:
    """A note without what cannot be seen: control characters, and signs that turn the writing round."""
    lines = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return "".join(sign for sign in seen if sign not in TURNS_ROUND).strip()


def state_needs(
    registration: Registration, *, diet: Diet, diet_note: str, access_note: str, by: Actor, now: datetime
) -> None:
    """Tell the organiser what one eats and needs. Raises SeatIsNotCertain, EventIsOver, NoteIsTooLong."""
    require(by, Permission.STATE_NEEDS, registration)
    if not registration.is_certain:
        raise SeatIsNotCertain
    ends_at = sa.select(Event.ends_at).where(Event.id == registration.event_id)
    if now >= db.session.execute(ends_at).scalar_one():
        raise EventIsOver
    diet_note, access_note = tidy_note(diet_note), tidy_note(access_note)
    for note, longest in ((diet_note, LONGEST_DIET_NOTE), (access_note, LONGEST_ACCESS_NOTE)):
        if len(note) > longest:
            raise NoteIsTooLong(longest=longest)
    needs = db.session.get(Needs, registration.id)
    if needs is None:
        needs = Needs(registration_id=registration.id)
        db.session.add(needs)
    needs.diet, needs.diet_note, needs.access_note, needs.stated_at = diet, diet_note, access_note, now


def own_needs(registration: Registration, *, by: Actor) -> Needs | None:
    """What one has told oneself."""
    require(by, Permission.STATE_NEEDS, registration)
    return db.session.get(Needs, registration.id)


def withdraw_needs(registration: Registration, *, by: Actor) -> bool:
    """Take back what one told; it is deleted at once. Returns whether there was anything."""
    require(by, Permission.STATE_NEEDS, registration)
    done = db.session.execute(
        sa.delete(Needs).where(Needs.registration_id == registration.id).execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def read_needs(event: Event, *, by: Actor, now: datetime) -> list[Any]:
    """Who needs what at an event, by name; the look is recorded for each guest who can ask who has looked."""
    require(by, Permission.READ_NEEDS, event)
    rows = list(
        db.session.execute(
            sa.select(Registration.id, Person.name, Needs.diet, Needs.diet_note, Needs.access_note)
            .join(Needs, Needs.registration_id == Registration.id)
            .join(Person, Person.id == Registration.person_id)
            .where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
            .order_by(Person.name)
        )
    )
    audit.record(by, Happening.NEEDS_READ, event, now, event_id=event.id)
    return rows


@dataclass(frozen=True)
class KitchenSheet:
    """What the kitchen gets: how many of each, and notes without names."""

    guests: int
    unanswered: int
    diets: dict[Diet, int]
    notes: tuple[str, ...]


def kitchen_sheet(event: Event, *, by: Actor, now: datetime) -> KitchenSheet:
    """Counts without names, and the notes in order of the alphabet, so that nobody can tell whose is whose."""
    require(by, Permission.READ_NEEDS, event)
    rows = list(
        db.session.execute(
            sa.select(Needs.diet, Needs.diet_note)
            .select_from(Registration)
            .outerjoin(Needs, Needs.registration_id == Registration.id)
            .where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
        )
    )
    audit.record(by, Happening.NEEDS_READ, event, now, event_id=event.id, reason="kitchen")
    answered = [row for row in rows if row.diet is not None]
    return KitchenSheet(
        guests=len(rows),
        unanswered=len(rows) - len(answered),
        diets=dict(Counter(row.diet for row in answered)),
        notes=tuple(sorted(row.diet_note for row in answered if row.diet_note)),
    )


def forget_needs(*, now: datetime) -> int:
    """Delete what was told for events that ended more than 30 days ago, or for seats given up. Returns how many."""
    past = (
        sa.select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(sa.or_(Event.ends_at < now - KEPT_AFTER_EVENT, Registration.state.not_in(CERTAIN)))
    )
    done = db.session.execute(
        sa.delete(Needs).where(Needs.registration_id.in_(past)).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
