"""Rooms that make themselves: an event's before it, and those that are always there."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import database
from politiker.core.database import Base, db
from politiker.core.jobs import Job
from politiker.discussions.rooms import event_rooms, queries, standard
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.events.models import Event
from politiker.people.models import Duty
from politiker.policy import system
from tests import guests, meetings, people, talks
from tests.journeys.crowds import all_at_once

JOB = system("open_event_rooms")
DAY = timedelta(days=1)


def test_an_event_gets_its_room_before_it_and_keeps_it(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    soon = meetings.seminar(now, starts_at=now + 13 * DAY, ends_at=now + 14 * DAY)
    later = meetings.seminar(now, starts_at=now + 15 * DAY, ends_at=now + 16 * DAY)
    lonely = meetings.seminar(now, starts_at=now + 5 * DAY, ends_at=now + 6 * DAY)
    meetings.draft(now, starts_at=now + 5 * DAY, ends_at=now + 6 * DAY)
    for event, who in ((soon, (karen, mads)), (later, (karen, mads)), (lonely, (karen,))):
        for person in who:
            guests.take(event, person, now)
    off = meetings.seminar(now, starts_at=now + 5 * DAY, ends_at=now + 6 * DAY)
    for person in (karen, mads):
        guests.take(off, person, now)
    off.called_off_at = now
    db.session.flush()
    assert event_rooms.open_rooms(by=JOB, now=now) == 1 and event_rooms.open_rooms(by=JOB, now=now) == 0
    made = db.session.scalars(sa.select(Room).where(Room.kind == RoomKind.EVENT)).one()
    assert (made.event_id, made.title, made.purpose) == (soon.id, soon.title, soon.summary)
    where = {id: db.session.scalar(sa.select(event_rooms.ADDRESS).where(Event.id == id)) for id in (soon.id, later.id)}
    assert where == {soon.id: made.address, later.id: None} and len(made.address) > 20
    told = sa.select(Job.facts).where(Job.name == "tell_of_event_room")
    assert list(db.session.scalars(told)) == [{"room": made.id}]
    [entry] = db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.ROOM_OPENED))
    assert (entry.job, entry.event_id) == ("open_event_rooms", soon.id)
    assert event_rooms.open_rooms(by=JOB, now=now + 2 * DAY) == 1, "the one that began to be near"


def test_a_room_is_called_what_its_event_is_called(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    made = talks.event_room(now, event)
    made.purpose = event.summary
    db.session.flush()
    assert event_rooms.follow_events() == 0
    event.title = "Et nyt navn " + "x" * 140
    db.session.flush()
    assert event_rooms.follow_events() == 1
    db.session.expire_all()
    assert made.title == event.title[:120]


def near_event(house: Flask, now: datetime) -> int:
    with house.app_context():
        event = meetings.seminar(now, starts_at=now + 5 * DAY, ends_at=now + 6 * DAY)
        for person in (people.karen(), people.mads()):
            guests.take(event, person, now)
        db.session.commit()
        return event.id


def open_them(house: Flask, now: datetime) -> int:
    with house.app_context():
        opened = event_rooms.open_rooms(by=JOB, now=now)
        db.session.commit()
        return opened


def test_two_workers_open_one_room(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    near_event(house, now)
    _hold_between_looking_and_adding(house, monkeypatch)
    opened: list[int] = []
    outcome = all_at_once(house, [lambda: opened.append(open_them(house, now)) for _ in range(2)])
    assert outcome.refused == [] and sorted(opened) == [0, 1]
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Room)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.name == "tell_of_event_room")) == 1


def test_control_a_plain_insert_goes_wrong(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    near_event(house, now)
    _hold_between_looking_and_adding(house, monkeypatch)

    def add(table: type[Base], values: dict[str, object], unique: str) -> bool:
        db.session.execute(sa.insert(table).values(**values))
        return True

    monkeypatch.setattr(event_rooms, "insert_once", add)
    outcome = all_at_once(house, [lambda: open_them(house, now) for _ in range(2)])
    assert outcome.done == 1 and len(outcome.refused) == 1, "the second must fail, or the race proves nothing"


def _hold_between_looking_and_adding(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look before either adds. SQLite, where one writes at a time, begins plainly and so reads at once too."""
    barrier = threading.Barrier(2, timeout=20)
    look = event_rooms._without_a_room

    def together(now: datetime) -> list[Event]:
        found = look(now)
        barrier.wait()
        if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            db.session.rollback()
        return found

    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        monkeypatch.setattr(database, "sqlite_begin_statement", _first_plain_then_immediate())
    monkeypatch.setattr(event_rooms, "_without_a_room", together)


def _first_plain_then_immediate():
    mine = threading.local()

    def begin() -> str:
        mine.begun = getattr(mine, "begun", 0) + 1
        return "BEGIN" if mine.begun == 1 else "BEGIN IMMEDIATE"

    return begin


def test_the_house_is_furnished_once(room: Flask, now: datetime) -> None:
    assert standard.furnish(now=now) == 8 and standard.furnish(now=now) == 0
    rooms = {one.address: one for one in db.session.scalars(sa.select(Room))}
    words = {"politikerrollen", "oekonomi", "boern-og-skole", "social-og-sundhed", "klima-og-teknik"}
    assert {one.address for one in rooms.values() if one.kind is RoomKind.OPEN} == words
    closed = [one for one in rooms.values() if one.kind is RoomKind.ROLE]
    assert {one.title for one in closed} == {"Borgmestre", "Udvalgsformænd", "Nyvalgte"}
    assert all(len(one.address) == 22 for one in closed)
    rooms["oekonomi"].title = "Penge"
    db.session.flush()
    assert standard.furnish(now=now) == 0 and rooms["oekonomi"].title == "Penge"
    mayor, new = people.councillor("Bo Borg", duty=Duty.MAYOR), people.amina()
    read = {row.title for row in queries.rooms_of(people.actor(mayor, now), now=now) if row.kind is RoomKind.ROLE}
    assert read == {"Borgmestre"}
    read = {row.title for row in queries.rooms_of(people.actor(new, now), now=now) if row.kind is RoomKind.ROLE}
    assert read == {"Nyvalgte"}
