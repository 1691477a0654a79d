"""Two doors and one guest at the very same moment."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.events.models import Event
from politiker.registrations.arrivals import actions
from politiker.registrations.arrivals.actions import Act
from politiker.registrations.models import Registration
from tests import guests, meetings, people
from tests.journeys.crowds import all_at_once


class OneGuest:
    """An event that begins now, Karen with a seat, and two doors that see her at once."""

    def __init__(self, house: Flask, now: datetime) -> None:
        self.house, self.now = house, now
        with house.app_context():
            ole = people.ole()
            event = meetings.seminar(now - timedelta(days=30), organiser=ole)
            self.uid = guests.take(event, people.karen(), now - timedelta(days=30)).uid
            db.session.commit()
            self.event_id, self.ole = event.id, people.actor(ole, now)
        self.outcomes: list[str] = []

    def come(self, marks: tuple[str, str]) -> list[str]:
        """Both doors tell; the errors of those who could not."""

        def tell(mark: str) -> None:
            event = db.session.get_one(Event, self.event_id)
            [told] = actions.note_arrivals(event, [Act(mark, self.uid, self.now)], by=self.ole, now=self.now)
            self.outcomes.append(told.outcome.value)

        return all_at_once(self.house, [lambda mark=mark: tell(mark) for mark in marks]).refused

    def said_to_have_come(self) -> int:
        with self.house.app_context():
            seen = sa.select(sa.func.count()).select_from(Entry).where(Entry.happening == "checked_in")
            came = sa.select(Registration.arrived_at).where(Registration.uid == self.uid)
            assert db.session.scalar(came) == self.now
            return int(db.session.scalar(seen) or 0)


def test_two_doors_at_once_are_one_arrival(house: Flask, now: datetime) -> None:
    karen = OneGuest(house, now)
    assert karen.come(("door-one", "door-two")) == []
    assert sorted(karen.outcomes) == ["again", "arrived"] and karen.said_to_have_come() == 1


def test_the_same_press_told_twice_at_once_is_one_arrival(house: Flask, now: datetime) -> None:
    karen = OneGuest(house, now)
    assert karen.come(("the-press", "the-press")) == []
    assert karen.outcomes == ["arrived", "arrived"] and karen.said_to_have_come() == 1


@pytest.fixture
def unlocked(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody holds the event, and both doors have looked before either writes."""
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have looked")
    looked, known = threading.Barrier(2, timeout=20), actions.known_marks

    def together(marks: set[str]) -> Any:
        found = known(marks)
        looked.wait()
        return found

    monkeypatch.setattr(actions, "lock", lambda event: event)
    monkeypatch.setattr(actions, "known_marks", together)


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_she_comes_twice(house: Flask, now: datetime) -> None:
    karen = OneGuest(house, now)
    assert karen.come(("door-one", "door-two")) == [] and karen.said_to_have_come() == 2


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_a_press_told_twice_breaks(house: Flask, now: datetime) -> None:
    [refused] = OneGuest(house, now).come(("the-press", "the-press"))
    assert "IntegrityError" in refused, "the database's own belt to these braces"
