"""One meeting in two ways: those who come, and those on the net. Each way is an event with its own seats and line.

The way on the net is the twin of the meeting. Whoever holds the twin holds its meeting first, so that nobody has a
place in both.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import IllegalMove
from politiker.events.actions import apply_details
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.policy import Actor, Permission, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import EventHasBegun, EventIsCalledOff
from politiker.registrations.models import OPEN, Registration, State
from politiker.registrations.terms.errors import (
    AlreadyThere,
    ApprovedThereByHand,
    HasATwin,
    NoRoomThere,
    NotTwoWays,
)
from politiker.registrations.terms.writing import copy_terms


def make_twin(event: Event, capacity: int, join_link: str | None, *, by: Actor, now: datetime) -> Event:
    """Let people take part on the net as well, with seats and a link of its own; published when its meeting is.

    Raises HasATwin when it is on the net already, EventIsCalledOff, EventHasBegun.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event = whole(event.id)
    if event.has_twin or event.twin_of_id is not None or event.venue_id is None:
        raise HasATwin
    if event.is_called_off:
        raise EventIsCalledOff
    if event.has_begun(now):
        raise EventHasBegun
    twin = Event(
        created_by_id=event.created_by_id, created_at=now, published_at=event.published_at, twin_of_id=event.id,
        needs_approval=event.needs_approval, seats_held=0, seats_reserved=0, waiting=0, last_number=0, revision=0,
    )  # fmt: skip
    apply_details(twin, details_on_the_net(EventDetails.of(event), capacity, join_link))
    twin.terms = ""  # it is found as its meeting, never by itself
    event.has_twin = True
    db.session.add(twin)
    db.session.flush()
    copy_terms(event, twin)
    audit.record(by, Happening.EVENT_COPIED, twin, now, event_id=event.id, reason="on_the_net")
    return twin


def details_on_the_net(details: EventDetails, capacity: int, join_link: str | None) -> EventDetails:
    """What the twin of a meeting is: the same, without the place, and with seats and a link of its own."""
    return replace(details, capacity=capacity, join_link=join_link, venue_id=None, venue_words="")


def hold(event: Event) -> Event:
    """Hold an event; what is on the net is held together with its meeting, the meeting first."""
    if event.twin_of_id is not None:
        lock_row(Event, event.twin_of_id)
    return lock(event)


def hold_twin(event: Event) -> Event:
    """Hold the twin of a meeting that is held already, and read it with its tags and programme."""
    twin_id = db.session.scalars(sa.select(Event.id).where(Event.twin_of_id == event.id)).one()
    lock_row(Event, twin_id)
    return whole(twin_id)


def other_way(event: Event) -> int | None:
    """The id of the event that is the other way of taking part; None when there is only one."""
    if event.twin_of_id is not None:
        return event.twin_of_id
    if not event.has_twin:
        return None
    return db.session.scalars(sa.select(Event.id).where(Event.twin_of_id == event.id)).one()


def standing_in_other_way(event: Event, person_id: int) -> State | None:
    """Where somebody stands in the other way of taking part in a held event; None without an open registration."""
    other = other_way(event)
    if other is None:
        return None
    query = sa.select(Registration.state).where(
        Registration.event_id == other, Registration.person_id == person_id, Registration.state.in_(OPEN)
    )
    return db.session.execute(query).scalar_one_or_none()


def change_way(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Take part in the other way instead, when there is a seat there; else everything stays as it is.

    Whoever waits here may take a free seat there. The seat left behind goes to the line.
    Raises NotTwoWays, AlreadyThere, EventIsCalledOff, EventHasBegun, IllegalMove, NoRoomThere,
    ApprovedThereByHand.
    Forbidden unless it is one's own and one sits in a council: whoever does not any more takes no seat.
    """
    require(by, Permission.ANSWER_OFFER, registration)
    other_id = other_way(db.session.get_one(Event, registration.event_id))
    if other_id is None:
        raise NotTwoWays
    held = {id: lock_row(Event, id) for id in sorted((registration.event_id, other_id))}
    db.session.refresh(registration)
    if registration.event_id == other_id:
        raise AlreadyThere
    here, there = held[registration.event_id], held[other_id]
    if there.is_called_off:
        raise EventIsCalledOff
    if there.has_begun(now):
        raise EventHasBegun
    if registration.state not in (State.CONFIRMED, State.WAITING):
        raise IllegalMove(registration=registration.id, was=registration.state, wanted=State.CONFIRMED)
    if there.needs_approval and not here.needs_approval:
        raise ApprovedThereByHand
    person_id = registration.person_id
    seats = waiting_list.walk_in(there, [person_id], takes_last_minute=registration.takes_last_minute, now=now)
    if person_id not in seats:
        raise NoRoomThere
    registration.cross(here, there, seats[person_id], now)
    db.session.flush()
    db.session.expire(registration, ["event"])
    audit.record(by, Happening.MOVED_TO_EVENT, registration, now, event_id=there.id, reason="way")
    letters.way_changed(registration, now)
    waiting_list.fill_free_seats(here, by=by, now=now)


def ways_of(event_ids: Any) -> dict[int, Any]:
    """What is on the net for some meetings, by the meeting's id: id, seats, waiting, and whether one can sign up."""
    query = sa.select(
        Event.twin_of_id, Event.id, Event.title, Event.capacity, Event.seats_held, Event.seats_reserved, Event.waiting,
        Event.municipality_limit, Event.opens_at, Event.closes_at, Event.starts_at, Event.ends_at, Event.called_off_at,
        Event.published_at,
    ).where(Event.twin_of_id.in_(event_ids))  # fmt: skip
    return {row.twin_of_id: row for row in db.session.execute(query)}
