"""What organisers do with one participant: add, substitute, move, seat out of turn. Never above capacity."""

import enum
import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    EventHasBegun,
    EventIsCalledOff,
    RegistrationIsNotOpenYet,
)
from politiker.registrations.models import OPEN, Participant, Registration, State
from politiker.registrations.participants.errors import (
    EventsAreTheSame,
    NobodyWaitsHere,
    NoSeatIsFree,
    NotForOneself,
    SeatIsNotTheirs,
)
from politiker.registrations.terms import twins


class OutOfTurn(enum.StrEnum):
    """Why somebody comes before others; chosen, never written."""

    OUR_MISTAKE = "our_mistake"
    SPEAKER = "speaker"
    HOST = "host"
    NONE_FROM_THERE = "none_from_there"


def add(event: Event, person: Person, kind: Participant, *, by: Actor, now: datetime) -> Registration:
    """Put somebody on the list who called: a seat, or the last place in line. Also after sign-up has closed.

    Raises EventIsCalledOff, EventHasBegun, RegistrationIsNotOpenYet, AlreadyRegistered, NotForOneself.
    """
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    event = twins.hold(event)
    _require_coming(event, now)
    registration = _put(event, person.id, kind, by=by, now=now)
    audit.record(by, Happening.ADDED_BY_STAFF, registration, now, event_id=event.id)
    _tell(registration, now)
    return registration


def substitute(
    registration: Registration, person: Person, kind: Participant, *, by: Actor, now: datetime
) -> Registration:
    """Give a certain seat to another named person, past the line. Where a substitute is free, the seat is not billed.

    Raises SeatIsNotTheirs, EventHasBegun, EventIsCalledOff, AlreadyRegistered, NotForOneself.
    """
    event = _hold(registration)
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    _require_coming(event, now)
    if not registration.is_certain:
        raise SeatIsNotTheirs
    registration.move(State.WITHDRAWN, event, now)
    if event.substitute_free:
        registration.refilled_at = now
    db.session.flush()
    successor = _put(event, person.id, kind, by=by, now=now, instead_of=registration)
    audit.record(by, Happening.WITHDRAWN, registration, now, event_id=event.id, reason="substituted")
    audit.record(by, Happening.SUBSTITUTED, successor, now, event_id=event.id, reason=registration.uid)
    letters.withdrawn(registration, had_seat=True, now=now)
    letters.registered(successor, now)
    return successor


def move(
    registration: Registration, to: Event, *, by: Actor, now: datetime, only_if_free: bool = False
) -> Registration:
    """Move a participant to another event one also runs: a seat there, or the last place in line.

    The seat left behind goes to the first in line. Both events are held, the lower id first.
    Raises EventsAreTheSame, AlreadyWithdrawn, EventHasBegun, EventIsCalledOff, RegistrationIsNotOpenYet,
    AlreadyRegistered, NotForOneself, and NoSeatIsFree when they move only to a seat.
    """
    there, here = hold_both(to.id, registration.event_id)
    db.session.refresh(registration)
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, here)
    moved = move_held(registration, here, there, by=by, now=now, only_if_free=only_if_free)
    waiting_list.fill_free_seats(here, by=by, now=now)
    return moved


def move_held(
    registration: Registration, here: Event, there: Event, *, by: Actor, now: datetime, only_if_free: bool = False
) -> Registration:
    """The same between two events that are held already; whoever calls sees to the line left behind."""
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, there)
    if not registration.is_open:
        raise AlreadyWithdrawn
    if here.has_begun(now):
        raise EventHasBegun
    _require_coming(there, now)
    had_seat = registration.is_certain
    registration.move(State.WITHDRAWN, here, now)
    db.session.flush()
    moved = _put(there, registration.person_id, registration.kind, by=by, now=now)
    if only_if_free and moved.state is not State.CONFIRMED:
        raise NoSeatIsFree(capacity=there.capacity)
    moved.takes_last_minute = registration.takes_last_minute
    audit.record(by, Happening.WITHDRAWN, registration, now, event_id=here.id, reason="moved")
    audit.record(by, Happening.MOVED_TO_EVENT, moved, now, event_id=there.id, reason=registration.uid)
    letters.withdrawn(registration, had_seat=had_seat, now=now)
    _tell(moved, now)
    return moved


