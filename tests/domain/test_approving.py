"""Approval by hand: nobody holds a seat while they wait for it, and a yes keeps to the order of coming."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Mandate, Person
from politiker.policy import Role
from politiker.registrations import actions, approving
from politiker.registrations.approving import ApprovalIsAnswered, MandateIsOver, Refusal
from politiker.registrations.errors import EventHasBegun
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import Registration, State
from politiker.registrations.queries import miscounted
from tests import guests, meetings, people


def chosen(now: datetime, capacity: int = 1) -> tuple[Event, people.Actor]:
    """An event whose organiser approves each."""
    host = people.ole()
    by = people.actor(host, now)
    event = meetings.seminar(now, organiser=host, capacity=capacity)
    by = people.actor(host, now)
    approving.approve_by_hand(event, wanted=True, by=by, now=now)
    return event, by


def letters(person: Person) -> list[str]:
    query = sa.select(OutgoingMail.letter).where(OutgoingMail.person_id == person.id).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def test_whoever_waits_for_approval_holds_no_seat(room: Flask, now: datetime) -> None:
    event, by = chosen(now)
    karen, mads = people.karen(), people.mads()
    first, second = guests.take(event, karen, now), guests.take(event, mads, now)
    assert [first.state, second.state] == [State.AWAITING_ORGANISER] * 2
    assert (event.seats_held, event.waiting) == (0, 0)
    assert letters(karen) == ["awaiting_organiser"]
    assert approving.awaiting_at({event.id}) == {event.id: 2}
    approving.approve(second, by=by, now=now)
    approving.approve(first, by=by, now=now)
    assert (second.state, first.state) == (State.CONFIRMED, State.WAITING)
    assert letters(mads) == ["awaiting_organiser", "registered"]
    assert letters(karen) == ["awaiting_organiser", "waiting"]
    assert miscounted() == []


def test_the_line_is_by_the_time_of_coming_and_not_of_approval(room: Flask, now: datetime) -> None:
    event, by = chosen(now)
    seats = [guests.take(event, people.councillor(), now) for _ in range(3)]
    for one in (seats[2], seats[1], seats[0]):
        approving.approve(one, by=by, now=now)
    assert [one.state for one in seats] == [State.WAITING, State.WAITING, State.CONFIRMED]
    actions.withdraw(seats[2], by=by, now=now)
    assert seats[0].state is State.OFFERED


def test_a_no_has_a_reason_and_a_letter(room: Flask, now: datetime) -> None:
    event, by = chosen(now)
    karen = people.karen()
    one = guests.take(event, karen, now)
    approving.refuse(one, Refusal.TOO_MANY, by=by, now=now)
    assert one.state is State.REFUSED and event.seats_held == 0
    assert letters(karen)[-1] == "registration_refused"
    for again in (
        lambda: approving.refuse(one, Refusal.OTHERS, by=by, now=now),
        lambda: approving.approve(one, by=by, now=now),
    ):
        with pytest.raises(ApprovalIsAnswered):
            again()
    assert guests.take(event, karen, now).state is State.AWAITING_ORGANISER


def test_who_may_answer_and_when(room: Flask, now: datetime) -> None:
    event, by = chosen(now)
    karen, mads = people.karen(), people.mads()
    one = guests.take(event, karen, now)
    strangers = [karen, people.birgit(), people.adam(), people.with_role(Role.ORGANISER)]
    for who in strangers:
        with pytest.raises(Forbidden):
            approving.approve(one, by=people.actor(who, now), now=now)
    db.session.execute(sa.update(Mandate).where(Mandate.person_id == karen.id).values(ends_at=now))
    with pytest.raises(MandateIsOver):
        approving.approve(one, by=by, now=now)
    other = guests.take(event, mads, now)
    with pytest.raises(EventHasBegun):
        approving.approve(other, by=by, now=event.starts_at)
    approving.approve_by_hand(event, wanted=False, by=by, now=now)
    assert guests.take(event, people.amina(), now).state is State.CONFIRMED
    assert other.state is State.AWAITING_ORGANISER, "whoever waits for an answer still does"


def test_a_called_off_event_lets_them_go_too(room: Flask, now: datetime) -> None:
    event, by = chosen(now)
    one, gone = guests.take(event, people.karen(), now), guests.take(event, people.mads(), now)
    actions.withdraw(gone, by=people.actor(db.session.get_one(Person, gone.person_id), now), now=now)
    call_off_event(event, "Vejret", by=by, now=now + timedelta(days=1))
    db.session.expire_all()
    states = list(db.session.scalars(sa.select(Registration.state).order_by(Registration.id)))
    assert states == [State.CALLED_OFF, State.WITHDRAWN] and one.state is State.CALLED_OFF
