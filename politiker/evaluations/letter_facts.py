"""What the letters after an event tell, read afresh when they are written out.

Each answers None when the person may no longer receive it, or could not do anything with it: without an account one
can neither evaluate nor fetch a certificate.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.evaluations.models import Evaluation
from politiker.evaluations.queries import may_have_certificate, of_event, questions_of, takeaway_of
from politiker.events.materials import EventMaterial
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.models import Person
from politiker.registrations.models import Registration


def after_event(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Thank you for coming: what there is now, while there is."""
    guest = _guest(mail)
    if guest is None:
        return None
    registration, person = guest
    evaluation = of_event(registration.event_id)
    asks = evaluation is not None and evaluation.is_open(now) and bool(questions_of(evaluation))
    closes_at = evaluation.closes_at if asks and evaluation is not None else None
    return _letter(
        registration,
        person,
        asks=asks,
        closes=danish.long_when(closes_at, closes_at) if closes_at is not None else "",
        asks_takeaway=_asks_takeaway(evaluation),
        materials=_materials(registration.event_id),
        has_certificate=may_have_certificate(registration, evaluation),
    )


def takeaway_back(mail: OutgoingMail, now: datetime) -> Letter | None:
    """What somebody wrote, unless they deleted it."""
    guest = _guest(mail)
    mine = takeaway_of(guest[0]) if guest is not None else None
    if guest is None or mine is None:
        return None
    return _letter(*guest, taken_home=mine.text, is_a_year=mine.sent_back >= 2)


def _guest(mail: OutgoingMail) -> tuple[Registration, Person] | None:
    query = (
        sa.select(Registration, Person)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.id == mail.subject_id,
            Person.id == mail.person_id,
            Person.suspended_at.is_(None),
            Person.joined_at.is_not(None),
        )
        .options(joinedload(Registration.event).joinedload(Event.venue))
    )
    row = db.session.execute(query).one_or_none()
    return (row.Registration, row.Person) if row is not None and row.Registration.is_certain else None


def _letter(registration: Registration, person: Person, **more: Any) -> Letter:
    event = registration.event
    page = addresses.event(event.id, event.slug)
    facts = {
        "title": event.title,
        "when": danish.long_when(event.starts_at, event.ends_at),
        "event_url": page,
        "after_url": f"{page}/bagefter",
        "contact_name": event.contact_name,
        "contact_email": event.contact_email,
    }
    return Letter(person.name, clean_email(person.email).address, facts | more, None)


def _asks_takeaway(evaluation: Evaluation | None) -> bool:
    return evaluation is not None and evaluation.asks_takeaway


def _materials(event_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(EventMaterial).where(EventMaterial.event_id == event_id)
    return db.session.execute(query).scalar_one()
