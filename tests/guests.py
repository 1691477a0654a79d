"""Guests to test with: who sits at which event, and what it costs to ask."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.registrations import actions
from politiker.registrations.models import Registration, State
from tests import people


def take(event: Event, person: Person, now: datetime, **choices: Any) -> Registration:
    """Sign somebody up. Call inside an app context."""
    return actions.register(event, by=people.actor(person, now), now=now, **choices)


def give_up(event: Event, person: Person, now: datetime) -> None:
    """Let somebody leave. Call inside an app context."""
    mine = sa.select(Registration).where(Registration.event_id == event.id, Registration.person_id == person.id)
    actions.withdraw(db.session.scalars(mine).one(), by=people.actor(person, now), now=now)


def states(house: Flask, person_id: int) -> list[State]:
    """Where a person stands at each event, oldest registration first. Call with no app context open."""
    with house.app_context():
        query = sa.select(Registration.state).where(Registration.person_id == person_id).order_by(Registration.id)
        return list(db.session.scalars(query))


def letters(house: Flask, person_id: int) -> list[str]:
    """Which letters lie in the outbox for a person, in order."""
    with house.app_context():
        query = sa.select(OutgoingMail.letter).where(OutgoingMail.person_id == person_id).order_by(OutgoingMail.id)
        return list(db.session.scalars(query))


def offer_address(house: Flask, person_id: int) -> str:
    """The address in the newest offer to a person."""
    with house.app_context():
        query = (
            sa.select(OutgoingMail.facts)
            .where(OutgoingMail.person_id == person_id, OutgoingMail.letter == "offered")
            .order_by(OutgoingMail.id.desc())
        )
        half = db.session.scalars(query).first()["key"]
        return f"/noegle/{tokens.reveal(half, Purpose.OFFER, house.config['SECRET_KEY'])}"
