"""Approval by hand: where an event wants it, the organiser says yes or no to each who signs up.

Whoever waits for that answer holds no seat and stands in no line. A yes gives a free seat, or a place in line by
the time of coming, as if there had been nothing to approve.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import RuleBroken
from politiker.events.models import Event
from politiker.people.councils.queries import sits
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import EventHasBegun
from politiker.registrations.models import Participant, Registration, State
from politiker.registrations.queries import municipality_of

PAGE = 100


class Refusal(enum.StrEnum):
    """Why somebody does not get a seat; chosen, never written."""

    OTHERS = "others"
    TOO_MANY = "too_many"
    SAME_PLACE = "same_place"
    ASK_US = "ask_us"


class ApprovalIsAnswered(RuleBroken):
    """Somebody has answered already, or the guest has left."""


class MandateIsOver(RuleBroken):
    """The guest sits in no council any more, and seats are for those who do."""


def approve_by_hand(event: Event, *, wanted: bool, by: Actor, now: datetime) -> None:
    """Let the organiser approve each who signs up from now on, or no longer. Those who wait for an answer still do."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event.needs_approval = wanted
    db.session.flush()
    audit.record(by, Happening.TERMS_CHANGED, event, now, event_id=event.id, reason="approval")


def approve(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say yes: a seat when one is free, else a place in line by the time of coming.

    Raises ApprovalIsAnswered, MandateIsOver, EventHasBegun. Nobody approves themselves.
    """
    event = _held(registration, by, now)
    if registration.kind is Participant.COUNCILLOR and not _sits(registration, now):
        raise MandateIsOver
    registration.move(waiting_list.place_for(registration, event, now), event, now)
    db.session.flush()
    audit.record(by, Happening.REGISTRATION_APPROVED, registration, now, event_id=event.id)
    if registration.state is State.CONFIRMED:
        letters.registered(registration, now)
        return
    letters.waiting(registration, place=waiting_list.place_in_line(registration), now=now)
    waiting_list.fill_free_seats(event, by=by, now=now)  # a seat that nobody further back could use


def refuse(registration: Registration, reason: Refusal, *, by: Actor, now: datetime) -> None:
    """Say no, for a reason from the list. Raises ApprovalIsAnswered, EventHasBegun. Nobody answers themselves."""
    event = _held(registration, by, now)
    registration.move(State.REFUSED, event, now)
    db.session.flush()
    audit.record(by, Happening.REGISTRATION_REFUSED, registration, now, event_id=event.id, reason=reason.value)
    letters.registration_refused(registration, reason.value, now)


def _held(registration: Registration, by: Actor, now: datetime) -> Event:
    require(by, Permission.DECIDE_REGISTRATION, registration)
    event = lock_row(Event, registration.event_id)
    db.session.refresh(registration)
    if registration.state is not State.AWAITING_ORGANISER:
        raise ApprovalIsAnswered
    if event.has_begun(now):
        raise EventHasBegun
    return event


def _sits(registration: Registration, now: datetime) -> bool:
    return bool(db.session.execute(sa.select(sits(sa.literal(registration.person_id), now))).scalar_one())


def awaiting(event: Event, *, by: Actor, now: datetime, after: int = 0) -> list[Any]:
    """(id, uid, number, since, name, municipality) of those who wait for an answer, in order of coming, from the one
    after number `after`; one row more than a page tells that there are more. The look is recorded.
    """
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    query = (
        sa.select(
            Registration.id, Registration.uid, Registration.number, Registration.person_id,
            Registration.awaiting_organiser_at, Person.name, municipality_of(Registration.person_id, now),
        )
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.event_id == event.id,
            Registration.state == State.AWAITING_ORGANISER,
            Registration.number > after,
        )
        .order_by(Registration.number)
        .limit(PAGE + 1)
    )  # fmt: skip
    return list(db.session.execute(query))


def awaiting_at(event_ids: set[int]) -> dict[int, int]:
    """How many wait for an answer at each of some events; events without any are left out."""
    query = (
        sa.select(Registration.event_id, sa.func.count())
        .where(Registration.event_id.in_(event_ids), Registration.state == State.AWAITING_ORGANISER)
        .group_by(Registration.event_id)
    )
    return {event_id: n for event_id, n in db.session.execute(query)}
