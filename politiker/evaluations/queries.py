"""What we ask about what comes after an event; never changes anything."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from politiker.core.database import db
from politiker.evaluations.models import (
    FEWEST,
    Certificate,
    CertificateFor,
    Evaluation,
    EvaluationQuestion,
    Takeaway,
    Used,
)
from politiker.evaluations.suppression import shown
from politiker.events.models import Event
from politiker.registrations.models import CERTAIN, Registration


def there() -> sa.ColumnElement[bool]:
    """The condition of a query over Registration: somebody came, or had a seat where nobody was checked in."""
    other = aliased(Registration)
    anybody = sa.exists().where(other.event_id == Registration.event_id, other.arrived_at.is_not(None))
    return sa.and_(Registration.state.in_(CERTAIN), sa.or_(Registration.arrived_at.is_not(None), ~anybody))


def was_there(registration: Registration) -> bool:
    """Whether somebody came, as far as we know."""
    query = sa.select(Registration.id).where(Registration.id == registration.id, there())
    return db.session.execute(query).first() is not None


def of_event(event_id: int) -> Evaluation | None:
    """What the organiser has set up for after the event, if anything."""
    return db.session.scalars(sa.select(Evaluation).where(Evaluation.event_id == event_id)).one_or_none()


def questions_of(evaluation: Evaluation | None) -> list[EvaluationQuestion]:
    """The questions in their order."""
    if evaluation is None:
        return []
    query = sa.select(EvaluationQuestion).where(EvaluationQuestion.evaluation_id == evaluation.id)
    return list(db.session.scalars(query.order_by(EvaluationQuestion.place)))


def takeaway_of(registration: Registration) -> Takeaway | None:
    """What somebody wrote that they take home; for their own eyes."""
    return db.session.get(Takeaway, registration.id)


def certificate_of(registration: Registration) -> Certificate | None:
    """The certificate somebody had made, if any."""
    query = sa.select(Certificate).where(Certificate.registration_id == registration.id)
    return db.session.scalars(query).one_or_none()


def may_have_certificate(registration: Registration, evaluation: Evaluation | None) -> bool:
    """Whether this seat gives a certificate, when the event is over: as the organiser decided, or for being there."""
    gives = evaluation.certificate_for if evaluation is not None else CertificateFor.THERE
    if gives is CertificateFor.SEATED:
        return registration.is_certain
    return gives is CertificateFor.THERE and was_there(registration)


def taken_home(event_id: int) -> tuple[int | None, dict[Used, int]]:
    """How many wrote what they take home, and what came of it; nothing that fewer than five stand behind."""
    latest = sa.func.coalesce(Takeaway.used_after_year, Takeaway.used_after_month)
    query = (
        sa.select(latest, sa.func.count())
        .join(Registration, Registration.id == Takeaway.registration_id)
        .where(Registration.event_id == event_id)
        .group_by(latest)
    )
    found: dict[Any, int] = {used: count for used, count in db.session.execute(query)}
    used = {Used(name): count for name, count in found.items() if name is not None}
    written = sum(found.values())
    told = shown(
        {name.value: (count,) for name, count in used.items()}, (written,)
    )  # who has not said counts as a rest
    return written if written >= FEWEST else None, {name: used[name] for name in Used if name.value in told}


def due_to_open(*, now: datetime) -> list[int]:
    """Evaluations of events that are over, which nobody has been asked to answer yet."""
    query = (
        sa.select(Evaluation.id)
        .join(Event, Event.id == Evaluation.event_id)
        .where(
            Evaluation.opened_at.is_(None),
            Event.ends_at <= now,
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
        )
        .order_by(Evaluation.id)
    )
    return list(db.session.scalars(query))
