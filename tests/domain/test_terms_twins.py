"""One meeting in two ways: own seats and line, nobody in both, and the twin follows its meeting."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.events import actions as events
from politiker.events.details import EventDetails
from politiker.events.finding import EventFilter, listed
from politiker.events.models import Event
from politiker.events.queries import organised_by, whole
from politiker.people.models import Person
from politiker.registrations import actions, queries
from politiker.registrations.approving import approve_by_hand
from politiker.registrations.errors import AlreadyRegistered, CapacityBelowSeated
from politiker.registrations.event_changes import call_off_event, change_event, change_on_the_net
from politiker.registrations.models import OPEN, Participant, Registration, State
from politiker.registrations.terms import twins
from politiker.registrations.terms.errors import ApprovedThereByHand, FollowsItsFirst, HasATwin, NoRoomThere, NotTwoWays
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.setting import Limits, set_terms
from politiker.registrations.terms.wording import terms_of
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import give_up, take

LINK = "https://video.example/net"


def hybrid(now: datetime, ole: Person, *, seats: int = 1, net: int = 1) -> tuple[Event, Event]:
    event = meetings.seminar(now, organiser=ole, capacity=seats, venue_id=meetings.venue().id)
    return event, twins.make_twin(event, net, LINK, by=people.actor(ole, now), now=now)


def test_each_way_has_its_own_seats_line_and_letters(room: Flask, now: datetime) -> None:
    event, twin = hybrid(now, people.ole())
    assert take(event, people.councillor(), now).state is State.CONFIRMED
    assert take(event, people.councillor(), now).state is State.WAITING
    karen = people.karen()
    assert take(twin, karen, now).state is State.CONFIRMED
    assert take(twin, people.councillor(), now).state is State.WAITING
    assert (event.seats_held, event.waiting, twin.seats_held, twin.waiting) == (1, 1, 1, 1)
    assert letters_to(karen) == ["registered"]
    assert (twin.venue_id, twin.join_link, twin.terms) == (None, LINK, "")


def test_it_begins_with_the_prices_and_terms_the_meeting_had(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=9, venue_id=meetings.venue().id)
    by = people.actor(ole, now)
    terms = Terms({Participant.COUNCILLOR: 0, Participant.OFFICIAL: 125050}, (Tier(14, 50, None),), False, False)
    set_terms(event, terms, Limits(municipality_limit=2, confirm_days=3), by=by, now=now)
    twin = twins.make_twin(event, 20, LINK, by=by, now=now)
    assert terms_of(twin) == terms_of(event) == terms
    assert (twin.municipality_limit, twin.confirm_days) == (2, 3)


def test_nobody_has_a_place_in_both(room: Flask, now: datetime) -> None:
    event, twin = hybrid(now, people.ole(), seats=5, net=5)
    karen, mads = people.karen(), people.mads()
    take(event, karen, now)
    take(twin, mads, now)
    for other, person in ((twin, karen), (event, mads)):
        with pytest.raises(AlreadyRegistered):
            take(other, person, now)


def test_it_is_made_once_and_of_what_has_a_place(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event, twin = hybrid(now, ole)
    by = people.actor(ole, now)
    for wrong in (event, twin, meetings.seminar(now, organiser=ole)):
        with pytest.raises(HasATwin):
            twins.make_twin(wrong, 5, None, by=people.actor(ole, now), now=now)
    with pytest.raises(Forbidden):
        twins.make_twin(meetings.seminar(now), 5, None, by=by, now=now)


def test_the_twin_stands_on_no_list(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event, twin = hybrid(now, ole)
    by = people.actor(karen, now)
    assert [row.id for row in listed(by, EventFilter(), now=now)] == [event.id]
    assert [row.id for row in listed(by, EventFilter(text="budgettet"), now=now)] == [event.id]
    desk = db.session.execute(organised_by(people.actor(ole, now), now=now)).all()
    assert [row.id for row in desk] == [event.id]
    assert {id for id, _right in people.actor(ole, now).rights} == {event.id, twin.id}


def test_the_twin_follows_its_meeting(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    by = people.actor(ole, now)
    draft = meetings.draft(now, organiser=ole, venue_id=meetings.venue().id)
    twin = twins.make_twin(draft, 7, LINK, by=people.actor(ole, now), now=now)
    by = people.actor(ole, now)
    assert not twin.is_published
    with pytest.raises(IllegalMove):
        events.publish(twin, by=by, now=now)
    events.publish(draft, by=by, now=now)
    db.session.refresh(twin)
    assert twin.is_published
    take(twin, karen, now)
    details = EventDetails.of(whole(draft.id))
    later = replace(details, title="Nyt navn", starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10))
    change_event(draft, later, by=by, now=now)
    assert (twin.title, twin.starts_at, twin.capacity, twin.join_link) == ("Nyt navn", later.starts_at, 7, LINK)
    assert twin.venue_id is None and letters_to(karen) == ["registered", "event_changed"]
    with pytest.raises(FollowsItsFirst):
        change_event(twin, details, by=by, now=now)
    with pytest.raises(IllegalMove):
        call_off_event(twin, "x", by=by, now=now)
    call_off_event(draft, "Vejret", by=by, now=now)
    assert twin.is_called_off and queries.own(twin.id, karen.id).state is State.CALLED_OFF  # type: ignore[union-attr]
    assert letters_to(karen)[-1] == "called_off"


def test_seats_and_link_on_the_net_are_its_own(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event, twin = hybrid(now, ole, net=1)
    by = people.actor(ole, now)
    take(twin, people.councillor(), now)
    waits = people.karen()
    take(twin, waits, now)
    change_on_the_net(twin, 2, "https://video.example/ny", by=by, now=now)
    assert queries.own(twin.id, waits.id).state is State.OFFERED  # type: ignore[union-attr]
    with pytest.raises(CapacityBelowSeated):
        change_on_the_net(twin, 1, None, by=by, now=now)
    with pytest.raises(NotTwoWays):
        change_on_the_net(event, 5, None, by=by, now=now)


def test_changing_way_is_no_way_around_an_approval(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event, twin = hybrid(now, ole, seats=5, net=5)
    seat = take(twin, karen, now)
    approve_by_hand(event, wanted=True, by=people.actor(ole, now), now=now)
    with pytest.raises(ApprovedThereByHand):
        twins.change_way(seat, by=people.actor(karen, now), now=now)
    assert (seat.event_id, seat.state) == (twin.id, State.CONFIRMED)
    approve_by_hand(twin, wanted=True, by=people.actor(ole, now), now=now)
    twins.change_way(seat, by=people.actor(karen, now), now=now)
    assert (seat.event_id, seat.state) == (event.id, State.CONFIRMED), "whoever has a seat keeps it"


def test_changing_way_keeps_the_place_only_if_there_is_room(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event, twin = hybrid(now, ole, seats=1, net=1)
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    seat = take(event, karen, now)
    take(event, mads, now)
    uid, on_net = seat.uid, take(twin, amina, now)
    with pytest.raises(NoRoomThere):
        twins.change_way(seat, by=people.actor(karen, now), now=now)
    assert (seat.event_id, seat.state) == (event.id, State.CONFIRMED)
    with pytest.raises(Forbidden):
        twins.change_way(seat, by=people.actor(mads, now), now=now)
    give_up(twin, amina, now)
    twins.change_way(seat, by=people.actor(karen, now), now=now)
    assert (seat.event_id, seat.state, seat.uid) == (twin.id, State.CONFIRMED, uid)
    assert queries.own(event.id, mads.id).state is State.OFFERED  # type: ignore[union-attr]
    assert letters_to(karen) == ["registered", "way_changed"]
    assert on_net.state is State.WITHDRAWN and queries.miscounted() == []
    alone = meetings.seminar(now, organiser=ole)
    with pytest.raises(NotTwoWays):
        twins.change_way(take(alone, bo := people.councillor("Bo Borg"), now), by=people.actor(bo, now), now=now)


def test_who_waits_here_may_take_a_free_seat_there(room: Flask, now: datetime) -> None:
    event, twin = hybrid(now, people.ole(), seats=1, net=1)
    take(event, people.councillor(), now)
    karen = people.karen()
    waits = take(event, karen, now)
    twins.change_way(waits, by=people.actor(karen, now), now=now)
    assert (waits.event_id, waits.state, event.waiting, twin.seats_held) == (twin.id, State.CONFIRMED, 0, 1)


def _both_at_once(house: Flask, now: datetime) -> int:
    """Karen signs up for both ways in two windows at once. How many open registrations she ends up with."""
    with house.app_context():
        event, twin = hybrid(now, people.ole(), seats=5, net=5)
        karen = people.karen()
        db.session.commit()
        ids, me = (event.id, twin.id), karen.id

    def one(event_id: int) -> None:
        with house.app_context():
            try:
                by = people.actor(db.session.get_one(Person, me), now)
                actions.register(db.session.get_one(Event, event_id), by=by, now=now)
                db.session.commit()
            except AlreadyRegistered:
                db.session.rollback()

    threads = [threading.Thread(target=one, args=(id,)) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.app_context():
        mine = sa.select(sa.func.count()).where(Registration.person_id == me, Registration.state.in_(OPEN))
        return int(db.session.execute(mine).scalar_one())


def test_two_windows_at_once_give_one_place(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _both_at_once(house, now) == 1


def test_control_without_holding_the_meeting_both_are_given(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held alone, each has looked for the other place before either is written."""
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have looked")
    looked, standing = threading.Barrier(2, timeout=20), twins.standing_in_other_way

    def together(event: Event, person_id: int) -> State | None:
        found = standing(event, person_id)
        looked.wait()
        return found

    monkeypatch.setattr(twins, "hold", twins.lock)
    monkeypatch.setattr(twins, "standing_in_other_way", together)
    assert _both_at_once(house, now) == 2


def test_whoever_no_longer_sits_takes_no_seat_in_the_other_way(room: Flask, now: datetime) -> None:
    event, twin = hybrid(now, people.ole(), seats=5, net=5)
    begun, ended = now - timedelta(days=900), now + timedelta(days=1)
    leaving = people.councillor("Lone Forhen", period=(begun, ended))
    seat = take(event, leaving, now)
    with pytest.raises(Forbidden):
        twins.change_way(seat, by=people.actor(leaving, ended), now=ended)
    assert (seat.event_id, seat.state, twin.seats_held) == (event.id, State.CONFIRMED, 0)
    twins.change_way(seat, by=people.actor(leaving, now), now=now)
    assert seat.event_id == twin.id
