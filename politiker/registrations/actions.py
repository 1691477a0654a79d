"""What guests and organisers do with seats. Permit, hold, change, remember, tell, follow on."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    EventHasBegun,
    EventIsCalledOff,
    OfferIsOver,
    RegistrationIsClosed,
    RegistrationIsNotOpenYet,
    SeatIsBinding,
)
from politiker.registrations.models import OPEN, Registration, State
from politiker.registrations.questions.answering import NOTHING, Told, answers_before, keep_answers
from politiker.registrations.terms import twins


def register(
    event: Event, *, by: Actor, now: datetime, is_shown: bool = False, takes_last_minute: bool = False,
    told: Told = NOTHING,
) -> Registration:  # fmt: skip
    """Take a seat, or a place in line when no seat is free; or ask for one, where the organiser approves each by hand.

    `told` are the answers to what is asked before. Raises EventIsCalledOff, EventHasBegun, RegistrationIsNotOpenYet,
    RegistrationIsClosed, AlreadyRegistered, AnswersAreWrong.
    Forbidden unless one is a councillor at this moment.
    """
    require(by, Permission.REGISTER, event)
    twins.hold(event)
    _require_open(event, now)
    assert by.person_id is not None
    _require_no_open_registration(event, by.person_id)
    answers = answers_before(event, told)
    registration = Registration(
        uid=secrets.token_hex(12),
        event_id=event.id,
        person_id=by.person_id,
        number=event.next_number(),
        is_shown=is_shown,
        takes_last_minute=takes_last_minute,
        created_at=now,
    )
    registration.begin(_first_state(registration, event, now), event, now)
    db.session.add(registration)
    db.session.flush()
    keep_answers(registration, answers)
    audit.record(by, Happening.REGISTERED, registration, now, event_id=event.id)
    match registration.state:
        case State.CONFIRMED:
            letters.registered(registration, now)
        case State.AWAITING_ORGANISER:
            letters.awaiting_organiser(registration, now)
        case _:
            letters.waiting(registration, place=event.waiting, now=now)
    return registration


def _first_state(registration: Registration, event: Event, now: datetime) -> State:
    if event.needs_approval:
        return State.AWAITING_ORGANISER
    return waiting_list.place_for(registration, event, now)


def why_not_open(event: Event, now: datetime) -> RuleBroken | None:
    """The rule that keeps people from signing up at this moment, or None when one can."""
    if event.is_called_off:
        return EventIsCalledOff()
    if event.has_begun(now):
        return EventHasBegun()
    if not event.is_published or (event.opens_at is not None and now < event.opens_at):
        return RegistrationIsNotOpenYet(opens_at=event.opens_at)
    if event.closes_at is not None and now >= event.closes_at:
        return RegistrationIsClosed(closes_at=event.closes_at)
    return None


def _require_open(event: Event, now: datetime) -> None:
    closed = why_not_open(event, now)
    if closed is not None:
        raise closed


# Of the table and not of the class: asked at every sign-up, while the event is held.
_ROWS = sa.inspect(Registration).local_table.c
OPEN_REGISTRATION = sa.select(_ROWS.state).where(
    _ROWS.event_id == sa.bindparam("event_id"),
    _ROWS.person_id == sa.bindparam("person_id"),
    _ROWS.state.in_(OPEN),
)


def _require_no_open_registration(event: Event, person_id: int) -> None:
    mine = {"event_id": event.id, "person_id": person_id}
    state = db.session.execute(OPEN_REGISTRATION, mine).scalar_one_or_none()
    state = state or twins.standing_in_other_way(event, person_id)
    if state is not None:
        raise AlreadyRegistered(state=state)


def _hold(registration: Registration) -> Event:
    """Lock the event of a registration, and read the registration afresh behind the lock."""
    event = lock_row(Event, registration.event_id)
    db.session.refresh(registration)
    return event


def withdraw(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give up a seat or a place in line; a freed seat goes to the first in line.

    Raises AlreadyWithdrawn, EventHasBegun, SeatIsBinding. Forbidden unless it is one's own or the organiser acts.
    """
    require(by, Permission.WITHDRAW_REGISTRATION, registration)
    event = _hold(registration)
    _require_leavable(registration, event, now)
    if registration.is_certain and event.is_binding(now) and by.person_id == registration.person_id:
        raise SeatIsBinding(binding_at=event.binding_at)
    _leave(registration, event, by=by, now=now)


def _require_leavable(registration: Registration, event: Event, now: datetime) -> None:
    if not registration.is_open:
        raise AlreadyWithdrawn
    if event.has_begun(now):
        raise EventHasBegun


def _leave(registration: Registration, event: Event, *, by: Actor, now: datetime) -> None:
    was_certain = registration.is_certain
    registration.move(State.WITHDRAWN, event, now)
    db.session.flush()
    audit.record(by, Happening.WITHDRAWN, registration, now, event_id=event.id)
    letters.withdrawn(registration, had_seat=was_certain, now=now)
    waiting_list.fill_free_seats(event, by=by, now=now)


