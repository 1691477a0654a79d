"""What an organiser does with the questions of an event: ask, change, put in order, close, remove, copy.

The event is held meanwhile, so that nobody answers a question while it changes. It remembers how many questions it
asks, before a seat and after, so that an event without any costs nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.questions import queries
from politiker.registrations.questions.errors import (
    ChoiceIsAnswered,
    ConditionComesFirst,
    FileIsAskedAfterwards,
    LimitBelowTaken,
    QuestionIsAnswered,
    TooFewChoices,
    TooManyAskedBefore,
    TooManyQuestions,
)
from politiker.registrations.questions.models import (
    Asked,
    Question,
    QuestionChoice,
    QuestionCondition,
    QuestionKind,
)

MOST_QUESTIONS, MOST_BEFORE = 30, 3
YES, NO = "Ja", "Nej"


@dataclass(frozen=True)
class ChoiceDetails:
    """One choice: its words, how many may have it, what it costs in øre, and its id when it is there already."""

    text: str
    most: int | None = None
    price: int = 0
    id: int | None = None


@dataclass(frozen=True)
class QuestionDetails:
    """Everything an organiser says about a question; `only_if` is the id of a choice of an earlier one."""

    kind: QuestionKind
    asked: Asked
    text: str
    purpose: str
    help: str = ""
    is_required: bool = False
    kept_days: int = 30
    choices: tuple[ChoiceDetails, ...] = ()
    only_if: int | None = None


def add_question(event: Event, details: QuestionDetails, *, by: Actor, now: datetime) -> Question:
    """Ask one more thing, last in order. Raises TooManyQuestions, TooManyAskedBefore, FileIsAskedAfterwards,
    TooFewChoices, ConditionComesFirst.
    """
    questions = _held(event, by)
    if len(questions) >= MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    place = max((one.place for one in questions), default=0) + 1
    question = Question(event_id=event.id, place=place, choices=[], condition=None)
    _put(question, details, questions)
    db.session.add(question)
    _remember(event, [*questions, question], question, by, now)
    return question


def change_question(event: Event, question_id: int, details: QuestionDetails, *, by: Actor, now: datetime) -> None:
    """Ask it in another way. Guests who have answered keep their answers. Raises as `add_question`, and
    QuestionIsAnswered, ChoiceIsAnswered, LimitBelowTaken.
    """
    questions = _held(event, by)
    question = _one(questions, question_id)
    if details.kind is not question.kind and (n := queries.answered([question.id]).get(question.id)):
        raise QuestionIsAnswered(answers=n)
    _put(question, details, questions)
    _require_order(questions)
    _remember(event, questions, question, by, now)


def move_question(event: Event, question_id: int, *, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the one before or after it; the outermost stays. Raises ConditionComesFirst."""
    questions = _held(event, by)
    question = _one(questions, question_id)
    beside = [one for one in questions if one.asked is question.asked]
    there = beside.index(question) + (-1 if up else 1)
    if not 0 <= there < len(beside):
        return
    question.place, beside[there].place = beside[there].place, question.place
    _require_order(questions)
    db.session.flush()


def remove_question(event: Event, question_id: int, *, by: Actor, now: datetime) -> None:
    """Ask it no more, and forget that it was asked. Raises QuestionIsAnswered, ConditionComesFirst when another
    question depends on it.
    """
    questions = _held(event, by)
    question = _one(questions, question_id)
    if n := queries.answered([question.id]).get(question.id):
        raise QuestionIsAnswered(answers=n)
    if any(one.only_if in {choice.id for choice in question.choices} for one in questions):
        raise ConditionComesFirst
    db.session.delete(question)
    _remember(event, [one for one in questions if one is not question], question, by, now)


def close_question(event: Event, question_id: int, *, closed: bool, by: Actor, now: datetime) -> None:
    """Ask it no more while its answers stand, or ask it again. Raises TooManyAskedBefore."""
    questions = _held(event, by)
    question = _one(questions, question_id)
    question.closed_at = now if closed else None
    _remember(event, questions, question, by, now)


