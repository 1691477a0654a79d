"""What a guest eats and needs: asked when the seat is certain, seen by few, taken back at any time."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.registrations.models import Diet, Needs
from politiker.registrations.needs import NoteIsTooLong, state_needs, tidy_note
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.visitor import Visitor

PAGE = "/arrangementer/{}-budgettet-for-begyndere/{}"


@pytest.fixture
def seat(house: Flask, wall: Clock) -> tuple[int, int]:
    """Karen's seat at an event with one seat, as (event id, Karen's id)."""
    with house.app_context():
        event, karen = meetings.seminar(wall.moment, capacity=1, venue_id=meetings.venue().id), people.karen()
        guests.take(event, karen, wall.moment, is_shown=True)
        ids = event.id, karen.id
        db.session.commit()
    return ids


def told(house: Flask) -> tuple[Diet, str, str] | None:
    with house.app_context():
        row = db.session.execute(sa.select(Needs.diet, Needs.diet_note, Needs.access_note)).one_or_none()
        return tuple(row) if row else None


def test_karen_tells_changes_and_takes_it_back(house: Flask, seat: tuple[int, int]) -> None:
    event_id, karen_id = seat
    visitor = Visitor(house).sign_in(karen_id)
    page = visitor.open(PAGE.format(event_id, "tilmelding"))
    page = visitor.open(page.link("Fortæl om mad og behov"))
    assert page.heading == "Mad og behov"
    assert "Hvert opslag bliver noteret." in page.main
    assert "slettet 30 dage efter arrangementet" in page.main
    assert "Slet det, jeg har fortalt" not in page.main
    page = visitor.send("Gem", diet="vegan", diet_note="Tåler ikke nødder", access_note="Teleslynge")
    assert visitor.path == PAGE.format(event_id, "tilmelding")
    assert "Tak. Det er noteret." in page.main
    assert told(house) == (Diet.VEGAN, "Tåler ikke nødder", "Teleslynge")

    page = visitor.open(page.link("Ret det, du har fortalt"))
    values = page.form("Gem").values()
    assert (values["diet"], values["diet_note"], values["access_note"]) == ("vegan", "Tåler ikke nødder", "Teleslynge")
    visitor.send("Gem", diet="halal", diet_note="")
    assert told(house) == (Diet.HALAL, "", "Teleslynge")

    visitor.open(PAGE.format(event_id, "behov"))
    page = visitor.send("Slet det, jeg har fortalt")
    assert "Det, du havde fortalt, er slettet." in page.main
    assert told(house) is None


def test_nobody_else_sees_it(house: Flask, wall: Clock, seat: tuple[int, int]) -> None:
    event_id, karen_id = seat
    visitor = Visitor(house).sign_in(karen_id)
    visitor.open(PAGE.format(event_id, "behov"))
    visitor.send("Gem", diet="vegan", diet_note="nøddeallergi", access_note="rampe til kørestol")
    with house.app_context():
        event = db.session.get_one(meetings.Event, event_id)
        event.capacity = 2
        mads = people.mads()
        guests.take(event, mads, wall.moment)
        others = [mads.id, *(who().id for who in (people.birgit, people.adam, people.ole))]
        db.session.commit()
    for person_id in others:
        other = Visitor(house).sign_in(person_id)
        for page in ("tilmelding", "behov"):
            text = other.client.get(PAGE.format(event_id, page), follow_redirects=True).get_data(as_text=True)
            assert "nøddeallergi" not in text and "rampe til kørestol" not in text
    assert told(house) == (Diet.VEGAN, "nøddeallergi", "rampe til kørestol")
    stranger = Visitor(house)
    stranger.open(PAGE.format(event_id, "behov"))
    assert stranger.path == "/log-ind"


def test_it_is_asked_only_when_the_seat_is_certain(house: Flask, wall: Clock, seat: tuple[int, int]) -> None:
    event_id, _ = seat
    with house.app_context():
        mads = people.mads()
        guests.take(db.session.get_one(meetings.Event, event_id), mads, wall.moment)
        mads_id = mads.id
        db.session.commit()
    waits = Visitor(house).sign_in(mads_id)
    assert "mad og behov" not in waits.open(PAGE.format(event_id, "tilmelding")).main
    values = waits.page.form("Afmeld mig").values()
    page = waits.open(PAGE.format(event_id, "behov"))
    assert "Vi spørger om mad og behov, når din plads er sikker." in page.main
    assert not page.all("textarea")
    waits._look(waits.client.post(PAGE.format(event_id, "behov"), data=values | {"diet": "vegan"}), 422)
    assert "når din plads er sikker" in waits.page.errors()
    assert told(house) is None


def test_it_is_not_asked_when_the_event_is_over(house: Flask, wall: Clock, seat: tuple[int, int]) -> None:
    event_id, karen_id = seat
    wall.moment += timedelta(days=40)
    visitor = Visitor(house).sign_in(karen_id)
    assert "mad og behov" not in visitor.open(PAGE.format(event_id, "tilmelding")).main
    assert "Arrangementet er slut" in visitor.open(PAGE.format(event_id, "behov")).main


def test_nobody_is_asked_about_food_at_a_meeting_on_the_net(house: Flask, now: datetime) -> None:
    with house.app_context():
        event, karen = meetings.seminar(now), people.karen()
        guests.take(event, karen, now)
        event_id, karen_id = event.id, karen.id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen_id)
    page = visitor.open(PAGE.format(event_id, "tilmelding"))
    page = visitor.open(page.link("Fortæl om dine behov"))
    assert page.heading == "Dine behov"
    assert "Hvad spiser du" not in page.main and "Køkkenet" not in page.main
    visitor.send("Gem", access_note="Undertekster", diet="vegan")
    assert told(house) == (Diet.NONE, "", "Undertekster")


def test_what_is_missing_or_too_long_is_told_beside_the_field_and_the_rest_is_kept(
    house: Flask, seat: tuple[int, int]
) -> None:
    visitor = Visitor(house).sign_in(seat[1])
    visitor.open(PAGE.format(seat[0], "behov"))
    page = visitor.send("Gem", 422, diet_note="kun fisk")
    assert "Vælg, hvad du spiser." in page.errors()
    assert page.form("Gem").values()["diet_note"] == "kun fisk"
    page = visitor.send("Gem", 422, diet="kylling", diet_note="", access_note="")
    assert page.errors()
    page = visitor.send("Gem", 422, diet="vegan", diet_note="x" * 1_000_000, access_note="y" * 601)
    assert "Skriv højst 300 tegn." in page.errors()
    assert "Skriv højst 600 tegn." in page.errors()
    assert page.form("Gem").values()["diet"] == "vegan"
    assert len(page.form("Gem").values()["diet_note"]) == 1_000_000
    visitor.send("Gem", diet="vegan", diet_note="x" * 300, access_note="y" * 600)
    assert told(house) == (Diet.VEGAN, "x" * 300, "y" * 600)


def test_what_cannot_be_seen_is_left_out_and_foreign_writing_is_welcome(house: Flask, seat: tuple[int, int]) -> None:
    visitor = Visitor(house).sign_in(seat[1])
    visitor.open(PAGE.format(seat[0], "behov"))
    visitor.send("Gem", diet="other", diet_note="nød\0der \u202egninrav\u202c", access_note="لا آكل المكسرات\r\nגם לא")
    assert told(house) == (Diet.OTHER, "nødder gninrav", "لا آكل المكسرات\nגם לא")
    assert "<b>" not in visitor.open(PAGE.format(seat[0], "behov")).html


def test_the_rule_holds_behind_the_form_too(house: Flask, wall: Clock, seat: tuple[int, int]) -> None:
    with house.app_context():
        mine = db.session.scalars(sa.select(guests.Registration)).one()
        by = people.actor(db.session.get_one(people.Person, seat[1]), wall.moment)
        with pytest.raises(NoteIsTooLong):
            state_needs(mine, diet=Diet.OTHER, diet_note="x" * 301, access_note="", by=by, now=wall.moment)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("  a\tb ", "a b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301", "é"),
        ("👩‍🦽", "👩‍🦽"),
        ("a\x07b\x7f", "ab"),
    ],
)
def test_a_note_is_tidied(typed: str | None, kept: str) -> None:
    assert tidy_note(typed) == kept


def test_needs_of_a_page_that_is_not_there(house: Flask, now: datetime, seat: tuple[int, int]) -> None:
    with house.app_context():
        hidden, mads = meetings.draft(now).id, people.mads().id
        db.session.commit()
    Visitor(house).sign_in(seat[1]).open(PAGE.format(hidden, "behov"), 404)
    Visitor(house).sign_in(mads).open(PAGE.format(seat[0], "behov"), 404)
    moved = Visitor(house).sign_in(seat[1]).client.get(f"/arrangementer/{seat[0]}-andet/behov")
    assert (moved.status_code, moved.location) == (301, PAGE.format(seat[0], "behov"))
