"""Taking a seat and giving it back."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor
from politiker.registrations import actions, queries
from politiker.registrations.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    EventHasBegun,
    EventIsCalledOff,
    RegistrationIsClosed,
    RegistrationIsNotOpenYet,
    SeatIsBinding,
)
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import MOVES, OPEN, Registration, State
from tests import meetings, people
from tests.guests import take


def letters_to(person: Person) -> list[str]:
    """Which letters wait for somebody, in order."""
    db.session.flush()
    query = sa.select(OutgoingMail.letter).where(OutgoingMail.person_id == person.id).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def test_a_free_seat_is_taken_at_once_and_told(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    registration = take(event, karen, now)
    assert (registration.state, registration.confirmed_at) == (State.CONFIRMED, now)
    assert (event.seats_held, event.waiting) == (1, 0)
    assert letters_to(karen) == ["registered"]
    happened = db.session.scalars(sa.select(Entry.happening).where(Entry.subject == "registration")).all()
    assert happened == [Happening.REGISTERED]


def test_who_comes_when_all_seats_are_taken_stands_in_line_and_knows_where(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, capacity=1)
    take(event, people.councillor(), now)
    karen = people.karen()
    assert take(event, karen, now).state is State.WAITING
    mads = people.mads()
    take(event, mads, now)
    assert [row.place for row in queries.mine(mads.id)] == [2]
    assert letters_to(mads) == ["waiting"]
    place = db.session.scalars(sa.select(OutgoingMail.facts).where(OutgoingMail.person_id == mads.id)).one()
    assert place == {"place": 2}


def test_nobody_walks_past_the_line_to_a_seat_that_is_free_for_it(room: Flask, now: datetime) -> None:
    """A free seat that nobody in line can take directly is still the line's."""
    event = meetings.seminar(now, capacity=1, starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=22))
    seated = take(event, people.councillor(), now)
    take(event, people.councillor(), now)
    actions.withdraw(seated, by=people.actor(db.session.get_one(Person, seated.person_id), now), now=now)
    assert (event.seats_held, event.waiting) == (0, 1)
    assert take(event, people.karen(), now).state is State.WAITING


def test_one_person_has_one_open_registration(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    take(event, karen, now)
    with pytest.raises(AlreadyRegistered) as refused:
        take(event, karen, now)
    assert refused.value.facts == {"state": State.CONFIRMED}
    assert event.seats_held == 1


def test_who_left_may_come_again_last_in_line(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    first = take(event, karen, now)
    actions.withdraw(first, by=people.actor(karen, now), now=now)
    again = take(event, karen, now)
    assert again.number > first.number
    assert letters_to(karen) == ["registered", "withdrawn", "registered"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"opens_at": timedelta(minutes=1)}, RegistrationIsNotOpenYet),
        ({"closes_at": timedelta(0)}, RegistrationIsClosed),
        ({"starts_at": timedelta(0)}, EventHasBegun),
        ({"starts_at": timedelta(days=-2), "ends_at": timedelta(days=-1)}, EventHasBegun),
    ],
)
def test_the_door_is_shut_before_and_after_its_time(
    room: Flask, now: datetime, changes: dict[str, timedelta], refusal: type[Exception]
) -> None:
    earlier = now - timedelta(days=10)
    event = meetings.seminar(earlier, **{name: now + ahead for name, ahead in changes.items()})
    with pytest.raises(refusal):
        take(event, people.karen(), now)
    assert event.seats_held == 0


def test_nobody_can_sign_up_for_what_is_called_off(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole)
    call_off_event(event, "For få tilmeldte", by=people.actor(ole, now), now=now)
    with pytest.raises(EventIsCalledOff):
        take(event, people.karen(), now)