def copy_questions(event: Event, copy: Event) -> None:
    """Let a copy of an event, which asks nothing yet, ask what the event asks. Part of the act that copies it."""
    copies: dict[int, int] = {}
    questions: list[Question] = []
    for one in queries.questions_of(event.id):
        question = Question(event_id=copy.id, place=one.place, choices=[], condition=None)
        choices = tuple(ChoiceDetails(choice.text, choice.most, choice.price) for choice in one.choices)
        only_if = copies.get(one.only_if) if one.only_if is not None else None
        details = QuestionDetails(
            one.kind, one.asked, one.text, one.purpose, one.help, one.is_required, one.kept_days, choices, only_if
        )
        _put(question, details, questions)
        db.session.add(question)
        db.session.flush()
        copies |= {old.id: new.id for old, new in zip(one.choices, question.choices, strict=True)}
        questions.append(question)
    _count(copy, questions)


def _held(event: Event, by: Actor) -> list[Question]:
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    return queries.questions_of(event.id, even_closed=True)


def _one(questions: Sequence[Question], question_id: int) -> Question:
    found = next((one for one in questions if one.id == question_id), None)
    if found is None:
        raise sa.exc.NoResultFound  # removed a moment ago, while one waited for the event
    return found


def _put(question: Question, details: QuestionDetails, questions: Sequence[Question]) -> None:
    if details.kind is QuestionKind.FILE and details.asked is Asked.BEFORE:
        raise FileIsAskedAfterwards
    question.kind, question.asked = details.kind, details.asked
    question.text, question.help, question.purpose = details.text, details.help, details.purpose
    question.is_required, question.kept_days = details.is_required, details.kept_days
    _put_choices(question, details.choices if details.kind.has_choices else ())
    if details.kind.has_choices and len(question.choices) < _fewest(details.kind):
        raise TooFewChoices(least=_fewest(details.kind))
    if details.only_if is None:
        question.condition = None
    elif details.only_if != question.only_if:
        _require_earlier(question, details.only_if, questions)
        if question.condition is None:
            question.condition = QuestionCondition(choice_id=details.only_if)
        else:
            question.condition.choice_id = details.only_if


def _fewest(kind: QuestionKind) -> int:
    return 1 if kind is QuestionKind.SEVERAL else 2


def _put_choices(question: Question, wanted: Sequence[ChoiceDetails]) -> None:
    """The choices as wanted; one that was taken is neither removed nor given fewer than have taken it."""
    before = {choice.id: choice for choice in question.choices}
    counts = queries.taken([question]) if before else {}
    kept: list[QuestionChoice] = []
    for place, one in enumerate(wanted):
        choice = before.pop(one.id, None) if one.id is not None else None
        choice = choice or QuestionChoice()
        if one.most is not None and choice.id is not None and one.most < counts.get(choice.id, 0):
            raise LimitBelowTaken(taken=counts[choice.id], text=one.text)
        choice.place, choice.text, choice.most, choice.price = place, one.text, one.most, one.price
        kept.append(choice)
    for gone in before.values():
        if counts.get(gone.id):
            raise ChoiceIsAnswered(taken=counts[gone.id], text=gone.text)
    question.choices = kept


def _require_earlier(question: Question, choice_id: int, questions: Sequence[Question]) -> None:
    first = next((one for one in questions if choice_id in {choice.id for choice in one.choices}), None)
    if first is None or first is question or first.rank >= question.rank:
        raise ConditionComesFirst


def _require_order(questions: Sequence[Question]) -> None:
    """Every question still comes after the one it depends on. Raises ConditionComesFirst."""
    for one in questions:
        if one.only_if is not None:
            _require_earlier(one, one.only_if, questions)


def _remember(event: Event, questions: Sequence[Question], what: Question, by: Actor, now: datetime) -> None:
    _count(event, questions)
    db.session.flush()
    audit.record(by, Happening.QUESTIONS_CHANGED, what, now, event_id=event.id)


def _count(event: Event, questions: Sequence[Question]) -> None:
    asked = [one.asked for one in questions if one.closed_at is None]
    if asked.count(Asked.BEFORE) > MOST_BEFORE:
        raise TooManyAskedBefore(most=MOST_BEFORE)
    event.asks_before, event.asks_after = asked.count(Asked.BEFORE), asked.count(Asked.AFTER)
