"""One's own calendar: a secret address that tells of one's certain seats, and of nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from politiker.core.database import db
from politiker.events.models import Audience
from politiker.people.models import Mandate, Person
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def karen(house: Flask, wall: Clock) -> int:
    """Karen, with a seat at a public event and at one for members, a place in line, and a seat she left."""
    now = wall.moment
    with house.app_context():
        ole, karen = people.ole(), people.karen()
        public = meetings.seminar(now, organiser=ole, venue_id=meetings.venue().id, join_link="https://moede.example/1")
        secret = meetings.seminar(now, organiser=ole, title="Fortroligt møde", audience=Audience.MEMBERS)
        full = meetings.seminar(now, organiser=ole, title="Fuldt hus", capacity=1)
        left = meetings.seminar(now, organiser=ole, title="Forladt")
        guests.take(full, people.mads(), now, is_shown=True)
        for event in (public, secret, full, left):
            guests.take(event, karen, now, is_shown=True)
        guests.give_up(left, karen, now)
        db.session.commit()
        return karen.id


def make(visitor: Visitor, button: str = "Opret kalenderadresse") -> str:
    """Make an address on the page, and read it there."""
    visitor.open("/min-kalender")
    page = visitor.send(button)
    return next(t.get("value") for t in page.all("input") if t.get("id") == "feed-address")


def test_the_feed_holds_ones_seats_and_nothing_about_others(house: Flask, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    assert "Du har en adresse" not in visitor.open("/min-kalender").main
    address = make(visitor)
    assert address.startswith("http://localhost/kalender/") and address.endswith(".ics")
    answer = house.test_client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert "Set-Cookie" not in answer.headers
    text = answer.get_data(as_text=True)
    events = {str(e["summary"]): e for e in Calendar.from_ical(text).walk("VEVENT")}
    assert set(events) == {"Budgettet for begyndere", "Optaget"}
    assert events["Budgettet for begyndere"]["location"] == "Hotel Nyborg Strand, Østerøvej 2, 5800 Nyborg"
    assert "location" not in events["Optaget"] and "description" not in events["Optaget"]
    assert str(events["Optaget"]["url"]).endswith("/mine-tilmeldinger")
    unfolded = text.replace("\r\n ", "")
    for hidden in ("Fortroligt", "fortroligt", "moede.example", "Karen", "Mads", "Ole", "ATTENDEE", "ORGANIZER"):
        assert hidden not in unfolded


def test_the_address_is_shown_once_and_kept_as_a_hash(house: Flask, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    secret = make(visitor).rsplit("/", 1)[1].removesuffix(".ics")
    assert secret in visitor.page.html
    assert visitor.answer.headers["Cache-Control"] == "no-store"
    page = visitor.open("/min-kalender")
    assert secret not in page.html
    assert "Du har en adresse." in page.main
    with house.app_context():
        assert secret not in (db.session.get_one(Person, karen).feed_hash or "")


def test_a_new_address_ends_the_old_and_closing_ends_all(house: Flask, karen: int) -> None:
    visitor, calendar = Visitor(house).sign_in(karen), house.test_client()
    old = make(visitor)
    new = make(visitor, "Lav en ny adresse")
    assert (calendar.get(old).status_code, calendar.get(new).status_code) == (404, 200)
    visitor.open("/min-kalender")
    assert "Din kalenderadresse er lukket." in visitor.send("Luk adressen").main
    assert calendar.get(new).status_code == 404


def test_a_double_click_makes_one_address(house: Flask, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    form = visitor.open("/min-kalender").form("Opret kalenderadresse")
    visitor.post(form.action, 200, **form.values())
    with house.app_context():
        made = db.session.get_one(Person, karen).feed_hash
    assert visitor.post(form.action, 303, **form.values()).location == "/min-kalender?besked=feed-lavet"
    with house.app_context():
        assert db.session.get_one(Person, karen).feed_hash == made
    assert "vises kun én gang" in visitor.open("/min-kalender?besked=feed-lavet").main


@pytest.mark.parametrize("ended", ["mandate", "suspension"])
def test_the_feed_dies_with_the_right_to_it(house: Flask, wall: Clock, karen: int, ended: str) -> None:
    visitor = Visitor(house).sign_in(karen)
    address = make(visitor)
    assert house.test_client().get(address).status_code == 200
    with house.app_context():
        if ended == "mandate":
            db.session.execute(sa.update(Mandate).values(ends_at=wall.moment + timedelta(hours=1)))
        else:
            db.session.execute(sa.update(Person).where(Person.id == karen).values(suspended_at=wall.moment))
        db.session.commit()
    wall.moment += timedelta(hours=2)
    assert house.test_client().get(address).status_code == 404
    if ended == "mandate":
        visitor.sign_in(karen).open("/min-kalender", 403)


def test_a_change_of_time_has_a_higher_sequence(house: Flask, wall: Clock, karen: int) -> None:
    address = make(Visitor(house).sign_in(karen))
    with house.app_context():
        db.session.execute(sa.update(guests.Registration).values(sequence=3))
        db.session.commit()
    events = Calendar.from_ical(house.test_client().get(address).data).walk("VEVENT")
    assert {event["sequence"] for event in events} == {3}


def test_what_is_no_address_of_ours_is_not_there(house: Flask, karen: int) -> None:
    client = house.test_client()
    for secret in ("x", "x" * 5000, "%00", "%E2%80%AE", "../min-kalender"):
        assert client.get(f"/kalender/{secret}.ics").status_code in {400, 404}


def test_a_stranger_logs_in_first(house: Flask, karen: int) -> None:
    stranger = Visitor(house)
    stranger.open("/min-kalender")
    assert stranger.path == "/log-ind"
    stranger.post("/min-kalender", 303)
    Visitor(house).sign_in(karen).post("/min-kalender/luk", 400)


def test_the_feed_costs_the_same_for_few_and_many(house: Flask, wall: Clock, karen: int) -> None:
    address = make(Visitor(house).sign_in(karen))
    with counted(house) as few:
        house.test_client().get(address)
    with house.app_context():
        ole, somebody = people.with_role(people.Role.ORGANISER), db.session.get_one(Person, karen)
        for _ in range(12):
            guests.take(meetings.seminar(wall.moment, organiser=ole), somebody, wall.moment)
        db.session.commit()
    with counted(house) as many:
        house.test_client().get(address)
    assert len(few) == len(many) == 3
