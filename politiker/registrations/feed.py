"""A person's own calendar: the seats that are certain, and nothing about anybody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Audience, Event, Venue
from politiker.people.models import Person
from politiker.registrations.models import CERTAIN, Registration

KEPT_AFTER_EVENT = timedelta(days=365)
MOST = 500


@dataclass(frozen=True)
class Appointment:
    """One certain seat. What is only for members is told as a time and no more: `event_id` and `title` are None."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    event_id: int | None = None
    title: str | None = None
    place: str = ""


def holder(feed_hash: str) -> Any:
    """Whose feed this is, as a row with the person's `id`; None for a feed that was closed, or never was."""
    statement = sa.select(Person.id).where(Person.feed_hash == feed_hash, Person.suspended_at.is_(None))
    return db.session.execute(statement).one_or_none()


def appointments(person_id: int, *, now: datetime) -> list[Appointment]:
    """The certain seats of a person, those of the past year included, by date."""
    statement = (
        sa.select(
            Registration.uid, Registration.sequence, Event.id, Event.title, Event.audience, Event.starts_at,
            Event.ends_at, Venue.name, Venue.address, Venue.postcode, Venue.town,
        )
        .select_from(Registration)
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(
            Registration.person_id == person_id,
            Registration.state.in_(CERTAIN),
            Event.ends_at > now - KEPT_AFTER_EVENT,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    )  # fmt: skip
    found = []
    for row in db.session.execute(statement):
        seat = Appointment(row.uid, row.sequence, row.starts_at, row.ends_at)
        if row.audience is Audience.PUBLIC:
            place = f"{row.name}, {row.address}, {row.postcode} {row.town}" if row.name else ""
            seat = Appointment(row.uid, row.sequence, row.starts_at, row.ends_at, row.id, row.title, place)
        found.append(seat)
    return found
