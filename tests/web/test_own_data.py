"""Min side: what there is about oneself, and all of it as a file."""

import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from tests import meetings, people
from tests.cli.test_house import said
from tests.conftest import Clock
from tests.gatherings import somebody
from tests.guests import take
from tests.statements import counted
from tests.visitor import Visitor

LAPSED = people.PERIOD[0] - timedelta(days=1461), people.PERIOD[1] - timedelta(days=1000)


def exports(house: Flask) -> list[tuple[int | None, int]]:
    with house.app_context():
        query = sa.select(Entry).where(Entry.happening == Happening.DATA_EXPORTED).order_by(Entry.id)
        return [(one.person_id, one.subject_id) for one in db.session.scalars(query)]


def test_ones_own_data_as_a_file(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        karen, mads = people.karen(), people.mads()
        for one in (karen, mads):
            take(meetings.seminar(now, title=f"Til {one.name}"), one, now)
        db.session.commit()
        karen_id = karen.id
    visitor.sign_in(karen_id).open("/min-side/data")
    assert "Dine tilmeldinger og behov: 1" in visitor.page.main.replace("behov 1", "behov: 1")
    assert exports(house) == [], "looking is no export"
    visitor.open(visitor.page.link("Hent mine data"))
    answer = visitor.answer
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mine-data-2026-09-01.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/json; charset=utf-8"
    text = answer.get_data(as_text=True)
    assert "Til Karen Friis" in text and "mads" not in text.casefold()
    assert json.loads(text)["format"] == 1
    assert exports(house) == [(karen_id, karen_id)]


def test_it_is_for_everybody_who_is_known_and_for_nobody_else(house: Flask, now: datetime) -> None:
    """Row 7: pending, councillors, lapsed, and everybody with a role; strangers are sent to log in."""
    lapsed = somebody(house, lambda: people.councillor(period=LAPSED))
    for person_id in [
        lapsed,
        *(somebody(house, who) for who in (people.person, people.karen, people.ole, people.adam)),
    ]:
        each = Visitor(house).sign_in(person_id)
        each.open("/min-side/data")
        each.open("/min-side/data.json")
        assert exports(house)[-1] == (person_id, person_id)
    stranger = Visitor(house)
    for path in ("/min-side/data", "/min-side/data.json"):
        stranger.open(path)
        assert stranger.path == "/log-ind"
        stranger.post(path, 405)


def test_an_idle_browser_is_asked_again(house: Flask, wall: Clock) -> None:
    karen = Visitor(house).sign_in(somebody(house))
    karen.open("/min-side/data")
    wall.moment += timedelta(hours=3)
    karen.open("/min-side/data.json")
    assert karen.path == "/bekraeft"
    assert exports(house) == []


def test_the_page_costs_the_same_however_much_there_is(house: Flask, now: datetime) -> None:
    costs = []
    for events in (1, 12):
        with house.app_context():
            karen = people.councillor()
            for _ in range(events):
                take(meetings.seminar(now), karen, now)
            db.session.commit()
            person_id = karen.id
        each = Visitor(house).sign_in(person_id)
        for path in ("/min-side/data", "/min-side/data.json"):
            each.open(path)
            with counted(house) as sent:
                each.open(path)
            costs.append(len(sent))
    assert costs[:2] == costs[2:]
    assert costs[0] <= 3


def test_the_same_at_the_command_line(house: Flask, now: datetime) -> None:
    karen = somebody(house)
    found = json.loads(said(house, "person", "export", "karen@example.dk"))
    assert found["tabeller"]["person"]["raekker"][0]["name"] == "Karen Friis"
    assert exports(house) == [(None, karen)]
