"""Points of the programme with seats: one of those that begin together, while one has a seat at the event."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.details import ProgrammePoint
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.registrations import programme_seats as seats
from politiker.registrations.models import Registration
from tests import guests, meetings, people


def event(now: datetime, **changes: object) -> Event:
    """Two workshops with a seat each at one hour, and one with ten at the next."""
    at = now + timedelta(days=30)
    programme = (
        ProgrammePoint(at, "Budget", track="Sal 1", capacity=1),
        ProgrammePoint(at, "Klima", track="Sal 2", capacity=1),
        ProgrammePoint(at + timedelta(hours=2), "Skole", capacity=10),
        ProgrammePoint(at + timedelta(hours=4), "Frokost"),
    )
    return meetings.seminar(now, organiser=people.ole(), programme=programme, **changes)


def ids(at: Event) -> dict[str, int]:
    return {one.title: one.id for hour in seats.parallels(at.id) for one in hour.choices}


def choose(registration: Registration, person: Person, now: datetime, *wanted: int) -> None:
    seats.choose_items(registration, wanted, by=people.actor(person, now), now=now)


def held(at: Event) -> dict[str, int]:
    return {one.title: one.held for hour in seats.parallels(at.id) for one in hour.choices}


def test_one_of_each_hour_is_chosen_and_changed(room: Flask, now: datetime) -> None:
    at, karen = event(now), people.karen()
    mine, there = guests.take(at, karen, now), ids(at)
    choose(mine, karen, now, there["Budget"], there["Skole"])
    assert held(at) == {"Budget": 1, "Klima": 0, "Skole": 1}
    choose(mine, karen, now, there["Klima"])
    assert held(at) == {"Budget": 0, "Klima": 1, "Skole": 0}
    with pytest.raises(seats.ItemIsNotThere):
        choose(mine, karen, now, there["Budget"], there["Klima"])
    with pytest.raises(seats.ItemIsNotThere):
        choose(mine, karen, now, whole(at.id).programme[3].id)


def test_a_full_point_is_refused_and_nothing_is_lost(room: Flask, now: datetime) -> None:
    at, karen, mads = event(now), people.karen(), people.mads()
    hers, his, there = guests.take(at, karen, now), guests.take(at, mads, now), ids(at)
    choose(hers, karen, now, there["Budget"])
    choose(his, mads, now, there["Klima"])
    with pytest.raises(seats.ItemIsFull):
        choose(his, mads, now, there["Budget"])
    assert seats.chosen_by(his.id) == {there["Klima"]}
    guests.give_up(at, karen, now)
    choose(his, mads, now, there["Budget"])
    assert held(at) == {"Budget": 1, "Klima": 0, "Skole": 0}


def test_only_oneself_with_a_seat_chooses(room: Flask, now: datetime) -> None:
    at, karen, mads = event(now, capacity=1), people.karen(), people.mads()
    hers, his, there = guests.take(at, karen, now), guests.take(at, mads, now), ids(at)
    with pytest.raises(seats.SeatIsNotCertain):
        choose(his, mads, now, there["Budget"])
    with pytest.raises(Forbidden):
        choose(hers, mads, now, there["Budget"])


def test_nothing_is_changed_once_it_has_begun(room: Flask, now: datetime) -> None:
    at, karen = event(now), people.karen()
    mine, there = guests.take(at, karen, now), ids(at)
    choose(mine, karen, now, there["Budget"])
    during = now + timedelta(days=30, hours=1)
    with pytest.raises(seats.ItemHasBegun):
        choose(mine, karen, during, there["Klima"])
    choose(mine, karen, during, there["Budget"], there["Skole"])
    assert seats.chosen_by(mine.id) == {there["Budget"], there["Skole"]}


def both_want_the_last(house: Flask, now: datetime) -> dict[str, int]:
    """Karen and Mads choose the same last seat at once; how many have each point afterwards."""
    with house.app_context():
        at, pair = event(now), (people.karen(), people.mads())
        wanted = ids(at)["Budget"]
        mine = [(guests.take(at, one, now).id, one.id) for one in pair]
        event_id = at.id
        db.session.commit()

    def one(registration_id: int, person_id: int) -> None:
        with house.app_context():
            try:
                person = db.session.get_one(Person, person_id)
                choose(db.session.get_one(Registration, registration_id), person, now, wanted)
                db.session.commit()
            except seats.ItemIsFull:
                db.session.rollback()

    threads = [threading.Thread(target=one, args=ids_of) for ids_of in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.app_context():
        return held(db.session.get_one(Event, event_id))


def test_the_last_seat_at_a_point_goes_to_one(house: Flask, now: datetime) -> None:
    assert both_want_the_last(house, now)["Budget"] == 1


def test_without_the_lock_both_get_it(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have counted")
    counted, both, parallels = threading.local(), threading.Barrier(2, timeout=20), seats.parallels

    def together(event_id: int) -> list[seats.Parallel]:
        found = parallels(event_id)
        if threading.current_thread() is not threading.main_thread() and not hasattr(counted, "once"):
            counted.once = True
            both.wait()
        return found

    monkeypatch.setattr(seats, "parallels", together)
    monkeypatch.setattr(seats, "lock_row", lambda kind, id: db.session.get_one(kind, id))
    assert both_want_the_last(house, now)["Budget"] == 2
