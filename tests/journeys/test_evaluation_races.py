"""Guests who answer at the same moment: every answer is counted, and each guest's once."""

import threading
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.evaluations import actions, queries
from politiker.evaluations.models import Evaluation
from politiker.people.models import Person
from politiker.registrations.models import Registration
from tests import people
from tests.afterwards import Afterwards

GUESTS = 6


class Race:
    """An open evaluation and its guests, by number."""

    def __init__(self, house: Flask, now: datetime) -> None:
        self.house = house
        with house.app_context():
            after = Afterwards(now, GUESTS)
            evaluation = after.open()
            db.session.commit()
            self.over, self.event_id = after.over, after.event.id
            self.seats = [(seat.id, seat.person_id) for seat in after.seats]
            self.question = queries.questions_of(evaluation)[0].id

    def run(self, guests: list[int]) -> list[str]:
        """Let these guests answer at once; how it ended for each."""
        start, ends = threading.Barrier(len(guests), timeout=20), []

        def one(guest: int) -> None:
            seat, person = self.seats[guest]
            with self.house.app_context():
                by = people.actor(db.session.get_one(Person, person), self.over)
                db.session.rollback()
                start.wait()
                try:
                    registration = db.session.get_one(Registration, seat)
                    actions.answer(registration, {self.question: "5"}, by=by, now=self.over)
                    db.session.commit()
                    ends.append("counted")
                except RuleBroken as rule:
                    db.session.rollback()
                    ends.append(type(rule).__name__)

        threads = [threading.Thread(target=one, args=(guest,)) for guest in guests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(ends)

    def counted(self) -> tuple[int, int]:
        """How often the answer was given, and how many have answered."""
        with self.house.app_context():
            evaluation = queries.of_event(self.event_id)
            assert evaluation is not None
            return queries.questions_of(evaluation)[0].counts["all"]["all"]["5"], evaluation.answers


def test_no_answer_is_lost_when_many_answer_at_once(house: Flask, now: datetime) -> None:
    race = Race(house, now)
    assert race.run(list(range(GUESTS))) == ["counted"] * GUESTS
    assert race.counted() == (GUESTS, GUESTS)


def test_whoever_answers_twice_at_once_is_counted_once(house: Flask, now: datetime) -> None:
    race = Race(house, now)
    assert race.run([0, 0]) == ["AlreadyAnswered", "counted"]
    assert race.counted() == (1, 1)


def test_no_answer_is_lost_control(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both have read the sums before either writes them."""
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have read")
    race = Race(house, now)
    read, waited = threading.Barrier(2, timeout=20), threading.local()
    put_in = actions._put_in

    def together(*args: Any) -> None:
        if not getattr(waited, "has", False):
            waited.has = True
            read.wait()
        put_in(*args)

    monkeypatch.setattr(actions, "lock_row", lambda _kind, id: db.session.get_one(Evaluation, id))
    monkeypatch.setattr(actions, "_put_in", together)
    assert race.run([0, 1]) == ["counted", "counted"]
    assert race.counted()[0] == 1
