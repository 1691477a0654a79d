"""Will you come? Guests are asked some days before, so that no seat stands empty while others wait for one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import tokens
from politiker.core.database import db, lock, lock_row
from politiker.core.tokens import Purpose
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import AlreadyWithdrawn, EventHasBegun
from politiker.registrations.models import Registration, State
from politiker.registrations.queries import municipality_of
from politiker.registrations.terms.errors import NotAskedYet

LONGEST_BEFORE = 30  # days
PAGE = 200


def events_to_ask(*, now: datetime) -> list[int]:
    """Events whose guests are to be asked by now whether they come, and have not been."""
    seat = sa.exists().where(Registration.event_id == Event.id, *_NOT_ASKED)
    query = sa.select(Event.id, Event.starts_at, Event.confirm_days).where(
        Event.confirm_days.is_not(None), Event.published_at.is_not(None), Event.called_off_at.is_(None),
        Event.starts_at > now, Event.starts_at <= now + timedelta(days=LONGEST_BEFORE), seat,
    )  # fmt: skip
    return [row.id for row in db.session.execute(query.order_by(Event.id)) if now >= _asking_day(row)]


_NOT_ASKED = (Registration.state == State.CONFIRMED, Registration.presence_asked_at.is_(None))


def _asking_day(event: Any) -> datetime:
    moment: datetime = event.starts_at - timedelta(days=event.confirm_days or 0)
    return moment


def ask(event_id: int, *, now: datetime) -> int:
    """Ask everybody whose seat was theirs before the day of asking; whoever came later has just said so.

    Returns how many.
    """
    event = lock_row(Event, event_id)
    if event.confirm_days is None or event.is_called_off or event.has_begun(now) or now < _asking_day(event):
        return 0
    query = sa.select(Registration).where(
        Registration.event_id == event_id, *_NOT_ASKED, Registration.confirmed_at <= _asking_day(event)
    )
    asked = list(db.session.scalars(query.order_by(Registration.id)))
    for registration in asked:
        registration.presence_asked_at = now
        key = tokens.issue(Purpose.PRESENCE, registration.id, now=now, expires_at=event.starts_at)
        letters.presence(registration, key, now)
    return len(asked)


def confirm(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say that one comes; the organiser may write down what was said on the telephone.

    Raises NotAskedYet, AlreadyWithdrawn, EventHasBegun.
    """
    require(by, Permission.WITHDRAW_REGISTRATION, registration)
    event = _hold(registration, now)
    if registration.presence_confirmed_at is None:
        registration.presence_confirmed_at = now
        audit.record(by, Happening.PRESENCE_CONFIRMED, registration, now, event_id=event.id)


def say_no(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say that one does not come: the seat goes to the line at once, also when it is binding. The terms still hold.

    Raises NotAskedYet, AlreadyWithdrawn, EventHasBegun.
    """
    require(by, Permission.WITHDRAW_REGISTRATION, registration)
    event = _hold(registration, now)
    _leave(registration, event, now)
    audit.record(by, Happening.WITHDRAWN, registration, now, event_id=event.id, reason="presence")
    letters.withdrawn(registration, had_seat=True, now=now)
    waiting_list.fill_free_seats(event, by=by, now=now)


def _hold(registration: Registration, now: datetime) -> Event:
    event = lock_row(Event, registration.event_id)
    db.session.refresh(registration)
    if not registration.is_certain:
        raise AlreadyWithdrawn
    if event.has_begun(now):
        raise EventHasBegun
    if registration.presence_asked_at is None:
        raise NotAskedYet
    return event


def _leave(registration: Registration, event: Event, now: datetime) -> None:
    """Give a seat up, remembered as asked for when it was binding, so that it is not billed once it is filled."""
    if registration.state is State.CONFIRMED and event.is_binding(now):
        registration.move(State.WITHDRAWAL_REQUESTED, event, now)
    registration.move(State.WITHDRAWN, event, now)
    db.session.flush()


_UNANSWERED = (
    Registration.state == State.CONFIRMED,
    Registration.presence_asked_at.is_not(None),
    Registration.presence_confirmed_at.is_(None),
)


def unanswered(event: Event, *, by: Actor, now: datetime, after: int = 0) -> list[Any]:
    """(uid, number, name, email, municipality, asked since) of those who have not answered, in order of coming, from
    the one after number `after`; one row more than a page tells that there are more. The look is recorded.
    """
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    query = _guests(event.id, now).where(Registration.number > after).limit(PAGE + 1)
    return list(db.session.execute(query))


def chosen(event: Event, uids: Collection[str], *, by: Actor, now: datetime) -> list[Any]:
    """The same of some of them, as the preview of a release shows them; the look is recorded."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    return list(db.session.execute(_guests(event.id, now).where(Registration.uid.in_(uids))))


def _guests(event_id: int, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Registration.uid, Registration.number, Registration.presence_asked_at, Person.name, Person.email,
            municipality_of(Registration.person_id, now),
        )
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event_id, *_UNANSWERED)
        .order_by(Registration.number)
    )  # fmt: skip


def answers(event_id: int) -> tuple[int, int]:
    """How many were asked and still have their seat, and how many of them have said that they come."""
    query = sa.select(
        sa.func.count(Registration.presence_asked_at), sa.func.count(Registration.presence_confirmed_at)
    ).where(Registration.event_id == event_id, Registration.state == State.CONFIRMED)
    asked, said_yes = db.session.execute(query).one()
    return asked, said_yes


def release(event: Event, uids: Collection[str], *, by: Actor, now: datetime) -> int:
    """Let the seats of those who have not answered go to the line; each is told. Returns how many.

    Whoever has answered meanwhile keeps the seat. Raises EventHasBegun.
    """
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    event = lock(event)
    if event.has_begun(now):
        raise EventHasBegun
    query = sa.select(Registration).where(
        Registration.event_id == event.id, Registration.uid.in_(uids), *_UNANSWERED,
        Registration.person_id != (by.person_id or 0),
    )  # fmt: skip
    silent = list(db.session.scalars(query.order_by(Registration.number)))
    for registration in silent:
        registration.move(State.WITHDRAWN, event, now)
        audit.record(by, Happening.SEATS_RELEASED, registration, now, event_id=event.id, reason="no_answer")
        letters.seat_released(registration, now)
    db.session.flush()
    waiting_list.fill_free_seats(event, by=by, now=now)
    return len(silent)
