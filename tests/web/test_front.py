"""The front page: what this is for a stranger, what is new for a member."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience, Event
from politiker.registrations.models import Registration, State
from politiker.web.front import last_election
from tests import guests, meetings, people
from tests.domain.test_joining import in_queue
from tests.statements import counted
from tests.visitor import Visitor

DAY = timedelta(days=1)


def four_seminars(house: Flask, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        place = meetings.venue()
        for n in range(4):
            starts = now + (10 + n) * DAY
            meetings.seminar(
                now,
                organiser=ole,
                title=f"Seminar nummer {n}",
                starts_at=starts,
                ends_at=starts + DAY / 4,
                venue_id=place.id,
            )
        hidden = now + 2 * DAY
        meetings.seminar(
            now,
            organiser=ole,
            title="Kun for medlemmer",
            audience=Audience.MEMBERS,
            starts_at=hidden,
            ends_at=hidden + DAY,
        )
        meetings.draft(now, organiser=ole, title="En kladde", starts_at=hidden, ends_at=hidden + DAY)
        db.session.commit()


def test_a_stranger_is_told_what_this_is(house: Flask, visitor: Visitor, now: datetime) -> None:
    four_seminars(house, now)
    with counted(house) as sent:
        page = visitor.open("/")
    assert len(sent) <= 3
    assert page.heading == "Mød folkevalgte fra andre kommuner og partier"
    for n in range(3):
        assert f"Seminar nummer {n}" in page.main
    for unseen in ("Seminar nummer 3", "Kun for medlemmer", "En kladde"):
        assert unseen not in page.main
    assert "25 af 25 pladser tilbage" in page.main
    assert "Hotel Nyborg Strand, Nyborg" in page.main
    assert "Valgt i 2025? Sådan kommer du med" in page.main
    assert page.link("Bliv medlem") == "/bliv-medlem"
    assert '<meta name="description"' in page.html
    assert "Set-Cookie" not in visitor.answer.headers


def test_without_events_the_front_page_says_so(visitor: Visitor, now: datetime) -> None:
    assert "Der er ikke annonceret noget lige nu" in visitor.open("/").main


def test_an_event_that_is_called_off_or_has_begun_is_not_next(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        meetings.seminar(now, organiser=ole, title="Aflyst møde").call_off("Vandskade", now)
        meetings.seminar(now - DAY, organiser=ole, title="I gang", starts_at=now - DAY / 24, ends_at=now + DAY)
        db.session.commit()
    page = visitor.open("/")
    assert "Aflyst møde" not in page.main
    assert "I gang" not in page.main


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_at": DAY}, "Tilmeldingen åbner i morgen kl. 12."),
        ({"closes_at": timedelta(0)}, "Tilmeldingen er lukket."),
        ({}, "Alle pladser er optaget. Der er venteliste."),
    ],
)
def test_room_is_told_in_words(
    house: Flask, visitor: Visitor, now: datetime, changes: dict[str, timedelta], words: str
) -> None:
    with house.app_context():
        event = meetings.seminar(now, capacity=1, **{name: now + span for name, span in changes.items()})
        if not changes:
            guests.take(event, people.karen(), now)
        db.session.commit()
    assert words in visitor.open("/").main


def test_a_member_sees_what_waits_and_what_comes(house: Flask, visitor: Visitor, now: datetime) -> None:
    four_seminars(house, now)
    with house.app_context():
        karen = people.karen()
        events = dict(db.session.execute(sa.select(Event.title, Event.id)).all())
        for title, state in (("Seminar nummer 0", State.CONFIRMED), ("Seminar nummer 1", State.OFFERED)):
            seat(karen.id, events[title], state, now)
        db.session.commit()
        karen_id = karen.id
    visitor.sign_in(karen_id)
    with counted(house) as sent:
        page = visitor.open("/")
    assert len(sent) <= 5
    assert page.heading == "Lige nu"
    assert "Du er tilbudt en plads" in page.main
    assert "Seminar nummer 1" in page.main
    assert (
        page.main.index("Dit næste arrangement")
        < page.main.index("Seminar nummer 0")
        < page.main.index("Seminar nummer 2")
    )
    assert "Du kan også deltage i" in page.main
    assert "Kun for medlemmer" in page.main
    assert page.link("Svar på tilbuddet").endswith("seminar-nummer-1/tilmelding")
    assert "Valgt i" not in page.main


def seat(person_id: int, event_id: int, state: State, now: datetime) -> None:
    """A registration as it stands, however it came to stand so."""
    event = db.session.get_one(Event, event_id)
    registration = Registration(
        uid=f"{person_id}-{event_id}", event_id=event_id, person_id=person_id, number=event.next_number(),
        created_at=now, offer_ends_at=now + DAY,
    )  # fmt: skip
    registration.begin(state, event, now)
    db.session.add(registration)


def test_a_member_with_nothing_is_shown_the_way(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        amina = people.amina().id
        db.session.commit()
    assert "Der er ikke annonceret noget lige nu" in visitor.sign_in(amina).open("/").main


def test_whoever_waits_is_told_for_whom(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        nina, karen = in_queue(now, name="Nina Bro", town="Ringsted").person_id, people.karen().id
        db.session.commit()
    assert nina is not None
    page = visitor.sign_in(nina).open("/")
    assert "Vi venter på kommunen (Ringsted)" in page.main
    with counted(house) as sent:
        visitor.open("/")
    assert len(sent) <= 6
    assert "Du er medlem" not in Visitor(house).sign_in(karen).open("/").main


def test_those_who_work_here_find_their_desk(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        birgit, karen = people.birgit().id, people.karen().id
        db.session.commit()
    assert "Sekretariat" in visitor.sign_in(birgit).open("/").main
    page = Visitor(house).sign_in(karen).open("/")
    assert "Sekretariat" not in page.html and "Mine tilmeldinger" not in page.main


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 9, 1), 2025), (date(2029, 11, 19), 2025), (date(2029, 11, 20), 2029), (date(2030, 1, 1), 2029)],
)
def test_the_last_election_is_remembered(day: date, year: int) -> None:
    assert last_election(day) == year
