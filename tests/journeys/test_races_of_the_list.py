"""The organiser's desk and the guests at the same moment: nobody sits above capacity, whoever put them there."""

import threading
from datetime import datetime

import pytest
from flask import Flask

from politiker.core import database
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations import queries
from politiker.registrations.models import Participant, State
from politiker.registrations.participants import acts
from politiker.registrations.participants.acts import OutOfTurn
from politiker.registrations.terms import twins
from politiker.web.browser import actor_of
from tests import meetings, people
from tests.journeys.crowds import all_at_once, by_state, crowd, sign_up

CONTENDERS, SEATS = 8, 3


def made(house: Flask, now: datetime, capacity: int) -> tuple[int, int]:
    """An event with so many seats, and its organiser."""
    with house.app_context():
        ole = people.ole()
        event = meetings.seminar(now, organiser=ole, capacity=capacity)
        db.session.commit()
        return event.id, ole.id


def add(event_id: int, organiser: int, guest: int, now: datetime) -> None:
    """The organiser puts somebody on the list who called."""
    person = db.session.get_one(Person, guest)
    event = db.session.get_one(Event, event_id)
    acts.add(event, person, Participant.COUNCILLOR, by=actor_of(organiser, now), now=now)
    db.session.commit()


def test_callers_and_guests_take_exactly_the_seats(house: Flask, now: datetime) -> None:
    (event_id, ole), guests = made(house, now, 10), crowd(house, 40)
    calls = [lambda g=guest: add(event_id, ole, g, now) for guest in guests[:20]]
    outcome = all_at_once(house, [*calls, *(lambda g=guest: sign_up(event_id, g, now) for guest in guests[20:])])
    assert (outcome.done, outcome.refused) == (40, [])
    with house.app_context():
        assert {state: len(rows) for state, rows in by_state(event_id).items()} == {"confirmed": 10, "waiting": 30}
        assert queries.miscounted() == []


def test_two_free_seats_out_of_turn_go_to_two_of_eight(house: Flask, now: datetime) -> None:
    (event_id, ole), guests = made(house, now, 1), crowd(house, 9)
    for guest in guests:
        all_at_once(house, [lambda g=guest: sign_up(event_id, g, now)])
    with house.app_context():
        db.session.get_one(Event, event_id).capacity = 3  # and nobody has seen to the line yet
        db.session.commit()

    def seat(guest: int) -> None:
        registration = queries.own(event_id, guest)
        assert registration is not None
        acts.seat_out_of_turn(registration, OutOfTurn.HOST, by=actor_of(ole, now), now=now)
        db.session.commit()

    outcome = all_at_once(house, [lambda g=guest: seat(g) for guest in guests[1:]])
    assert outcome.done == 2 and all(refusal.startswith("NoSeatIsFree") for refusal in outcome.refused)
    with house.app_context():
        assert len(by_state(event_id)[State.CONFIRMED.value]) == 3 and queries.miscounted() == []


def test_control_without_the_lock_it_goes_wrong_every_time(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL seats too many. SQLite, without its BEGIN IMMEDIATE, says "database is locked"."""
    (event_id, ole), guests = made(house, now, SEATS), crowd(house, CONTENDERS)
    barrier = threading.Barrier(CONTENDERS, timeout=20)

    def no_lock(event: Event) -> Event:
        db.session.refresh(event)
        barrier.wait()
        return event

    with house.app_context():
        dialect = db.engine.dialect.name
    monkeypatch.setattr(twins, "hold", no_lock)
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    calls = [lambda g=guest: add(event_id, ole, g, now) for guest in guests]
    outcome = all_at_once(house, calls, at_once=CONTENDERS)
    with house.app_context():
        seated = len(by_state(event_id).get("confirmed", []))
    if dialect == "sqlite":
        assert any("database is locked" in refusal for refusal in outcome.refused)
    else:
        assert seated == CONTENDERS > SEATS, f"the control must oversell, or the race proves nothing: {outcome.refused}"
