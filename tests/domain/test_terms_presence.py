"""Will you come? Asked some days before, answered with yes or no, and the seats of the silent go to the line."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.registrations import queries
from politiker.registrations.errors import AlreadyWithdrawn, EventHasBegun
from politiker.registrations.event_changes import change_event
from politiker.registrations.forgetting import forget_last_minute
from politiker.registrations.models import Registration, State
from politiker.registrations.terms import presence
from politiker.registrations.terms.errors import NotAskedYet
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import take


def asked(now: datetime, *, capacity: int = 1, **changes: object) -> tuple[Event, Person, datetime]:
    """An event that asks three days before, its organiser, and the moment of asking."""
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=capacity, **changes)
    event.confirm_days = 3
    return event, ole, event.starts_at - timedelta(days=3)


def test_those_with_a_seat_are_asked_once_and_in_time(room: Flask, now: datetime) -> None:
    event, _ole, moment = asked(now, capacity=2)
    karen, mads, late = people.karen(), people.mads(), people.amina()
    take(event, karen, now)
    assert presence.events_to_ask(now=moment - timedelta(seconds=1)) == []
    assert presence.events_to_ask(now=moment) == [event.id]
    assert presence.ask(event.id, now=moment - timedelta(seconds=1)) == 0
    take(event, late, moment + timedelta(minutes=1))
    take(event, mads, moment)
    assert presence.ask(event.id, now=moment + timedelta(minutes=2)) == 1
    assert presence.ask(event.id, now=moment + timedelta(minutes=3)) == 0
    assert letters_to(karen) == ["registered", "presence"]
    assert (letters_to(mads), letters_to(late)) == (["waiting"], ["registered"]), "who came later has just said so"
    assert presence.ask(event.id, now=event.starts_at) == 0


def test_yes_is_remembered_until_the_event_is_over_or_moved(room: Flask, now: datetime) -> None:
    event, ole, moment = asked(now)
    karen = people.karen()
    seat = take(event, karen, now)
    by = people.actor(karen, moment)
    with pytest.raises(NotAskedYet):
        presence.confirm(seat, by=by, now=moment)
    presence.ask(event.id, now=moment)
    for other in (people.mads(), people.birgit()):
        with pytest.raises(Forbidden):
            presence.confirm(seat, by=people.actor(other, moment), now=moment)
    presence.confirm(seat, by=by, now=moment)
    presence.confirm(seat, by=by, now=moment + timedelta(hours=1))
    assert seat.presence_confirmed_at == moment and presence.answers(event.id) == (1, 1)
    trail = sa.select(sa.func.count()).where(Entry.happening == Happening.PRESENCE_CONFIRMED)
    assert db.session.scalar(trail) == 1
    with pytest.raises(EventHasBegun):
        presence.confirm(seat, by=by, now=event.starts_at)
    details = EventDetails.of(whole(event.id))
    moved = replace(
        details, starts_at=details.starts_at + timedelta(days=9), ends_at=details.ends_at + timedelta(days=9)
    )
    change_event(event, moved, by=people.actor(ole, moment), now=moment)
    db.session.refresh(seat)
    assert (seat.presence_asked_at, seat.presence_confirmed_at) == (None, None), "for a new time one is asked anew"
    seat.presence_confirmed_at = moment
    db.session.flush()
    forget_last_minute(now=event.ends_at)
    db.session.refresh(seat)
    assert seat.presence_confirmed_at is None


@pytest.mark.parametrize("binds", [True, False])
def test_no_gives_the_seat_to_the_line_at_once_also_when_it_binds(room: Flask, now: datetime, binds: bool) -> None:
    event, _ole, moment = asked(now, binding_at=now + timedelta(days=1) if binds else None)
    karen, mads = people.karen(), people.mads()
    seat = take(event, karen, now)
    take(event, mads, now)
    presence.ask(event.id, now=moment)
    presence.say_no(seat, by=people.actor(karen, moment), now=moment)
    assert seat.state is State.WITHDRAWN and (seat.withdrawal_requested_at == moment) is binds
    assert queries.own(event.id, mads.id).state is State.OFFERED  # type: ignore[union-attr]
    assert letters_to(karen) == ["registered", "presence", "withdrawn"]
    with pytest.raises(AlreadyWithdrawn):
        presence.say_no(seat, by=people.actor(karen, moment), now=moment)


def test_the_silent_lose_their_seats_and_those_who_answered_meanwhile_do_not(room: Flask, now: datetime) -> None:
    event, ole, moment = asked(now, capacity=3)
    guests = [people.councillor(f"Gæst {letter}") for letter in ("Anna", "Bo", "Carl")]
    seats = [take(event, guest, now) for guest in guests]
    waits = people.karen()
    take(event, waits, now)
    presence.ask(event.id, now=moment)
    by = people.actor(ole, moment)
    presence.confirm(seats[0], by=people.actor(guests[0], moment), now=moment)
    assert [row.name for row in presence.unanswered(event, by=by, now=moment)] == ["Gæst Bo", "Gæst Carl"]
    assert [row.name for row in presence.chosen(event, [seats[1].uid, "x"], by=by, now=moment)] == ["Gæst Bo"]
    for other in (people.birgit(), people.adam(), guests[1]):
        with pytest.raises(Forbidden):
            presence.release(event, [seats[1].uid], by=people.actor(other, moment), now=moment)
    uids = [seat.uid for seat in seats[:2]]
    assert presence.release(event, uids, by=by, now=moment) == 1
    assert [seat.state for seat in seats] == [State.CONFIRMED, State.WITHDRAWN, State.CONFIRMED]
    assert queries.own(event.id, waits.id).state is State.OFFERED  # type: ignore[union-attr]
    assert letters_to(guests[1]) == ["registered", "presence", "seat_released"]
    assert presence.release(event, uids, by=by, now=moment) == 0
    with pytest.raises(EventHasBegun):
        presence.release(event, uids, by=by, now=event.starts_at)


def _yes_against_release(house: Flask, now: datetime) -> tuple[State, bool]:
    """Karen says yes while Ole lets her seat go. Where she stands, and whether her yes is remembered."""
    with house.app_context():
        event, ole, moment = asked(now)
        karen = people.karen()
        seat = take(event, karen, now)
        presence.ask(event.id, now=moment)
        db.session.commit()
        event_id, seat_id, uid, me, organiser = event.id, seat.id, seat.uid, karen.id, ole.id

    def yes() -> None:
        with house.app_context():
            try:
                by = people.actor(db.session.get_one(Person, me), moment)
                presence.confirm(db.session.get_one(Registration, seat_id), by=by, now=moment)
                db.session.commit()
            except AlreadyWithdrawn:
                db.session.rollback()

    def release() -> None:
        with house.app_context():
            by = people.actor(db.session.get_one(Person, organiser), moment)
            presence.release(db.session.get_one(Event, event_id), [uid], by=by, now=moment)
            db.session.commit()

    threads = [threading.Thread(target=act) for act in (yes, release)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.app_context():
        seat = db.session.get_one(Registration, seat_id)
        return seat.state, seat.presence_confirmed_at is not None


def test_a_yes_and_a_release_at_once_agree(house: Flask, now: datetime) -> None:
    assert _yes_against_release(house, now) in {(State.CONFIRMED, True), (State.WITHDRAWN, False)}
