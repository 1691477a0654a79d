"""Everything one has signed up for, in the order in which it needs one's hand."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import State
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.inspection import words_of
from tests.statements import counted
from tests.visitor import Visitor

MOST_STATEMENTS = 3


def cards(visitor: Visitor) -> list[str]:
    """What each registration says, in order."""
    return [words_of(card) for card in visitor.page.all("article")]


def test_nothing_yet_teaches_where_to_begin(house: Flask, now: datetime) -> None:
    with house.app_context():
        karen_id = people.karen().id
        db.session.commit()
    page = Visitor(house).sign_in(karen_id).open("/mine-tilmeldinger")
    assert page.heading == "Mine tilmeldinger"
    assert "Du er ikke tilmeldt noget lige nu" in page.main
    assert page.link("Se arrangementerne") == "/arrangementer"
    stranger = Visitor(house)
    stranger.open("/mine-tilmeldinger")
    assert stranger.path == "/log-ind"


def test_what_needs_an_answer_comes_first_then_what_is_coming_then_what_is_past(house: Flask, wall: Clock) -> None:
    now, day = wall.moment, timedelta(days=1)
    with house.app_context():
        ole, karen, first = people.ole(), people.karen(), people.mads()

        def event(title: str, days: int, **changes: object) -> meetings.Event:
            starts = now + days * day
            return meetings.seminar(
                now, organiser=ole, title=title, starts_at=starts, ends_at=starts + day / 2, **changes
            )

        past = event("Forbi", 1)
        seat = event("Plads", 20, binding_at=now + 15 * day)
        away = event("Ude i byen", 25, venue_id=meetings.venue().id)
        waits = event("Kø", 30, capacity=1)
        offered = event("Tilbud", 40, capacity=1)
        off = event("Aflyst møde", 50)
        left = event("Afmeldt", 60)
        for one in (waits, offered):
            guests.take(one, first, now)
        for one in (past, seat, away, waits, offered, off, left):
            guests.take(one, karen, now)
        guests.give_up(offered, first, now)
        guests.give_up(left, karen, now)
        call_off_event(off, "For få tilmeldte", by=people.actor(ole, now), now=now)
        karen_id, offered_id, away_id = karen.id, offered.id, away.id
        db.session.commit()
    wall.moment = now + 2 * day
    visitor = Visitor(house).sign_in(karen_id)
    page = visitor.open("/mine-tilmeldinger")
    lines = cards(visitor)
    order = ["Tilbud", "Plads", "Ude i byen", "Kø", "Aflyst møde", "Afmeldt", "Forbi"]
    assert all(title in line for title, line in zip(order, lines, strict=True)), lines
    assert "Du er tilbudt en plads" in lines[0] and "Svar inden i morgen kl. 12" in lines[0]
    assert "Du er tilmeldt" in lines[1] and "Afmeld senest onsdag 16. september kl. 12" in lines[1]
    assert "Fortæl om mad og behov" in lines[2] and "Hotel Nyborg Strand, Nyborg" in lines[2]
    assert "Du er nr. 1 på ventelisten" in lines[3]
    assert "Arrangementet er aflyst" in lines[4] and "For få tilmeldte" in lines[4]
    assert "Du har afmeldt dig" in lines[5]
    assert "Du havde en plads" in lines[6]
    assert page.link("Svar inden") == f"/arrangementer/{offered_id}-tilbud/tilmelding"
    assert page.link("Fortæl om mad og behov") == f"/arrangementer/{away_id}-ude-i-byen/behov"
    folded = [words_of(t) for t in page.all("details") if "accordion" in (t.get("class") or "")]
    assert len(folded) == 1 and "Forbi" in folded[0] and "Plads" not in folded[0]


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_words_in_the_list_and_on_its_page(house: Flask, now: datetime, state: State) -> None:
    with house.app_context():
        karen, event = people.karen(), meetings.seminar(now)
        registration = guests.take(event, karen, now)
        registration.state = state
        registration.offer_ends_at = registration.holds_until = now + timedelta(days=1)
        karen_id, event_id = karen.id, event.id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen_id)
    visitor.open("/mine-tilmeldinger")
    assert cards(visitor)
    visitor.open(f"/arrangementer/{event_id}-budgettet-for-begyndere/tilmelding")


@pytest.mark.parametrize("events", [2, 30])
def test_it_costs_the_same_for_few_and_many(house: Flask, now: datetime, events: int) -> None:
    with house.app_context():
        ole, karen = people.ole(), people.karen()
        for _ in range(events):
            guests.take(meetings.seminar(now, organiser=ole), karen, now)
        karen_id = karen.id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen_id)
    with counted(house) as sent:
        visitor.open("/mine-tilmeldinger")
    assert len(sent) <= MOST_STATEMENTS
    assert len(cards(visitor)) == events


def test_nobody_sees_another_persons(house: Flask, now: datetime) -> None:
    with house.app_context():
        guests.take(meetings.seminar(now), people.karen(), now)
        mads_id = people.mads().id
        db.session.commit()
    assert "Budgettet" not in Visitor(house).sign_in(mads_id).open("/mine-tilmeldinger").main
