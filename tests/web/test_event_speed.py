"""What the pages of events cost, and what is kept of them: never what is old, never what is somebody's own."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.registrations.event_changes import call_off_event
from tests import meetings, people
from tests.conftest import Clock
from tests.gatherings import make, somebody
from tests.guests import take
from tests.statements import counted
from tests.visitor import Visitor


@pytest.mark.parametrize("many", [5, 60])
def test_the_number_of_statements_is_fixed(visitor: Visitor, house: Flask, now: datetime, many: int) -> None:
    with house.app_context():
        ole, karen = people.ole(), people.karen()
        for n in range(many):
            start = now + timedelta(days=2 + n)
            event = meetings.seminar(
                now, organiser=ole, title=f"Møde {n}", starts_at=start, ends_at=start + timedelta(hours=2)
            )
            take(event, karen, now)
        db.session.commit()
        address, me = f"/arrangementer/{event.id}-{event.slug}", karen.id
    member = Visitor(house).sign_in(me)
    for who, path, most in (
        (visitor, "/arrangementer", 2),
        (member, "/arrangementer", 3),
        (member, "/arrangementer?text=møde&topic=oekonomi", 3),
        (visitor, f"{address}", 4),
        (member, address, 5),
        (member, "/arrangementer/maaned/2026-10", 3),
    ):
        with counted(house) as sent:
            who.open(path)
        assert 1 <= len(sent) <= most, (path, sent)


def test_strangers_are_answered_from_what_is_kept_but_never_with_what_is_old(
    visitor: Visitor, house: Flask, wall: Clock
) -> None:
    now = wall.moment
    with house.app_context():
        ole = people.ole()
        event = meetings.seminar(now, organiser=ole, capacity=2)
        karen, mads = people.karen(), people.mads()
        db.session.commit()
        event_id, address = event.id, f"/arrangementer/{event.id}-{event.slug}"
        ids = (ole.id, karen.id, mads.id)
    visitor.open(address)
    visitor.open("/arrangementer")
    with counted(house) as sent:
        visitor.open(address)
        visitor.open("/arrangementer")
    assert sent == [], "the second time nothing is asked of the database"
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        take(event, db.session.get_one(people.Person, ids[1]), now)
        db.session.commit()
    assert "1 af 2 pladser tilbage" in visitor.open(address).main
    assert "1 af 2 pladser tilbage" in visitor.open("/arrangementer").main
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        organiser = db.session.get_one(people.Person, ids[0])
        call_off_event(event, "Vejret", by=people.actor(organiser, now), now=now)
        db.session.commit()
    assert "Arrangementet er aflyst" in visitor.open(address).main
    assert "Aflyst" in visitor.open("/arrangementer").main


def test_another_process_changed_it_and_it_shows_within_a_second(house: Flask, wall: Clock) -> None:
    """The change comes over a connection of its own, past everything this process could notice."""
    now = wall.moment
    event_id = make(house, now, capacity=2)
    with house.app_context():
        url = db.engine.url
    visitor = Visitor(house)
    visitor.open(f"/arrangementer/{event_id}")
    elsewhere = sa.create_engine(url)
    with elsewhere.begin() as connection:
        connection.execute(
            sa.text("UPDATE event SET seats_held = 2, lock_version = lock_version + 1 WHERE id = :id"), {"id": event_id}
        )
    elsewhere.dispose()
    wall.moment = now + timedelta(seconds=1)
    assert "Ingen ledige pladser" in visitor.open(f"/arrangementer/{event_id}-budgettet-for-begyndere").main


def test_a_kept_answer_holds_no_cookie_and_no_token_and_has_an_etag(
    visitor: Visitor, house: Flask, now: datetime
) -> None:
    event_id = make(house, now)
    for path in ("/arrangementer", f"/arrangementer/{event_id}-budgettet-for-begyndere", "/"):
        answer = visitor.client.get(path)
        assert "Set-Cookie" not in answer.headers and b"csrf" not in answer.data
        etag = answer.headers["ETag"]
        again = visitor.client.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        assert visitor.client.head(path).data == b""
    member = Visitor(house).sign_in(somebody(house))
    own = member.client.get("/arrangementer")
    assert "ETag" not in own.headers and own.headers["Cache-Control"] == "no-store"
