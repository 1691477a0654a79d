"""Evaluations: they open when the event is over, are answered once, and are shown when they have closed."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.evaluations import actions, queries
from politiker.evaluations.errors import (
    AlreadyAnswered,
    EvaluationHasBegun,
    EvaluationIsClosed,
    NothingAnswered,
    UnknownAnswer,
    WasNotThere,
)
from politiker.evaluations.groups import Dimension
from politiker.evaluations.models import Ballot
from politiker.evaluations.results import read_results
from politiker.mail.outbox import OutgoingMail
from politiker.registrations import actions as seats
from tests import people
from tests.afterwards import CHOICE, JOB, SCALE, TEXT, Afterwards

pytestmark = pytest.mark.usefixtures("room")


def letters() -> list[int]:
    query = sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "after_event")
    return sorted(db.session.scalars(query))


def test_it_opens_when_the_event_is_over_and_everybody_who_came_is_written_to_once(now: datetime) -> None:
    after = Afterwards(now, 3)
    evaluation = after.ask()
    assert queries.due_to_open(now=now) == []
    actions.open_evaluation(evaluation.id, by=JOB, now=now)
    assert evaluation.opened_at is None, "a job that comes too early does nothing"
    assert queries.due_to_open(now=after.over) == [evaluation.id]
    actions.open_evaluation(evaluation.id, by=JOB, now=after.over)
    actions.open_evaluation(evaluation.id, by=JOB, now=after.over + timedelta(minutes=1))
    assert letters() == sorted(person.id for person in after.people)
    assert evaluation.closes_at == after.over + timedelta(days=14)
    assert queries.due_to_open(now=after.over) == []


def test_where_somebody_was_checked_in_only_those_who_came_are_asked(now: datetime) -> None:
    after = Afterwards(now, 3)
    after.seats[0].arrived_at = now + timedelta(days=30)
    after.open()
    assert letters() == [after.people[0].id]
    after.answer(0, "5")
    with pytest.raises(WasNotThere):
        after.answer(1, "5")
    after.seats[1].arrived_at = now + timedelta(days=30)  # a phone that came back late
    db.session.flush()
    for _hour in range(2):
        actions.write_to_latecomers(now=after.over + timedelta(hours=1))
    assert letters() == sorted([after.people[0].id, after.people[1].id])
    after.answer(1, "4")


def test_whoever_left_is_not_asked_and_a_stranger_may_not(now: datetime) -> None:
    after = Afterwards(now, 2)
    seats.withdraw(after.seats[1], by=people.actor(after.people[1], now), now=now)
    after.open()
    assert letters() == [after.people[0].id]
    with pytest.raises(WasNotThere):
        after.answer(1, "5")
    with pytest.raises(Forbidden):
        actions.answer(after.seats[0], {}, by=people.actor(after.people[1], after.over), now=after.over)
    with pytest.raises(Forbidden):
        actions.answer(after.seats[0], {}, by=after.organiser, now=after.over)


def test_each_answers_once_and_something(now: datetime) -> None:
    after = Afterwards(now, 2)
    after.open()
    with pytest.raises(NothingAnswered):
        after.answer(0, "", "", "")
    after.answer(0, "5", "Bordene", "Maden")
    with pytest.raises(AlreadyAnswered):
        after.answer(0, "1")
    with pytest.raises(UnknownAnswer):
        after.answer(1, "6")


def test_it_can_be_answered_until_it_closes(now: datetime) -> None:
    after = Afterwards(now, 2)
    with pytest.raises(EvaluationIsClosed):
        after.answer(0, "5")
    after.open(days_open=3)
    after.answer(0, "5", at=after.over + timedelta(days=3) - timedelta(seconds=1))
    with pytest.raises(EvaluationIsClosed):
        after.answer(1, "5", at=after.over + timedelta(days=3))
    after.close()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0


def test_the_questions_stand_once_guests_are_asked(now: datetime) -> None:
    after = Afterwards(now, 1)
    after.open()
    with pytest.raises(EvaluationHasBegun):
        after.ask()


def test_the_results_are_shown_when_it_has_closed_with_five_answers(now: datetime) -> None:
    after = Afterwards(now, 6)
    after.open()
    for number in range(5):
        after.answer(number, "5", "Bordene", f"Tekst {number}")
    assert not read_results(after.event, by=after.organiser).is_enough, "it is open"
    after.close()
    found = read_results(after.event, by=after.organiser)
    assert found.is_enough
    assert dict(found.questions[SCALE].counts) == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 5}
    assert found.questions[SCALE].mean == "5,0"
    assert dict(found.questions[CHOICE].counts) == {"Oplæggene": 0, "Bordene": 5}
    assert sorted(found.questions[TEXT].texts) == [f"Tekst {n}" for n in range(5)]


def test_four_answers_are_never_shown(now: datetime) -> None:
    after = Afterwards(now, 6)
    after.open()
    for number in range(4):
        after.answer(number, "5", "Bordene", "Tekst")
    after.close()
    found = read_results(after.event, by=after.organiser)
    assert (found.is_enough, found.questions) == (False, ())


def test_a_question_that_four_answered_has_no_numbers(now: datetime) -> None:
    after = Afterwards(now, 6)
    after.open()
    for number in range(6):
        after.answer(number, "5" if number < 4 else "", "Bordene")
    after.close()
    found = read_results(after.event, by=after.organiser)
    assert (found.questions[SCALE].answers, found.questions[SCALE].counts) == (0, ())
    assert found.questions[CHOICE].answers == 6


def test_groups_are_told_apart_where_each_and_the_rest_are_five(now: datetime) -> None:
    after = Afterwards(now, 12, new=6)
    after.open()
    for number in range(12):
        after.answer(number, "5" if number < 6 else "1")
    after.close()
    cuts = dict(read_results(after.event, by=after.organiser).questions[SCALE].cuts)
    assert [(cut.group, cut.answers, cut.mean) for cut in cuts[Dimension.PERIOD]] == [
        ("again", 6, "1,0"), ("new", 6, "5,0"),
    ]  # fmt: skip
    assert Dimension.DUTY not in cuts, "all are members: the rest are nobody"


def test_a_group_too_small_at_the_opening_is_never_counted_apart(now: datetime) -> None:
    after = Afterwards(now, 12, new=4)
    evaluation = after.open()
    after.answer(0, "5")
    assert evaluation.groups[Dimension.PERIOD] == []
    question = queries.questions_of(evaluation)[SCALE]
    assert question.counts.get(Dimension.PERIOD, {}) == {}


def test_results_are_for_those_who_work_on_the_event(now: datetime) -> None:
    after = Afterwards(now, 1)
    another = people.with_role(people.Role.ORGANISER, "Inga Ny")
    for stranger in (another, after.people[0]):
        with pytest.raises(Forbidden):
            read_results(after.event, by=people.actor(stranger, now))
