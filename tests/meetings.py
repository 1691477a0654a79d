"""Events to test with. Call inside an app context; the event is flushed, not committed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from politiker.core.database import db
from politiker.events import actions
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.models import Event, Kind, Venue
from politiker.people.models import Person
from tests import people


def details(now: datetime, **changes: Any) -> EventDetails:
    """A seminar in thirty days, noon to noon, with 25 seats."""
    usual = EventDetails(
        title="Budgettet for begyndere",
        kind=Kind.SEMINAR,
        summary="To dage om kommunens økonomi for dig, der er ny.",
        starts_at=now + timedelta(days=30),
        ends_at=now + timedelta(days=31),
        capacity=25,
        contact_name="Ole Krog",
        contact_email="ole@example.dk",
        description="Vi ser på **budgettet**.",
    )
    return replace(usual, **changes)


def venue(name: str = "Hotel Nyborg Strand", town: str = "Nyborg") -> Venue:
    place = Venue(
        name=name, address="Østerøvej 2", postcode="5800", town=town, accessibility="Elevator og teleslynge.",
        municipality_id=people.municipality(town).id,
    )  # fmt: skip
    db.session.add(place)
    db.session.flush()
    return place


def draft(now: datetime, *, organiser: Person | None = None, **changes: Any) -> Event:
    """An event that only its organiser sees."""
    host = organiser or people.with_role(people.Role.ORGANISER)
    event = actions.draft_event(details(now, **changes), by=people.actor(host, now), now=now)
    db.session.flush()
    return event


def seminar(now: datetime, *, organiser: Person | None = None, **changes: Any) -> Event:
    """A published event."""
    host = organiser or people.with_role(people.Role.ORGANISER)
    event = draft(now, organiser=host, **changes)
    actions.publish(event, by=people.actor(host, now), now=now)
    return event


def point(now: datetime) -> ProgrammePoint:
    """A point of the programme of that seminar, with a public speaker."""
    return ProgrammePoint(starts_at=now + timedelta(days=30), title="Velkomst", speakers="Grethe Lund, formand")
