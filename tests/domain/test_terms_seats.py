"""Reserved seats and the limit per municipality: nobody above it, and no seat stands empty that somebody could have."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.registrations import actions, queries
from politiker.registrations.event_changes import call_off_event, change_event
from politiker.registrations.models import Registration, State
from politiker.registrations.terms import blocks
from politiker.registrations.terms.errors import (
    BlockIsReleased,
    CapacityBelowReserved,
    MoreThanTheLimit,
    NobodyIsCalledThat,
    NotThatManySeats,
    UntilIsPast,
)
from politiker.registrations.terms.fees import Terms
from politiker.registrations.terms.setting import Limits, set_terms
from tests import meetings, people
from tests.guests import give_up, take

WEEK = timedelta(days=7)


def state(event: Event, person: Person) -> State:
    registration = queries.own(event.id, person.id)
    assert registration is not None
    return registration.state


def limited(event: Event, ole: Person, limit: int | None, now: datetime) -> None:
    set_terms(event, Terms(), Limits(municipality_limit=limit), by=people.actor(ole, now), now=now)


def reserve(event: Event, ole: Person, seats: int, now: datetime, **more: object) -> blocks.SeatBlock:
    by = people.actor(ole, now)
    return blocks.reserve_seats(event, "Ringsted", seats, now + WEEK, by=by, now=now, **more)  # type: ignore[arg-type]


def test_reserved_seats_are_taken_for_others_and_used_first_by_those_they_are_for(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=3)
    block = reserve(event, ole, 2, now, municipality_id=people.municipality("Ringsted").id)
    assert (event.seats_free, event.seats_reserved) == (1, 2)
    assert take(event, people.karen(), now).state is State.CONFIRMED
    assert take(event, people.amina(), now).state is State.WAITING, "the two seats left are Ringsted's"
    mads = people.mads()
    seat = take(event, mads, now)
    assert (seat.state, seat.block_id, event.seats_reserved) == (State.CONFIRMED, block.id, 1)
    give_up(event, mads, now)
    assert (event.seats_reserved, event.seats_free, event.waiting) == (2, 0, 1), "it is reserved again"
    assert queries.miscounted() == []


def test_a_block_counts_those_of_it_who_have_a_seat_and_seats_those_who_wait(room: Flask, now: datetime) -> None:
    ole, mads = people.ole(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=2)
    take(event, mads, now)
    other = people.councillor(town="Ringsted", letter="A")
    take(event, people.karen(), now)
    take(event, other, now)
    change_event(event, replace(EventDetails.of(whole(event.id)), capacity=2), by=people.actor(ole, now), now=now)
    assert state(event, other) is State.WAITING
    give_up(event, db.session.get_one(Person, queries.seats_by_person(event.id)[1][0]), now)
    block = reserve(event, ole, 1, now, municipality_id=people.municipality("Ringsted").id)
    assert queries.own(event.id, mads.id).block_id == block.id and event.seats_reserved == 0  # type: ignore[union-attr]
    assert state(event, other) is State.OFFERED


def test_at_the_date_what_is_left_goes_to_the_line(room: Flask, now: datetime) -> None:
    ole, karen, mads = people.ole(), people.karen(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=2)
    block = reserve(event, ole, 2, now, municipality_id=people.municipality("Ringsted").id)
    take(event, karen, now)
    take(event, mads, now)
    assert (state(event, karen), state(event, mads)) == (State.WAITING, State.CONFIRMED)
    assert blocks.release_due(event.id, by=people.TESTER, now=now + WEEK - timedelta(seconds=1)) == 0
    assert blocks.events_with_due_blocks(now=now + WEEK) == [event.id]
    assert blocks.release_due(event.id, by=people.TESTER, now=now + WEEK) == 1
    assert state(event, karen) is State.OFFERED
    assert (event.seats_held, event.seats_reserved, event.waiting) == (2, 0, 0)
    assert blocks.events_with_due_blocks(now=now + WEEK) == []
    with pytest.raises(BlockIsReleased):
        blocks.release_block(block, by=people.actor(ole, now), now=now)
    give_up(event, mads, now)
    assert event.seats_reserved == 0, "what was reserved once is a seat like any other"


def test_a_named_group_has_its_seats_wherever_it_sits(room: Flask, now: datetime) -> None:
    ole, karen, amina = people.ole(), people.karen(), people.amina()
    event = meetings.seminar(now, organiser=ole, capacity=2)
    with pytest.raises(NobodyIsCalledThat) as refused:
        reserve(event, ole, 2, now, addresses=["Karen@Example.dk", "ingen@example.dk", "snavs"])
    assert refused.value.facts == {"lines": [2, 3]}
    block = reserve(event, ole, 2, now, addresses=["Karen@Example.dk", "karen@example.dk"])
    assert take(event, amina, now).state is State.WAITING
    assert take(event, karen, now).block_id == block.id
    assert blocks.add_to_block(block, ["amina@example.dk"], by=people.actor(ole, now), now=now) == 1
    assert state(event, amina) is State.OFFERED and queries.own(event.id, amina.id).block_id == block.id  # type: ignore[union-attr]
    [row] = blocks.blocks_of(event.id)
    assert (row.used, row.municipality, row.members) == (2, None, 2)


def test_no_more_is_reserved_than_there_is_and_the_number_is_told(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=5)
    ringsted = people.municipality("Ringsted").id
    take(event, people.karen(), now)
    take(event, people.mads(), now)
    with pytest.raises(NotThatManySeats) as refused:
        reserve(event, ole, 5, now, municipality_id=ringsted)
    assert refused.value.facts == {"free": 4}
    reserve(event, ole, 4, now, municipality_id=ringsted)
    with pytest.raises(NotThatManySeats):
        reserve(event, ole, 1, now)
    with pytest.raises(CapacityBelowReserved) as below:
        change_event(event, replace(EventDetails.of(whole(event.id)), capacity=4), by=people.actor(ole, now), now=now)
    assert below.value.facts == {"taken": 2, "reserved": 3}
    for until in (now, event.starts_at + timedelta(seconds=1)):
        with pytest.raises(UntilIsPast):
            blocks.reserve_seats(event, "x", 1, until, by=people.actor(ole, now), now=now)
    for somebody in (people.birgit(), people.councillor()):
        with pytest.raises(Forbidden):
            blocks.reserve_seats(event, "x", 1, now + WEEK, by=people.actor(somebody, now), now=now)


def test_who_would_be_one_too_many_waits_and_is_passed_by_until_there_is_room(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole, capacity=3)
    limited(event, ole, 1, now)
    take(event, karen, now)
    second, third = people.councillor(), people.councillor()
    assert take(event, second, now).state is State.WAITING
    assert take(event, people.mads(), now).state is State.CONFIRMED, "the seat is free for others meanwhile"
    assert take(event, third, now).state is State.WAITING
    assert not event.is_full
    give_up(event, karen, now)
    assert (state(event, second), state(event, third)) == (State.OFFERED, State.WAITING)
    limited(event, ole, 2, now)
    assert state(event, third) is State.OFFERED
    limited(event, ole, 1, now)
    assert state(event, third) is State.OFFERED, "who has a seat keeps it"
    assert queries.miscounted() == []


def test_a_municipality_is_never_reserved_more_than_it_may_have(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=5)
    ringsted = people.municipality("Ringsted").id
    limited(event, ole, 2, now)
    with pytest.raises(MoreThanTheLimit):
        reserve(event, ole, 3, now, municipality_id=ringsted)
    reserve(event, ole, 2, now, municipality_id=ringsted)
    with pytest.raises(MoreThanTheLimit):
        limited(event, ole, 1, now)


def test_a_group_takes_the_seats_there_are_together_or_waits(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=3)
    limited(event, ole, 2, now)
    group = [people.councillor().id for _ in range(3)]
    by = people.actor(ole, now)
    whole_group = actions.register_together(event, group, stays_together=True, by=by, now=now)
    assert {r.state for r in whole_group} == {State.WAITING}
    more = [people.councillor(town="Ringsted", letter="A").id for _ in range(3)]
    split = actions.register_together(event, more, stays_together=False, by=by, now=now)
    assert [r.state for r in split] == [State.CONFIRMED, State.CONFIRMED, State.WAITING]


def test_calling_off_lets_everything_go(room: Flask, now: datetime) -> None:
    ole, mads = people.ole(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=3)
    reserve(event, ole, 2, now, municipality_id=people.municipality("Ringsted").id)
    take(event, mads, now)
    call_off_event(event, "Vejret", by=people.actor(ole, now), now=now)
    seat = queries.own(event.id, mads.id)
    assert seat is not None and seat.block_id is None
    assert (event.seats_held, event.seats_reserved) == (0, 0) and blocks.blocks_of(event.id) == []
    assert db.session.get_one(Registration, seat.id).state is State.CALLED_OFF
