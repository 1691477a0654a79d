"""An evaluation opens, is answered by each at most once, and closes. Who answered what is written nowhere.

What is changed by an answer is every question of the evaluation, answered or not, so that not even which rows were
written last tells anything; and there is no line in the trail.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import addresses
from politiker.core.database import db, lock_row
from politiker.evaluations import letters
from politiker.evaluations.errors import (
    AlreadyAnswered,
    EvaluationIsClosed,
    NothingAnswered,
    UnknownAnswer,
    WasNotThere,
)
from politiker.evaluations.groups import Dimension, Sits, large_enough, sitting
from politiker.evaluations.models import LONGEST_TEXT, Ballot, Evaluation, EvaluationQuestion, QuestionKind
from politiker.evaluations.queries import due_to_open, of_event, questions_of, there, was_there
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import CERTAIN, Registration

LATE = timedelta(days=2)
ALL = "all"  # the dimension with a single group, in which everybody is


def open_evaluation(evaluation_id: int, *, by: Actor, now: datetime) -> None:
    """The event is over: deal ballots to those who had a seat, and write to those who were there. Once."""
    evaluation = lock_row(Evaluation, evaluation_id)
    if evaluation.id not in due_to_open(now=now):
        return
    event_id = evaluation.event_id
    seated = sa.select(Registration.person_id).where(Registration.event_id == event_id, Registration.state.in_(CERTAIN))
    came = sa.select(Registration.person_id, Registration.id).where(Registration.event_id == event_id, there())
    guests = [(row.person_id, row.id) for row in db.session.execute(came.order_by(Registration.id))]
    starts_at = db.session.execute(sa.select(Event.starts_at).where(Event.id == event_id)).scalar_one()
    sits = sitting(seated, at=starts_at)
    evaluation.opened_at, evaluation.closes_at = now, now + timedelta(days=evaluation.days_open)
    evaluation.groups = large_enough(len(guests), (sits[person] for person, _seat in guests if person in sits))
    for question in questions_of(evaluation):
        question.counts, question.texts = _nothing_yet(question, evaluation.groups), {"bag": []}
    keys = sorted(ballot_key(evaluation.id, person) for person in db.session.scalars(seated))
    if keys:
        db.session.execute(sa.insert(Ballot), [{"key": key, "evaluation_id": evaluation.id} for key in keys])
    db.session.flush()
    audit.record(by, Happening.EVALUATION_OPENED, evaluation, now, event_id=event_id)
    letters.after_event(guests, now)


def write_to_latecomers(*, now: datetime) -> int:
    """Write to those whose arrival was told after the opening, by a phone without a connection. Returns how many."""
    intent = sa.literal(f"{letters.AFTER_EVENT}:") + sa.cast(Registration.id, sa.String)
    query = (
        sa.select(Registration.person_id, Registration.id)
        .join(Evaluation, Evaluation.event_id == Registration.event_id)
        .where(
            Evaluation.opened_at > now - LATE,
            Registration.arrived_at.is_not(None),
            there(),
            ~sa.exists().where(OutgoingMail.intent == intent),
        )
        .order_by(Registration.id)
    )
    late = [(row.person_id, row.id) for row in db.session.execute(query)]
    letters.after_event(late, now)
    return len(late)


def _nothing_yet(question: EvaluationQuestion, groups: Mapping[str, list[str]]) -> dict[str, Any]:
    """A nought for each answer in each group, so that which came first leaves no trace in their order."""
    every = {ALL: [ALL], **(groups if question.kind is QuestionKind.SCALE else {})}
    return {
        dimension: {name: dict.fromkeys(question.choices, 0) for name in names} for dimension, names in every.items()
    }


def answer(registration: Registration, answers: Mapping[int, str], *, by: Actor, now: datetime) -> None:
    """Put one's answers in, by question; what is not answered is left out. It cannot be taken out again.

    Raises WasNotThere, EvaluationIsClosed, AlreadyAnswered, NothingAnswered, UnknownAnswer.
    """
    require(by, Permission.EVALUATE, registration)
    if not was_there(registration):
        raise WasNotThere
    found = of_event(registration.event_id)
    if found is None:
        raise EvaluationIsClosed
    evaluation = lock_row(Evaluation, found.id)
    if not evaluation.is_open(now):
        raise EvaluationIsClosed
    if not any(answers.values()):
        raise NothingAnswered
    _tear_up(ballot_key(evaluation.id, registration.person_id))
    groups = _groups_of(registration)
    query = sa.select(EvaluationQuestion).where(EvaluationQuestion.evaluation_id == evaluation.id)
    for question in db.session.scalars(query.execution_options(populate_existing=True)):
        _put_in(question, answers.get(question.id, ""), groups)
    evaluation.answers += 1
    db.session.flush()


def _tear_up(key: str) -> None:
    """Raises AlreadyAnswered when there is no such ballot any more."""
    torn = db.session.execute(sa.delete(Ballot).where(Ballot.key == key).returning(Ballot.key)).first()
    if torn is None:
        raise AlreadyAnswered


def _put_in(question: EvaluationQuestion, given: str, groups: Mapping[Dimension, str]) -> None:
    counts = {dimension: {name: dict(n) for name, n in of.items()} for dimension, of in question.counts.items()}
    bag = list(question.texts.get("bag", []))
    if question.kind is QuestionKind.TEXT:
        if given.strip():
            bag.insert(secrets.randbelow(len(bag) + 1), given.strip()[:LONGEST_TEXT])
    elif given:
        if given not in question.choices:
            raise UnknownAnswer(question=question.id)
        for dimension, group in ((ALL, ALL), *groups.items()):
            if group in counts.get(dimension, {}):
                counts[dimension][group][given] += 1
    # Written as it is also where nothing was answered: the rows of one answer are all the rows.
    db.session.execute(
        sa.update(EvaluationQuestion)
        .where(EvaluationQuestion.id == question.id)
        .values(counts=counts, texts={"bag": bag})
        .execution_options(synchronize_session=False)
    )


def _groups_of(registration: Registration) -> Mapping[Dimension, str]:
    starts_at = db.session.execute(sa.select(Event.starts_at).where(Event.id == registration.event_id)).scalar_one()
    me = sa.select(Registration.person_id).where(Registration.id == registration.id)
    sits: Sits | None = sitting(me, at=starts_at).get(registration.person_id)
    return sits.groups if sits is not None else {}


def ballot_key(evaluation_id: int, person_id: int) -> str:
    """What somebody's ballot is known by: only whoever has the server's secret can make it."""
    told = f"ballot:{evaluation_id}:{person_id}"
    return hmac.new(addresses.settings().secret_key.encode(), told.encode(), hashlib.sha256).hexdigest()


def may_still_answer(evaluation: Evaluation, person_id: int, *, now: datetime) -> bool:
    """Whether somebody has a ballot, and it is not too late."""
    return evaluation.is_open(now) and db.session.get(Ballot, ballot_key(evaluation.id, person_id)) is not None


def close_evaluations(*, by: Actor, now: datetime) -> int:
    """Close those whose time is over: the ballots left go, and the results can be seen. Returns how many."""
    query = sa.select(Evaluation.id).where(Evaluation.closed_at.is_(None), Evaluation.closes_at <= now)
    due = list(db.session.scalars(query.order_by(Evaluation.id)))
    for evaluation_id in due:
        evaluation = lock_row(Evaluation, evaluation_id)
        if evaluation.closed_at is not None:
            continue
        evaluation.closed_at = now
        db.session.execute(sa.delete(Ballot).where(Ballot.evaluation_id == evaluation_id))
        db.session.flush()
        audit.record(by, Happening.EVALUATION_CLOSED, evaluation, now, event_id=evaluation.event_id)
    return len(due)
