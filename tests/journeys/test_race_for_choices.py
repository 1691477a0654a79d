"""Many who choose the same at once: as many get it as there are, and without the lock more do."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import database
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.models import Registration
from politiker.registrations.questions import answering, queries
from politiker.registrations.questions.answering import Given
from politiker.registrations.questions.models import Asked, QuestionKind
from politiker.registrations.questions.setting_up import ChoiceDetails, QuestionDetails, add_question
from politiker.web.browser import actor_of
from tests import guests, meetings
from tests.journeys.crowds import Outcome, all_at_once, crowd

ROOMS, CONTENDERS = 3, 8
YES_OR_NO = (ChoiceDetails("Ja", ROOMS), ChoiceDetails("Nej"))
NIGHT = QuestionDetails(QuestionKind.YES_NO, Asked.AFTER, "Overnatning?", "Værelser", choices=YES_OR_NO)


def rush(house: Flask, now: datetime) -> tuple[Outcome, int]:
    """Eight guests want a room at once; what became of them, and how many rooms are taken."""
    people = crowd(house, CONTENDERS)
    with house.app_context():
        event = meetings.seminar(now)
        night = add_question(event, NIGHT, by=actor_of(event.created_by_id, now), now=now)
        event_id, told = event.id, {night.id: Given(choices=frozenset({night.choices[0].id}))}
        for id in people:
            guests.take(event, db.session.get_one(Person, id), now)
        db.session.commit()

    def wants(person_id: int) -> Callable[[], None]:
        def act() -> None:
            seat = db.session.scalars(sa.select(Registration).where(Registration.person_id == person_id)).one()
            answering.answer(seat, told, by=actor_of(person_id, now), now=now)

        return act

    outcome = all_at_once(house, [wants(id) for id in people], at_once=CONTENDERS)
    with house.app_context():
        taken = queries.taken(queries.questions_of(event_id))
    return outcome, max(taken.values(), default=0)


def test_eight_at_once_take_exactly_three_rooms(house: Flask, now: datetime) -> None:
    outcome, taken = rush(house, now)
    assert (taken, outcome.done) == (ROOMS, ROOMS)
    assert all(refusal.startswith("AnswersAreWrong") for refusal in outcome.refused), set(outcome.refused)


def test_control_without_the_lock_it_goes_wrong_every_time(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives too many rooms. SQLite, with a plain BEGIN, says that it is locked."""
    barrier = threading.Barrier(CONTENDERS, timeout=20)

    def no_lock(kind: type[Event], id: int) -> Event:
        event = db.session.get_one(kind, id)
        barrier.wait()
        return event

    monkeypatch.setattr(answering, "lock_row", no_lock)
    questions_of = queries.questions_of

    def then_all(*args: object, **more: object) -> object:
        found = questions_of(*args, **more)  # type: ignore[arg-type]
        if more.get("counts"):
            barrier.wait()
        return found

    monkeypatch.setattr(queries, "questions_of", then_all)
    with house.app_context():
        dialect = db.engine.dialect.name
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    outcome, taken = rush(house, now)
    if dialect == "sqlite":
        assert any("database is locked" in refusal for refusal in outcome.refused)
    else:
        assert taken == CONTENDERS > ROOMS, f"the control must go wrong, or the race proves nothing: {outcome.refused}"
