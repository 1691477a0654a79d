"""Answering the questions of an event: what is asked of whom, what is wrong with an answer, and keeping it.

Whether a question is asked at all the house decides, from the answers before it: what a page shows or hides counts
for nothing, and an answer nobody was asked for is dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.events.models import Event
from politiker.files import storing
from politiker.files.taking import Clean
from politiker.policy import Actor, Permission, require
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import Registration
from politiker.registrations.needs import tidy_note
from politiker.registrations.questions import queries
from politiker.registrations.questions.errors import AnswersAreClosed, AnswersAreWrong, Fault
from politiker.registrations.questions.models import Asked, GuestAnswer, Question, QuestionKind

LONGEST_ANSWER = 1000  # characters


@dataclass(frozen=True)
class Given:
    """What somebody gave as the answer to one question; `keeps_file` when the file of before is to stand."""

    text: str = ""
    choices: frozenset[int] = frozenset()
    file: Clean | None = None
    keeps_file: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.choices or self.file or self.keeps_file)


Told = Mapping[int, Given]  # by the id of the question
NOTHING: Told = {}
_SILENCE = Given()


@dataclass
class Checked:
    """The answers to what was asked, and what is wrong with them, by the id of the question."""

    answers: dict[int, Given] = field(default_factory=dict)
    faults: dict[int, Fault] = field(default_factory=dict)


def checked(questions: Sequence[Question], told: Told) -> Checked:
    """What somebody answers to the questions that are asked of them, whose choices were counted."""
    found = Checked()
    chosen: set[int] = set()
    for one in questions:
        if one.only_if is not None and one.only_if not in chosen:
            continue
        given = _of_kind(one, told.get(one.id, _SILENCE))
        fault = _fault(one, given)
        if fault is not None:
            found.faults[one.id] = fault
        elif not given.is_empty:
            found.answers[one.id] = given
        chosen |= given.choices
    return found


def _of_kind(one: Question, given: Given) -> Given:
    """As much of what was given as the question can have for an answer."""
    if one.kind.has_choices:
        return Given(choices=given.choices)
    if one.kind is QuestionKind.FILE:
        return Given(file=given.file, keeps_file=given.keeps_file and given.file is None)
    return Given(text=tidy_note(given.text))


def _fault(one: Question, given: Given) -> Fault | None:
    if given.is_empty:
        return Fault.MISSING if one.is_required else None
    if len(given.text) > LONGEST_ANSWER:
        return Fault.TOO_LONG
    left = {choice.id: choice.left for choice in one.choices} if one.kind.has_choices else {}
    if not given.choices <= left.keys() or (len(given.choices) > 1 and one.kind is not QuestionKind.SEVERAL):
        return Fault.UNKNOWN
    return Fault.TAKEN if any(left[id] == 0 for id in given.choices) else None


def answers_before(event: Event, told: Told) -> Mapping[int, Given]:
    """The answers to what a locked event asks before one has a seat. No statement when it asks nothing.

    Raises AnswersAreWrong.
    """
    if not event.asks_before:
        return NOTHING
    return _right(checked(queries.questions_of(event.id, asked=Asked.BEFORE, counts=True), told))


def _right(found: Checked) -> Mapping[int, Given]:
    if found.faults:
        raise AnswersAreWrong(faults=found.faults)
    return found.answers


# Of the table and not of the class, which would send one statement for each kind of answer.
_KEEP = sa.insert(GuestAnswer.__table__)  # type: ignore[arg-type]  # a table


def keep_answers(
    registration: Registration, answers: Mapping[int, Given], files: Mapping[int, int] | None = None
) -> None:
    """Write down what a guest answered, one statement for all of it; `files` are the ids of kept files by question."""
    rows = list(_rows(registration.id, answers, files or {}))
    if rows:
        db.session.execute(_KEEP, rows)


def _rows(registration_id: int, answers: Mapping[int, Given], files: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    for question_id, given in answers.items():
        row = {"registration_id": registration_id, "question_id": question_id, "text": given.text}
        if given.choices:
            yield from (row | {"choice_id": id, "file_id": None} for id in sorted(given.choices))
        else:
            yield row | {"choice_id": None, "file_id": files.get(question_id)}


def closes_at(registration: Any, event: Any) -> datetime:
    """Until when a guest may answer: until sign-up closes, and until the event begins for whoever came after that."""
    begins: datetime = event.starts_at
    closes: datetime = event.closes_at or begins
    came_late = registration.confirmed_at is not None and registration.confirmed_at >= closes
    return begins if came_late else min(closes, begins)


def answer(registration: Registration, told: Told, *, by: Actor, now: datetime) -> None:
    """Answer, or answer anew, everything the event asks. Raises SeatIsNotCertain, AnswersAreClosed, AnswersAreWrong,
    FileCannotBeKept. Forbidden unless the seat is one's own.
    """
    require(by, Permission.STATE_NEEDS, registration)
    event = lock_row(Event, registration.event_id)
    db.session.refresh(registration)
    if not registration.is_certain:
        raise SeatIsNotCertain
    if now >= (until := closes_at(registration, event)):
        raise AnswersAreClosed(closes_at=until)
    questions = queries.questions_of(event.id, counts=True, without=registration.id)
    before = {row.question_id: row for row in queries.rows_of([registration.id]) if row.file_id is not None}
    told = {id: _with_file_of_before(given, id in before) for id, given in told.items()}
    answers = _right(checked(questions, told))
    files = _files(answers, before, by=by, now=now)
    asked = [one.id for one in questions]
    db.session.execute(
        sa.delete(GuestAnswer)
        .where(GuestAnswer.registration_id == registration.id, GuestAnswer.question_id.in_(asked))
        .execution_options(synchronize_session=False)
    )
    keep_answers(registration, answers, files)
    registration.answered_at = now
    for id, row in before.items():
        if id in asked and files.get(id) != row.file_id:
            storing.drop(row.file_uid, now=now)


def _with_file_of_before(given: Given, is_there: bool) -> Given:
    """Nobody keeps a file that was never handed in."""
    return given if is_there or not given.keeps_file else Given(given.text, given.choices, given.file)


def _files(answers: Mapping[int, Given], before: Mapping[int, Any], *, by: Actor, now: datetime) -> dict[int, int]:
    kept = {}
    for id, given in answers.items():
        if given.file is not None:
            kept[id] = storing.keep(given.file, by=by, now=now).id
        elif given.keeps_file:
            kept[id] = before[id].file_id
    return kept


def own_answers(registration: Registration, *, by: Actor) -> dict[int, list[Any]]:
    """What one has answered oneself, by question."""
    require(by, Permission.STATE_NEEDS, registration)
    found: dict[int, list[Any]] = {}
    for row in queries.rows_of([registration.id]):
        found.setdefault(row.question_id, []).append(row)
    return found