def seat_out_of_turn(registration: Registration, why: OutOfTurn, *, by: Actor, now: datetime) -> None:
    """Give a free seat to somebody who waits, before those who stand ahead of them.

    Raises NoSeatIsFree, NobodyWaitsHere, EventHasBegun, EventIsCalledOff, NotForOneself.
    """
    event = _hold_waiting(registration, by=by, now=now)
    if not event.seats_free:
        raise NoSeatIsFree(capacity=event.capacity)
    registration.priority_reason = why.value
    registration.move(State.CONFIRMED, event, now)
    db.session.flush()
    audit.record(by, Happening.SEATED_OUT_OF_TURN, registration, now, event_id=event.id, reason=why.value)
    letters.promoted(registration, now)
    waiting_list.note_refilled(event, 1, now)


def put_first_in_line(registration: Registration, why: OutOfTurn, *, by: Actor, now: datetime) -> None:
    """Let somebody who waits be the next to get a seat, with a reason. Raises as `seat_out_of_turn`."""
    event = _hold_waiting(registration, by=by, now=now)
    first = sa.select(sa.func.min(Registration.priority)).where(
        Registration.event_id == event.id, Registration.state == State.WAITING
    )
    registration.priority = min(0, db.session.execute(first).scalar_one()) - 1
    registration.priority_reason = why.value
    db.session.flush()
    audit.record(by, Happening.SEATED_OUT_OF_TURN, registration, now, event_id=event.id, reason=f"first:{why.value}")
    waiting_list.fill_free_seats(event, by=by, now=now)


def _hold_waiting(registration: Registration, *, by: Actor, now: datetime) -> Event:
    event = _hold(registration)
    require(by, Permission.SEAT_OUT_OF_TURN, event)
    _require_coming(event, now)
    if registration.person_id == by.person_id:
        raise NotForOneself
    if registration.state is not State.WAITING:
        raise NobodyWaitsHere
    return event


def _hold(registration: Registration) -> Event:
    event = twins.hold(db.session.get_one(Event, registration.event_id))
    db.session.refresh(registration)
    return event


def hold_both(one: int, other: int) -> tuple[Event, Event]:
    """Two events, held in the order of their ids, with the meeting of what is on the net. Raises EventsAreTheSame."""
    if one == other:
        raise EventsAreTheSame
    meetings = sa.select(Event.twin_of_id).where(Event.id.in_((one, other)), Event.twin_of_id.is_not(None))
    held = {id: lock_row(Event, id) for id in sorted({one, other, *db.session.scalars(meetings)})}
    return held[one], held[other]


def _require_coming(event: Event, now: datetime) -> None:
    if event.is_called_off:
        raise EventIsCalledOff
    if event.has_begun(now):
        raise EventHasBegun
    if not event.is_published:
        raise RegistrationIsNotOpenYet(opens_at=event.opens_at)


def _put(
    event: Event, person_id: int, kind: Participant, *, by: Actor, now: datetime, instead_of: Registration | None = None
) -> Registration:
    """A place on the list of a held event: the seat of another who has just given it up, or as the line has it."""
    if person_id == by.person_id:
        raise NotForOneself
    standing = sa.select(Registration.state).where(
        Registration.event_id == event.id, Registration.person_id == person_id, Registration.state.in_(OPEN)
    )
    state = db.session.execute(standing).scalar_one_or_none()
    state = state or twins.standing_in_other_way(event, person_id)
    if state is not None:
        raise AlreadyRegistered(state=state)
    registration = Registration(
        uid=secrets.token_hex(12),
        event_id=event.id,
        person_id=person_id,
        kind=kind,
        number=event.next_number(),
        created_at=now,
    )
    if instead_of is not None:
        registration.block_id = instead_of.block_id
        registration.begin(State.CONFIRMED, event, now)
    else:
        registration.begin(waiting_list.place_for(registration, event, now), event, now)
    db.session.add(registration)
    db.session.flush()
    return registration


def _tell(registration: Registration, now: datetime) -> None:
    if registration.state is State.CONFIRMED:
        letters.registered(registration, now)
    else:
        letters.waiting(registration, place=waiting_list.place_in_line(registration), now=now)
