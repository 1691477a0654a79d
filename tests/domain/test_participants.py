"""What the organiser does with one participant: adding, substituting, moving, out of turn."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.people.sign_ins import resets
from politiker.policy import Actor, Right, Role
from politiker.registrations import actions, queries
from politiker.registrations.errors import AlreadyRegistered, EventHasBegun
from politiker.registrations.models import Participant, State
from politiker.registrations.participants import acts
from politiker.registrations.participants.acts import OutOfTurn
from politiker.registrations.participants.errors import (
    DoesNotSit,
    EventsAreTheSame,
    NobodyHasThisAddress,
    NobodyWaitsHere,
    NoSeatIsFree,
    NotForOneself,
    SeatIsNotTheirs,
)
from politiker.registrations.participants.newcomers import Newcomer, councillors_called, person_for
from politiker.worker.tables import LETTERS
from tests import meetings, people
from tests.guests import take
from tests.listed import Desk, happenings, letters_to


@pytest.fixture
def desk(room: Flask, now: datetime) -> Iterator[Desk]:
    yield Desk(now)
    db.session.flush()
    assert queries.miscounted() == [], "seats are counted right whatever was done"


def test_a_caller_gets_a_seat_or_the_last_place_in_line(desk: Desk, now: datetime) -> None:
    seats = [desk.add(one) for one in (people.karen(), people.mads(), people.amina())]
    assert [seat.state for seat in seats] == [State.CONFIRMED, State.CONFIRMED, State.WAITING]
    assert letters_to(seats[0].person_id) == ["registered"] and letters_to(seats[2].person_id) == ["waiting"]
    assert happenings(Happening.ADDED_BY_STAFF) == [None] * 3
    with pytest.raises(AlreadyRegistered):
        desk.add(db.session.get_one(Person, seats[0].person_id))
    with pytest.raises(Forbidden):
        acts.add(desk.event, people.birgit(), Participant.OTHER, by=people.actor(people.adam(), now), now=now)


def test_a_caller_is_added_after_sign_up_has_closed_but_not_once_it_has_begun(desk: Desk, now: datetime) -> None:
    desk.event.closes_at = now - timedelta(days=1)
    assert desk.add(people.karen()).state is State.CONFIRMED
    desk.event.starts_at, desk.event.ends_at = now, now + timedelta(hours=3)
    with pytest.raises(EventHasBegun):
        desk.add(people.mads())


def test_nobody_gives_themselves_a_seat(desk: Desk, now: datetime) -> None:
    with pytest.raises(NotForOneself):
        desk.add(desk.person, Participant.OTHER)


def test_who_is_meant(desk: Desk, now: datetime) -> None:
    karen, ole = people.karen(), desk.ole
    found = person_for(Newcomer("Karen@Example.dk", Participant.COUNCILLOR), by=ole, now=now)
    assert found is karen
    with pytest.raises(NobodyHasThisAddress):
        person_for(Newcomer("ukendt@example.dk", Participant.COUNCILLOR), by=ole, now=now)
    with pytest.raises(DoesNotSit):
        person_for(Newcomer("ole@example.dk", Participant.COUNCILLOR), by=ole, now=now)
    other = people.councillor("Karen Friis", town="Ringsted", letter="V")
    assert [row.municipality for row in councillors_called("karen FRIIS", now=now)] == ["Ringsted", "Aarhus"]
    assert [row.uid for row in councillors_called("Karén Friis", now=now)] == [other.uid, karen.uid]
    assert councillors_called("Karen", now=now) == [], "the whole name, so that nobody browses"


def test_somebody_without_an_account_gets_letters_and_can_never_log_in(desk: Desk, now: datetime) -> None:
    seat = desk.outsider("Sofie Tale")
    person = db.session.get_one(Person, seat.person_id)
    assert person.password_hash is None and person.joined_at is None and person.invited_at is None
    resets.send_reset(person.id, now=now)
    assert letters_to(person) == ["registered"], "no key to choose a password with"
    mail = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.person_id == person.id)).one()
    letter = LETTERS["registered"](mail, now)
    assert letter is not None and letter.facts["has_account"] is False
    assert letter.calendar is not None and "/tilmelding" not in letter.calendar.appointment.description


def test_in_line_they_are_seated_and_not_asked(desk: Desk, now: datetime) -> None:
    karen = take(desk.event, people.karen(), now)
    take(desk.event, people.mads(), now)
    official = desk.outsider("Per Embede", Participant.OFFICIAL)
    amina = take(desk.event, people.amina(), now)
    assert official.state is amina.state is State.WAITING
    actions.withdraw(karen, by=desk.ole, now=now)
    assert official.state is State.CONFIRMED and letters_to(official.person_id) == ["waiting", "promoted"]
    assert amina.state is State.WAITING


def test_a_substitute_takes_the_very_seat_past_the_line(desk: Desk, now: datetime) -> None:
    karen, mads = take(desk.event, people.karen(), now), take(desk.event, people.mads(), now)
    waiting = take(desk.event, people.amina(), now)
    desk.event.binding_at = now - timedelta(days=1)
    new = acts.substitute(karen, people.councillor("Ny Mand"), Participant.COUNCILLOR, by=desk.ole, now=now)
    assert (karen.state, new.state, waiting.state) == (State.WITHDRAWN, State.CONFIRMED, State.WAITING)
    assert karen.refilled_at == now, "a substitute is free"
    assert letters_to(karen.person_id)[-1] == "withdrawn" and letters_to(new.person_id) == ["registered"]
    desk.event.substitute_free = False
    acts.substitute(mads, people.councillor("Ny Kvinde"), Participant.COUNCILLOR, by=desk.ole, now=now)
    assert mads.refilled_at is None
    with pytest.raises(SeatIsNotTheirs):
        acts.substitute(waiting, people.councillor("Nu Her"), Participant.COUNCILLOR, by=desk.ole, now=now)
    assert desk.event.seats_held == 2


def test_moving_to_another_event_one_also_runs(desk: Desk, now: datetime) -> None:
    karen, _mads = take(desk.event, people.karen(), now), take(desk.event, people.mads(), now)
    first = take(desk.event, people.amina(), now)
    other = meetings.seminar(now, organiser=desk.person, capacity=1)
    moved = acts.move(karen, other, by=desk.ole, now=now)
    assert moved.event_id == other.id and moved.state is State.CONFIRMED and karen.state is State.WITHDRAWN
    assert first.state is State.OFFERED, "the seat left behind goes to the first in line"
    with pytest.raises(EventsAreTheSame):
        acts.move(first, desk.event, by=desk.ole, now=now)
    with pytest.raises(NoSeatIsFree):
        acts.move(_mads, other, by=desk.ole, now=now, only_if_free=True)
    strange = meetings.seminar(now)
    with pytest.raises(Forbidden):
        acts.move(first, strange, by=desk.ole, now=now)


def test_out_of_turn_never_above_capacity(desk: Desk, now: datetime) -> None:
    for one in (people.karen(), people.mads()):
        take(desk.event, one, now)
    amina, late = take(desk.event, people.amina(), now), take(desk.event, people.councillor("Sen Gæst"), now)
    with pytest.raises(NoSeatIsFree):
        acts.seat_out_of_turn(late, OutOfTurn.HOST, by=desk.ole, now=now)
    desk.event.capacity = 3
    acts.seat_out_of_turn(late, OutOfTurn.HOST, by=desk.ole, now=now)
    assert (late.state, amina.state) == (State.CONFIRMED, State.WAITING)
    assert happenings(Happening.SEATED_OUT_OF_TURN) == ["host"] and late.priority_reason == "host"
    with pytest.raises(NobodyWaitsHere):
        acts.seat_out_of_turn(late, OutOfTurn.HOST, by=desk.ole, now=now)


def test_first_in_line_gets_the_next_seat(desk: Desk, now: datetime) -> None:
    karen = take(desk.event, people.karen(), now)
    take(desk.event, people.mads(), now)
    amina, late = take(desk.event, people.amina(), now), take(desk.event, people.councillor("Sen Gæst"), now)
    acts.put_first_in_line(late, OutOfTurn.OUR_MISTAKE, by=desk.ole, now=now)
    actions.withdraw(karen, by=desk.ole, now=now)
    assert (late.state, amina.state) == (State.OFFERED, State.WAITING)


def test_out_of_turn_is_a_right_of_its_own(desk: Desk, now: datetime) -> None:
    desk.event.capacity = 1
    take(desk.event, people.karen(), now)
    waiting = take(desk.event, people.mads(), now)
    narrow = Actor(
        person_id=desk.person.id,
        roles=frozenset({Role.ORGANISER}),
        rights=frozenset({(desk.event.id, Right.REGISTRATIONS)}),
    )
    with pytest.raises(Forbidden):
        acts.seat_out_of_turn(waiting, OutOfTurn.HOST, by=narrow, now=now)
