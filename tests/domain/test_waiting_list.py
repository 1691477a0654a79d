"""The eight rules of the waiting list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.policy import system
from politiker.registrations import actions, queries, waiting_list
from politiker.registrations.errors import CapacityBelowSeated, OfferIsOver
from politiker.registrations.event_changes import change_event
from politiker.registrations.models import Registration, State
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import take

HOUSE = system("expire_offers")


def full(now: datetime, *, waiting: int, capacity: int = 1, **changes: object) -> tuple[Event, list[Person]]:
    """A full event, its organiser first and then everybody in line."""
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=capacity, **changes)
    for _ in range(capacity):
        take(event, people.councillor(), now)
    line = [people.councillor() for _ in range(waiting)]
    for person in line:
        take(event, person, now)
    return event, [ole, *line]


def state(event: Event, person: Person) -> State:
    registration = queries.own(event.id, person.id)
    assert registration is not None
    return registration.state


def give_back_one(event: Event, now: datetime) -> None:
    seat = queries.seats_by_person(event.id)[0]
    registration = db.session.get_one(Registration, seat[1])
    owner = db.session.get_one(Person, seat[0])
    actions.withdraw(registration, by=people.actor(owner, now), now=now)


def with_capacity(event: Event, capacity: int) -> EventDetails:
    db.session.flush()
    return replace(EventDetails.of(whole(event.id)), capacity=capacity)


def test_rule_1_a_seat_freed_in_any_way_goes_to_the_first_in_line(room: Flask, now: datetime) -> None:
    event, (ole, first, second, third, fourth) = full(now, waiting=4)
    give_back_one(event, now)
    assert state(event, first) is State.OFFERED
    offer = queries.own(event.id, first.id)
    assert offer is not None
    actions.decline_offer(offer, by=people.actor(first, now), now=now)
    assert state(event, second) is State.OFFERED
    late = now + timedelta(hours=73)
    assert actions.expire_offers(event.id, by=HOUSE, now=late) == 1
    assert (state(event, second), state(event, third)) == (State.EXPIRED, State.OFFERED)
    change_event(event, with_capacity(event, 2), by=people.actor(ole, late), now=late)
    assert state(event, fourth) is State.OFFERED
    assert (event.seats_held, event.waiting) == (2, 0)


def test_rule_2_the_line_is_in_order_of_coming_but_for_a_priority_with_a_reason(room: Flask, now: datetime) -> None:
    event, (_ole, first, second) = full(now, waiting=2)
    registration = queries.own(event.id, second.id)
    assert registration is not None
    registration.priority, registration.priority_reason = -1, "organiser"
    db.session.flush()
    assert waiting_list.place_in_line(registration) == 1
    give_back_one(event, now)
    assert (state(event, first), state(event, second)) == (State.WAITING, State.OFFERED)


def test_rule_3_an_offer_holds_the_seat_and_counts_until_it_ends(room: Flask, now: datetime) -> None:
    event, (_ole, first) = full(now, waiting=1)
    give_back_one(event, now)
    assert (event.seats_held, event.seats_free) == (1, 0)
    assert take(event, people.karen(), now).state is State.WAITING
    offer = queries.own(event.id, first.id)
    assert offer is not None and offer.offer_ends_at == now + timedelta(hours=72)
    with pytest.raises(OfferIsOver):
        actions.accept_offer(offer, by=people.actor(first, now), now=offer.offer_ends_at)
    actions.accept_offer(offer, by=people.actor(first, now), now=offer.offer_ends_at - timedelta(seconds=1))
    assert offer.state is State.CONFIRMED
    with pytest.raises(OfferIsOver):
        actions.decline_offer(offer, by=people.actor(first, now), now=now)
    assert letters_to(first) == ["waiting", "offered", "promoted"]


def test_rule_3_nobody_answers_for_another(room: Flask, now: datetime) -> None:
    event, (ole, first, second) = full(now, waiting=2)
    give_back_one(event, now)
    offer = queries.own(event.id, first.id)
    assert offer is not None
    for somebody in (ole, second, people.birgit()):
        with pytest.raises(Forbidden):
            actions.accept_offer(offer, by=people.actor(somebody, now), now=now)


def test_rule_4_a_group_that_stays_together_keeps_its_place_until_all_of_it_fits(room: Flask, now: datetime) -> None:
    event, (ole, *_line) = full(now, waiting=0, capacity=3)
    group = [people.councillor() for _ in range(2)]
    by = people.actor(ole, now)
    together = actions.register_together(event, [p.id for p in group], stays_together=True, by=by, now=now)
    alone = people.karen()
    take(event, alone, now)
    give_back_one(event, now)
    assert [r.state for r in together] == [State.WAITING, State.WAITING]
    assert state(event, alone) is State.OFFERED, "who stands behind is not kept waiting by a group that does not fit"
    give_back_one(event, now)
    assert [r.state for r in together] == [State.WAITING, State.WAITING]
    give_back_one(event, now)
    assert [r.state for r in together] == [State.OFFERED, State.OFFERED]


def test_rule_4_a_group_that_may_be_split_is_seated_as_far_as_it_goes(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=2)
    people_ids = [people.councillor().id for _ in range(3)]
    split = actions.register_together(event, people_ids, stays_together=False, by=people.actor(ole, now), now=now)
    assert [r.state for r in split] == [State.CONFIRMED, State.CONFIRMED, State.WAITING]


def copenhagen(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026, Danish winter time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts", "now", "until"),
    [
        # more than fourteen days: 72 hours
        (copenhagen(30, 12), copenhagen(10, 12), copenhagen(13, 12)),
        # fourteen days to the minute: 24 hours
        (copenhagen(24, 12), copenhagen(10, 12), copenhagen(11, 12)),
        (copenhagen(13, 12, 1), copenhagen(10, 12), copenhagen(11, 12)),
        # three days and nearer: four hours, awake
        (copenhagen(13, 12), copenhagen(10, 12), copenhagen(10, 16)),
        (copenhagen(12, 12), copenhagen(10, 20), copenhagen(11, 9)),
        (copenhagen(12, 12), copenhagen(10, 23), copenhagen(11, 11)),
        (copenhagen(12, 12), copenhagen(10, 3), copenhagen(10, 11)),
        (copenhagen(12, 12), copenhagen(10, 18), copenhagen(10, 22)),
        (copenhagen(12, 12), copenhagen(10, 22), copenhagen(11, 11)),
        (copenhagen(12, 9), copenhagen(10, 21, 30), copenhagen(11, 10, 30)),
    ],
)
def test_rule_5_the_window_shrinks_near_the_event(starts: datetime, now: datetime, until: datetime) -> None:
    assert waiting_list.answer_deadline(starts, now) == until


def test_rule_5_awake_hours_are_danish_on_the_night_summer_time_begins() -> None:
    """28 March 2027: 2 becomes 3. Offered 20.00 the evening before, two hours are left for the morning."""
    evening = datetime(2027, 3, 27, 19, 0, tzinfo=UTC)
    starts = datetime(2027, 3, 29, 19, 0, tzinfo=UTC)
    assert waiting_list.answer_deadline(starts, evening) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)


def test_rule_5_inside_the_last_day_the_seat_goes_to_who_said_yes_beforehand(room: Flask, now: datetime) -> None:
    ole = people.ole()
    start = {"starts_at": now + timedelta(days=4), "ends_at": now + timedelta(days=5)}
    event = meetings.seminar(now, organiser=ole, capacity=1, **start)
    take(event, people.councillor(), now)
    asleep, awake = people.councillor(), people.councillor()
    take(event, asleep, now)
    take(event, awake, now, takes_last_minute=True)
    last_day = event.starts_at - timedelta(hours=23)
    give_back_one(event, last_day)
    assert (state(event, asleep), state(event, awake)) == (State.WAITING, State.CONFIRMED)
    assert letters_to(awake) == ["waiting", "promoted"]


def test_rule_6_who_waits_sees_the_place_and_can_leave(room: Flask, now: datetime) -> None:
    event, (_ole, first, second, third) = full(now, waiting=3)
    middle = queries.own(event.id, second.id)
    assert middle is not None
    actions.withdraw(middle, by=people.actor(second, now), now=now)
    last = queries.own(event.id, third.id)
    assert last is not None and waiting_list.place_in_line(last) == 2
    assert event.waiting == 2 and state(event, first) is State.WAITING


def test_rule_7_who_waits_is_never_shown_as_a_participant(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, capacity=2)
    karen, shown, hidden, waiting = people.karen(), people.mads(), people.amina(), people.councillor("Vera Vent")
    take(event, karen, now)
    take(event, shown, now, is_shown=True)
    take(event, waiting, now, is_shown=True)
    seen = queries.seen_from(event.id, karen.id, now=now)
    assert [(row.name, row.municipality) for row in seen.shown] == [("Mads Holm", "Ringsted")]
    assert queries.seen_from(event.id, waiting.id, now=now).shown == (), "who waits sees no participants either"
    assert queries.seen_from(event.id, hidden.id, now=now).shown == ()


def test_capacity_cannot_go_below_those_with_a_seat(room: Flask, now: datetime) -> None:
    event, (ole, *_line) = full(now, waiting=1, capacity=3)
    with pytest.raises(CapacityBelowSeated) as refused:
        change_event(event, with_capacity(event, 2), by=people.actor(ole, now), now=now)
    assert refused.value.facts == {"seated": 3}


def test_an_offer_near_the_binding_date_is_free_to_refuse(room: Flask, now: datetime) -> None:
    event, (_ole, first) = full(now, waiting=1, binding_at=now + timedelta(days=1))
    later = now + timedelta(days=2)
    ids = queries.seats_by_person(event.id)[0]
    seat = db.session.get_one(Registration, ids[1])
    owner = db.session.get_one(Person, ids[0])
    actions.request_withdrawal(seat, by=people.actor(owner, later), now=later)
    actions.decide_withdrawal(seat, grant=True, by=people.actor(_ole, later), now=later)
    offer = queries.own(event.id, first.id)
    assert offer is not None
    actions.decline_offer(offer, by=people.actor(first, later), now=later)
    assert (offer.state, event.seats_held) == (State.DECLINED, 0)
