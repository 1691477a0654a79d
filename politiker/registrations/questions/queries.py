"""What we ask about questions and answers; never changes anything. Who may see an answer is asked by `reading`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, with_expression

from politiker.core.database import db
from politiker.events.models import Event
from politiker.files.models import StoredFile
from politiker.registrations.models import OPEN, Registration
from politiker.registrations.questions.models import Asked, GuestAnswer, Question, QuestionChoice


def questions_of(
    event_id: int, *, asked: Asked | None = None, even_closed: bool = False, counts: bool = False,
    without: int | None = None,
) -> list[Question]:  # fmt: skip
    """The questions of an event in order, with their choices and conditions. One statement.

    With `counts` each choice that has a limit knows how many have taken it: those with a seat, in line or awaiting an
    answer, and not the registration `without`, which is about to answer anew. They are then for looking at alone.
    """
    choices = contains_eager(Question.choices)
    if counts:
        choices = choices.options(with_expression(QuestionChoice.taken, _taken(without)))
    query = (
        sa.select(Question)
        .outerjoin(QuestionChoice, QuestionChoice.question_id == Question.id)
        .where(Question.event_id == event_id)
        .options(choices, joinedload(Question.condition))
        .order_by(sa.desc(Question.asked), Question.place, Question.id, QuestionChoice.place, QuestionChoice.id)
        .execution_options(populate_existing=True)
    )
    if asked is not None:
        query = query.where(Question.asked == asked)
    if not even_closed:
        query = query.where(Question.closed_at.is_(None))
    found = list(db.session.scalars(query).unique())
    if counts:
        for one in found:
            db.session.expunge(one)
    return found


def _taken(without: int | None) -> Any:
    count = (
        sa.select(sa.func.count())
        .select_from(GuestAnswer)
        .join(Registration, Registration.id == GuestAnswer.registration_id)
        .where(GuestAnswer.choice_id == QuestionChoice.id, Registration.state.in_(OPEN))
    )
    if without is not None:
        count = count.where(GuestAnswer.registration_id != without)
    return sa.case((QuestionChoice.most.is_not(None), count.correlate(QuestionChoice).scalar_subquery()))


def question_of(event_id: int, question_id: int) -> Question | None:
    """One question of an event, open or closed."""
    return next((one for one in questions_of(event_id, even_closed=True) if one.id == question_id), None)


def taken(questions: Sequence[Question]) -> dict[int, int]:
    """How many have taken each choice, with or without a limit: those with a seat, in line or awaiting an answer."""
    query = (
        sa.select(GuestAnswer.choice_id, sa.func.count())
        .join(Registration, Registration.id == GuestAnswer.registration_id)
        .where(
            GuestAnswer.choice_id.in_([choice.id for one in questions for choice in one.choices]),
            Registration.state.in_(OPEN),
        )
        .group_by(GuestAnswer.choice_id)
    )
    return {choice: n for choice, n in db.session.execute(query) if choice is not None}


def answered(question_ids: Collection[int]) -> dict[int, int]:
    """How many guests have answered each question, even those who left; questions nobody answered are left out."""
    guests = sa.func.count(sa.distinct(GuestAnswer.registration_id))
    query = (
        sa.select(GuestAnswer.question_id, guests)
        .where(GuestAnswer.question_id.in_(question_ids))
        .group_by(GuestAnswer.question_id)
    )
    return {question: n for question, n in db.session.execute(query)}


def rows_of(registration_ids: Collection[int] | sa.Select[Any]) -> list[Any]:
    """(registration, question, choice, its words, its price, text, file) of what some guests answered."""
    query = (
        sa.select(
            GuestAnswer.registration_id, GuestAnswer.question_id, GuestAnswer.choice_id, GuestAnswer.text,
            QuestionChoice.text.label("choice"), QuestionChoice.price, StoredFile.id.label("file_id"),
            StoredFile.uid.label("file_uid"), StoredFile.name.label("file_name"),
        )
        .outerjoin(QuestionChoice, QuestionChoice.id == GuestAnswer.choice_id)
        .outerjoin(StoredFile, StoredFile.id == GuestAnswer.file_id)
        .where(GuestAnswer.registration_id.in_(registration_ids))
        .order_by(GuestAnswer.registration_id, QuestionChoice.place, GuestAnswer.id)
    )  # fmt: skip
    return list(db.session.execute(query))


def answers_of(event_id: int, registration_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What guests of an event answered, in words, by registration and question: "Ja", "Lørdag, søndag", a file's name.

    For tables and files of whoever may see registrations; whoever calls it records the look. One statement.
    """
    mine = sa.select(Registration.id).where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
    words: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows_of(mine):
        words[row.registration_id][row.question_id].append(row.choice or row.file_name or row.text)
    return {who: {what: ", ".join(said) for what, said in told.items()} for who, told in words.items()}


def added_price(registration_id: int) -> int:
    """What the choices of a guest cost beside the seat, in øre."""
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(QuestionChoice.price), 0))
        .join(GuestAnswer, GuestAnswer.choice_id == QuestionChoice.id)
        .where(GuestAnswer.registration_id == registration_id)
    )
    return int(db.session.execute(query).scalar_one())


def owner_of_file(file_id: int) -> Any | None:
    """(person_id, event_id, id of the event) of the registration a file was handed in with; None when it is none."""
    query = (
        sa.select(Registration.person_id, Registration.event_id, Event.id)
        .join(GuestAnswer, GuestAnswer.registration_id == Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(GuestAnswer.file_id == file_id)
    )
    return db.session.execute(query).one_or_none()


NEEDED = sa.select(GuestAnswer.file_id).where(GuestAnswer.file_id.is_not(None))  # the ids of files that are answers
