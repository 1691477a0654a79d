"""What the organiser decides about the time after an event, before it is there."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.evaluations.errors import EvaluationHasBegun
from politiker.evaluations.models import CertificateFor, Evaluation, EvaluationQuestion, QuestionKind
from politiker.evaluations.queries import of_event
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require

MOST_QUESTIONS = 20
USUAL_DAYS = 14


@dataclass(frozen=True)
class Asked:
    """One question as it is set up; only a choice has options."""

    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All of it: what is asked, for how many days, and what else guests get."""

    questions: tuple[Asked, ...]
    days_open: int = USUAL_DAYS
    asks_takeaway: bool = True
    certificate_for: CertificateFor = CertificateFor.THERE
    certificate_hours: str = ""


def set_up(event: Event, plan: Plan, *, by: Actor, now: datetime) -> Evaluation:
    """Decide what guests are asked and given when the event is over. Raises EvaluationHasBegun once they are asked."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    evaluation = of_event(event.id)
    if evaluation is None:
        evaluation = Evaluation(event_id=event.id, created_at=now, groups={}, answers=0)
        db.session.add(evaluation)
    elif lock(evaluation).opened_at is not None:
        raise EvaluationHasBegun
    evaluation.days_open, evaluation.asks_takeaway = plan.days_open, plan.asks_takeaway
    evaluation.certificate_for, evaluation.certificate_hours = plan.certificate_for, plan.certificate_hours
    db.session.flush()
    db.session.execute(
        sa.delete(EvaluationQuestion)
        .where(EvaluationQuestion.evaluation_id == evaluation.id)
        .execution_options(synchronize_session=False)
    )
    for place, asked in enumerate(plan.questions[:MOST_QUESTIONS], start=1):
        question = EvaluationQuestion(
            evaluation_id=evaluation.id, place=place, kind=asked.kind, text=asked.text,
            options="\n".join(asked.options), counts={}, texts={},
        )  # fmt: skip
        db.session.add(question)
    db.session.flush()
    audit.record(by, Happening.QUESTIONS_CHANGED, evaluation, now, event_id=event.id)
    return evaluation


def decide_certificates(event: Event, gives: CertificateFor, hours: str, *, by: Actor, now: datetime) -> None:
    """Decide afterwards, too, who gets a certificate and which hours stand in it."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    evaluation = of_event(event.id)
    if evaluation is None:
        set_up(event, Plan((), certificate_for=gives, certificate_hours=hours), by=by, now=now)
        return
    evaluation.certificate_for, evaluation.certificate_hours = gives, hours
    db.session.flush()
    audit.record(by, Happening.EDITED, evaluation, now, event_id=event.id)