def request_withdrawal(registration: Registration, *, by: Actor, now: datetime) -> None:
    """After the binding date: ask the organiser to be let off. The seat is held until they answer.

    Raises AlreadyWithdrawn, EventHasBegun, and IllegalMove while one may still simply leave.
    """
    require(by, Permission.WITHDRAW_REGISTRATION, registration)
    event = _hold(registration)
    _require_leavable(registration, event, now)
    if not event.is_binding(now):
        raise IllegalMove(registration=registration.id, wanted=State.WITHDRAWAL_REQUESTED)
    registration.move(State.WITHDRAWAL_REQUESTED, event, now)
    audit.record(by, Happening.WITHDRAWAL_REQUESTED, registration, now, event_id=event.id)


def decide_withdrawal(registration: Registration, *, grant: bool, by: Actor, now: datetime) -> None:
    """The organiser answers a request to be let off. Raises IllegalMove unless there is one."""
    require(by, Permission.DECIDE_REGISTRATION, registration)
    event = _hold(registration)
    if grant:
        _leave(registration, event, by=by, now=now)
        return
    registration.move(State.CONFIRMED, event, now)
    audit.record(by, Happening.WITHDRAWAL_REFUSED, registration, now, event_id=event.id)
    letters.withdrawal_refused(registration, now)


def accept_offer(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say yes to an offered seat. Raises OfferIsOver, EventHasBegun."""
    require(by, Permission.ANSWER_OFFER, registration)
    event = _hold(registration)
    _require_offer(registration, event, now)
    registration.move(State.CONFIRMED, event, now)
    audit.record(by, Happening.ACCEPTED_OFFER, registration, now, event_id=event.id)
    letters.promoted(registration, now)
    waiting_list.note_refilled(event, 1, now)


def decline_offer(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say no to an offered seat; always free, and the next in line is asked. Raises OfferIsOver, EventHasBegun."""
    require(by, Permission.ANSWER_OFFER, registration)
    event = _hold(registration)
    _require_offer(registration, event, now)
    registration.move(State.DECLINED, event, now)
    db.session.flush()
    audit.record(by, Happening.DECLINED_OFFER, registration, now, event_id=event.id)
    waiting_list.fill_free_seats(event, by=by, now=now)


def _require_offer(registration: Registration, event: Event, now: datetime) -> None:
    if registration.state is not State.OFFERED or registration.offer_ends_at is None:
        raise OfferIsOver
    if registration.offer_ends_at <= now:
        raise OfferIsOver
    if event.has_begun(now):
        raise EventHasBegun


def expire_offers(event_id: int, *, by: Actor, now: datetime) -> int:
    """Let the unanswered offers of one event go to the next in line. Returns how many expired."""
    event = lock_row(Event, event_id)
    late = sa.select(Registration).where(
        Registration.event_id == event_id, Registration.state == State.OFFERED, Registration.offer_ends_at <= now
    )
    expired = list(db.session.scalars(late))
    for registration in expired:
        registration.move(State.EXPIRED, event, now)
        audit.record(by, Happening.OFFER_EXPIRED, registration, now, event_id=event_id)
        letters.offer_expired(registration, now)
    db.session.flush()
    waiting_list.fill_free_seats(event, by=by, now=now)
    return len(expired)


def show_on_list(registration: Registration, *, shown: bool, by: Actor, now: datetime) -> None:
    """Say yes or no to standing on the participant list; one's own choice alone."""
    require(by, Permission.STATE_NEEDS, registration)
    registration.is_shown = shown


def register_together(
    event: Event, people: list[int], *, stays_together: bool, by: Actor, now: datetime
) -> list[Registration]:
    """Take seats or places in line for a group that says beforehand whether it may be split.

    A group that stays together is seated whole or waits whole. Raises as `register`.
    """
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    twins.hold(event)
    _require_open(event, now)
    for person_id in people:
        _require_no_open_registration(event, person_id)
    group = secrets.token_hex(8)
    seats = waiting_list.walk_in(event, people, stays_together=stays_together, now=now)
    registrations = []
    for person_id in people:
        registration = Registration(
            uid=secrets.token_hex(12),
            event_id=event.id,
            person_id=person_id,
            number=event.next_number(),
            group_key=group,
            stays_together=stays_together,
            block_id=seats.get(person_id),
            created_at=now,
        )
        registration.begin(State.CONFIRMED if person_id in seats else State.WAITING, event, now)
        db.session.add(registration)
        registrations.append(registration)
    db.session.flush()
    for registration in registrations:
        audit.record(by, Happening.REGISTERED, registration, now, event_id=event.id)
        if registration.state is State.CONFIRMED:
            letters.registered(registration, now)
        else:
            letters.waiting(registration, place=waiting_list.place_in_line(registration), now=now)
    return registrations