def test_only_councillors_take_seats(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    lapsed = people.councillor(period=(now - timedelta(days=900), now))
    for somebody in (people.ole(), people.birgit(), people.adam(), people.person(), lapsed):
        with pytest.raises(Forbidden):
            take(event, somebody, now)
    with pytest.raises(Forbidden):
        actions.register(event, by=Actor(), now=now)
    with pytest.raises(Forbidden):
        take(meetings.draft(now), people.karen(), now)


def test_a_seat_is_given_back_by_its_owner_and_by_nobody_else(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    registration = take(event, karen, now)
    for somebody in (people.mads(), people.ole(), people.birgit(), people.adam()):
        with pytest.raises(Forbidden):
            actions.withdraw(registration, by=people.actor(somebody, now), now=now)
    actions.withdraw(registration, by=people.actor(karen, now), now=now)
    assert (registration.state, registration.withdrawn_at, event.seats_held) == (State.WITHDRAWN, now, 0)
    with pytest.raises(AlreadyWithdrawn):
        actions.withdraw(registration, by=people.actor(karen, now), now=now)


def test_after_the_binding_date_one_asks_and_the_organiser_answers(room: Flask, now: datetime) -> None:
    ole, karen, mads = people.ole(), people.karen(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=1, binding_at=now + timedelta(days=1))
    registration = take(event, karen, now)
    take(event, mads, now)
    with pytest.raises(IllegalMove):
        actions.request_withdrawal(registration, by=people.actor(karen, now), now=now)
    later = now + timedelta(days=2)
    with pytest.raises(SeatIsBinding):
        actions.withdraw(registration, by=people.actor(karen, later), now=later)
    actions.request_withdrawal(registration, by=people.actor(karen, later), now=later)
    assert registration.holds_seat and event.seats_held == 1
    with pytest.raises(IllegalMove):
        actions.request_withdrawal(registration, by=people.actor(karen, later), now=later)
    actions.decide_withdrawal(registration, grant=False, by=people.actor(ole, later), now=later)
    assert registration.state is State.CONFIRMED
    actions.request_withdrawal(registration, by=people.actor(karen, later), now=later)
    actions.decide_withdrawal(registration, grant=True, by=people.actor(ole, later), now=later)
    assert registration.state is State.WITHDRAWN
    assert registration.refilled_at is None, "an offer is not yet a filled seat"
    offer = queries.own(event.id, mads.id)
    assert offer is not None and offer.state is State.OFFERED
    actions.accept_offer(offer, by=people.actor(mads, later), now=later)
    assert registration.refilled_at == later, "who gave up a binding seat is not billed once it is filled"
    assert letters_to(karen) == ["registered", "withdrawal_refused", "withdrawn"]


def test_nobody_gives_a_seat_back_once_the_event_has_begun(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    registration = take(event, karen, now)
    begun = event.starts_at
    with pytest.raises(EventHasBegun):
        actions.withdraw(registration, by=people.actor(karen, begun), now=begun)


def test_every_move_that_is_not_named_is_refused(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    registration = take(event, karen, now)
    refused = 0
    for was in State:
        for wanted in State:
            if wanted in MOVES.get(was, frozenset()):
                continue
            registration.state = was
            with pytest.raises(IllegalMove):
                registration.move(wanted, event, now)
            refused += 1
    db.session.rollback()
    assert refused == len(State) ** 2 - sum(map(len, MOVES.values())) and refused > 100
    assert set(MOVES) == set(OPEN), "an ended registration moves no more"


def test_counts_kept_at_the_event_are_those_of_its_registrations(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, capacity=2)
    for _ in range(4):
        take(event, people.councillor(), now)
    db.session.flush()
    assert queries.miscounted() == []
    event.seats_held = 1
    db.session.flush()
    assert queries.miscounted() == [event.id], "the detector must see a wrong count"


def test_the_database_itself_refuses_a_second_open_registration(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    first = take(event, karen, now)
    twin = Registration(
        uid="x", event_id=event.id, person_id=karen.id, number=99, created_at=now, state=State.WAITING, waiting_at=now
    )
    db.session.add(twin)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert first.uid != "x"
