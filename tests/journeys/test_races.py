"""Many at once for few seats: exactly the seats are taken, and the line has no gap and no tie.

Each race has a control: the same crowd with the lock taken away, held between counting and inserting. If the
control did not go wrong, the race would prove nothing.
"""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import database
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations import actions, queries, waiting_list
from politiker.registrations.models import Registration, State
from politiker.registrations.terms import twins
from politiker.web.browser import actor_of
from tests import meetings, people
from tests.journeys.crowds import all_at_once, by_state, crowd, leave, sign_up


def make_event(house: Flask, now: datetime, **changes: object) -> int:
    with house.app_context():
        event = meetings.seminar(now, **changes)
        db.session.commit()
        return event.id


def test_a_hundred_people_take_exactly_twenty_seats(house: Flask, now: datetime) -> None:
    event_id, guests = make_event(house, now, capacity=20), crowd(house, 100)
    outcome = all_at_once(house, [lambda g=guest: sign_up(event_id, g, now) for guest in guests])
    assert (outcome.done, outcome.refused) == (100, [])
    with house.app_context():
        found = by_state(event_id)
        assert {state: len(rows) for state, rows in found.items()} == {"confirmed": 20, "waiting": 80}
        assert [r.number for r in found["confirmed"]] == list(range(1, 21)), "first come, first seated"
        places = [waiting_list.place_in_line(r) for r in found["waiting"]]
        assert places == list(range(1, 81)), "no gap and no tie"
        assert queries.miscounted() == []


def test_one_person_from_twenty_browsers_gets_one_registration(house: Flask, now: datetime) -> None:
    event_id, (guest,) = make_event(house, now), crowd(house, 1)
    outcome = all_at_once(house, [lambda: sign_up(event_id, guest, now) for _ in range(20)])
    assert outcome.done == 1 and len(outcome.refused) == 19
    assert all(refusal.startswith("AlreadyRegistered") for refusal in outcome.refused), set(outcome.refused)


class NoLock:
    """In the lock's place: reads the event afresh, and lets nobody go on before all have read."""

    def __init__(self, contenders: int) -> None:
        self.barrier = threading.Barrier(contenders, timeout=20)

    def __call__(self, event: Event) -> Event:
        db.session.refresh(event)
        self.barrier.wait()
        return event


CONTENDERS, SEATS = 8, 3


def test_control_without_the_lock_it_goes_wrong_every_time(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL seats too many. SQLite, which would be saved by BEGIN IMMEDIATE alone, says "database is locked"."""
    event_id, guests = make_event(house, now, capacity=SEATS), crowd(house, CONTENDERS)
    with house.app_context():
        dialect = db.engine.dialect.name
    monkeypatch.setattr(twins, "hold", NoLock(CONTENDERS))
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    acts = [lambda g=guest: sign_up(event_id, g, now) for guest in guests]
    outcome = all_at_once(house, acts, at_once=CONTENDERS)
    with house.app_context():
        seated = len(by_state(event_id).get("confirmed", []))
    if dialect == "sqlite":
        assert any("database is locked" in refusal for refusal in outcome.refused)
    else:
        assert seated == CONTENDERS > SEATS, f"the control must oversell, or the race proves nothing: {outcome.refused}"


def test_control_begin_immediate_alone_saves_sqlite(
    sqlite_houses, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why the control above also needs a plain BEGIN: with BEGIN IMMEDIATE nobody else reads meanwhile."""
    house = sqlite_houses.fresh()
    event_id, guests = make_event(house, now, capacity=SEATS), crowd(house, CONTENDERS)
    monkeypatch.setattr(twins, "hold", lambda event: db.session.refresh(event))
    outcome = all_at_once(house, [lambda g=guest: sign_up(event_id, g, now) for guest in guests])
    with house.app_context():
        assert outcome.refused == [] and len(by_state(event_id)["confirmed"]) == SEATS


@pytest.mark.parametrize("is_direct", [False, True], ids=["far from the event", "inside the direct window"])
def test_fifty_leave_while_fifty_come_to_a_full_event_with_a_hundred_waiting(
    house: Flask, now: datetime, is_direct: bool
) -> None:
    """The first fifty in line get the seats, whatever the order of arrival; the newcomers stand behind."""
    starts_at = now + timedelta(days=30)
    event_id = make_event(house, now, capacity=50, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    seated, line, newcomers = crowd(house, 50), crowd(house, 100), crowd(house, 50)
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        for guest in [*seated, *line]:
            actions.register(event, by=actor_of(guest, now), now=now, takes_last_minute=True)
        db.session.commit()
    moment = starts_at - timedelta(hours=20) if is_direct else now
    acts = [
        act
        for leaver, newcomer in zip(seated, newcomers, strict=True)
        for act in (
            lambda who=leaver: leave(event_id, who, moment),
            lambda who=newcomer: sign_up(event_id, who, moment),
        )
    ]
    outcome = all_at_once(house, acts)
    assert outcome.refused == []
    expected, letter = (State.CONFIRMED, "promoted") if is_direct else (State.OFFERED, "offered")
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        assert event.seats_held == event.capacity
        rows = by_state(event_id)
        assert [r.person_id for r in rows[expected.value]] == line[:50], "the first fifty in line, and nobody else"
        assert [r.person_id for r in rows["waiting"]][:50] == line[50:]
        assert {r.person_id for r in rows["waiting"][50:]} == set(newcomers)
        assert queries.miscounted() == []
        told = db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == letter)).all()
        assert sorted(told) == sorted(line[:50]), "one letter each"


def test_an_offer_answered_and_expiring_at_the_same_moment_ends_one_way(house: Flask, now: datetime) -> None:
    event_id, (first, second) = make_event(house, now, capacity=1), crowd(house, 2)
    all_at_once(house, [lambda: sign_up(event_id, first, now)])
    all_at_once(house, [lambda: sign_up(event_id, second, now)])
    all_at_once(house, [lambda: leave(event_id, first, now)])

    def answer() -> None:
        offer = db.session.scalars(sa.select(Registration).where(Registration.person_id == second)).one()
        actions.accept_offer(offer, by=actor_of(second, now), now=now)

    def expire() -> None:
        actions.expire_offers(event_id, by=people.TESTER, now=now + timedelta(days=4))

    outcome = all_at_once(house, [answer, expire, answer, expire])
    with house.app_context():
        state = db.session.scalars(sa.select(Registration.state).where(Registration.person_id == second)).one()
        event = db.session.get_one(Event, event_id)
        assert state in {State.CONFIRMED, State.EXPIRED}
        assert event.seats_held == (state is State.CONFIRMED)
        assert queries.miscounted() == []
    assert outcome.done >= 2
