"""Whom the organiser puts on a list: a councillor we know, or somebody without an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.people.actions import EmailIsKnown, add_person
from politiker.people.councils.queries import sits
from politiker.people.models import Mandate, Municipality, Person
from politiker.people.queries import by_email
from politiker.policy import Actor
from politiker.registrations.models import Participant
from politiker.registrations.participants.errors import DoesNotSit, NobodyHasThisAddress
from politiker.registrations.participants.models import Outsider


@dataclass(frozen=True)
class Newcomer:
    """What the organiser was told: who it is, and what they come as. A councillor is found by e-mail alone."""

    email: str
    kind: Participant
    name: str = ""
    municipality_id: int | None = None
    organisation: str = ""


def councillors_called(name: str, *, now: datetime) -> list[Any]:
    """(uid, name, municipality) of those who sit now and are called exactly so, accents and capitals aside."""
    key = danish.sort_key(name)
    if not key:
        return []
    query = (
        sa.select(Person.uid, Person.name, Municipality.name.label("municipality"))
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Municipality, Municipality.id == Mandate.municipality_id)
        .where(Mandate.runs(now), Person.suspended_at.is_(None))
        .order_by(Person.id)
    )
    found = {row.uid: row for row in db.session.execute(query) if danish.sort_key(row.name) == key}
    return sorted(found.values(), key=lambda row: danish.sort_key(row.municipality))


def person_for(newcomer: Newcomer, *, by: Actor, now: datetime) -> Person:
    """The person with this address; somebody new when nobody has it and they do not come as a councillor.

    Raises NobodyHasThisAddress, DoesNotSit, EmailRefused, NameRefused. Whoever is new can never log in: they have
    no password, and were not invited to choose one.
    """
    key = clean_email(newcomer.email).key
    person = by_email(key)
    if newcomer.kind is Participant.COUNCILLOR:
        if person is None:
            raise NobodyHasThisAddress
        if not db.session.scalar(sa.select(sits(person.id, now))):
            raise DoesNotSit
        return person
    if person is not None:
        return person
    try:
        person = add_person(newcomer.name, newcomer.email, by=by, now=now)
    except EmailIsKnown:
        return db.session.scalars(sa.select(Person).where(Person.email_key == key)).one()
    db.session.add(
        Outsider(
            person_id=person.id,
            municipality_id=newcomer.municipality_id,
            organisation=newcomer.organisation,
            added_at=now,
        )
    )
    db.session.flush()
    return person
