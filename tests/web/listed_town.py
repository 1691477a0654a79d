"""Ole's event with a short line, for the tests of his list of participants."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events import actions as event_actions
from politiker.policy import Right, Role
from politiker.registrations.models import Registration
from tests import guests, meetings, people


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, int]:
    """An event with two seats: Karen and Mads have them, Amina waits. Another of Ole's has room."""
    with house.app_context():
        ole, karen, mads, amina = people.ole(), people.karen(), people.mads(), people.amina()
        event = meetings.seminar(now, organiser=ole, capacity=2)
        other = meetings.seminar(now, organiser=ole, title="Et andet arrangement")
        for person in (karen, mads, amina):
            guests.take(event, person, now)
        inga = people.with_role(Role.ORGANISER, "Inga Ny")
        event_actions.grant_right(event, inga.id, Right.REGISTRATIONS, by=people.actor(ole, now), now=now)
        db.session.commit()
        return {
            "ole": ole.id, "karen": karen.id, "mads": mads.id, "amina": amina.id, "inga": inga.id,
            "event": event.id, "other": other.id,
        }  # fmt: skip


def uid_of(house: Flask, person_id: int) -> str:
    with house.app_context():
        query = sa.select(Registration.uid).where(Registration.person_id == person_id).order_by(Registration.id.desc())
        return str(db.session.scalars(query).first())


def at(town: dict[str, int], rest: str = "") -> str:
    return f"/arrangoer/{town['event']}/tilmeldinger{rest}"


def recorded(house: Flask, happening: Happening) -> int:
    with house.app_context():
        return len(db.session.scalars(sa.select(Entry.id).where(Entry.happening == happening)).all())
