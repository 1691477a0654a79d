"""The answers of an event's guests, for whoever handles its registrations. Every look is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import OPEN, Registration
from politiker.registrations.questions import queries
from politiker.registrations.questions.models import Question

PAGE = 100


@dataclass(frozen=True)
class Answers:
    """All questions with how many answered what, and one page of guests with their rows by question."""

    questions: tuple[Question, ...]
    answered: dict[int, int]
    taken: dict[int, int]
    guests: tuple[Any, ...]
    told: dict[int, dict[int, list[Any]]]
    has_more: bool


def read_answers(event: Event, *, by: Actor, now: datetime, after: int = 0) -> Answers:
    """What the guests of an event answered, in order of coming, from the one after number `after`."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.ANSWERS_READ, event, now, event_id=event.id)
    questions = queries.questions_of(event.id, even_closed=True, counts=True)
    query = (
        sa.select(Registration.id, Registration.number, Registration.state, Registration.answered_at, Person.name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.state.in_(OPEN), Registration.number > after)
        .order_by(Registration.number)
        .limit(PAGE + 1)
    )
    guests = list(db.session.execute(query))
    told: dict[int, dict[int, list[Any]]] = {}
    for row in queries.rows_of([guest.id for guest in guests[:PAGE]]):
        told.setdefault(row.registration_id, {}).setdefault(row.question_id, []).append(row)
    return Answers(
        questions=tuple(questions),
        answered=queries.answered([one.id for one in questions]),
        taken=queries.taken(questions),
        guests=tuple(guests[:PAGE]),
        told=told,
        has_more=len(guests) > PAGE,
    )


def note_file_read(event_id: int, *, by: Actor, now: datetime) -> None:
    """Note that somebody who handles the registrations fetched a file a guest answered with."""
    event = db.session.get_one(Event, event_id)
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.ANSWERS_READ, event, now, event_id=event_id, reason="file")
