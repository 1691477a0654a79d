"""The waiting list. A place freed in any way goes through `fill_free_seats`, and through nothing else.

The eight rules are those of the field: order by time of coming, offers that hold the seat and end at a
deadline, a window that shrinks near the event, groups that said beforehand whether they may be split.
"""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import tokens
from politiker.core.danish import local
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.events.models import Event
from politiker.people.councils.queries import sits
from politiker.policy import Actor
from politiker.registrations import letters
from politiker.registrations.models import Registration, State

DIRECT_WINDOW = timedelta(hours=24)
AWAKE_FROM, AWAKE_UNTIL = time(7), time(22)


def answer_deadline(starts_at: datetime, now: datetime) -> datetime:
    """Until when an offered seat is held, in UTC.

    More than 14 days before the start: 72 hours; 14 to 3 days: 24 hours; nearer: 4 hours that run only
    between 7 and 22 Danish time, and never past the start.
    """
    left = starts_at - now
    if left > timedelta(days=14):
        return now + timedelta(hours=72)
    if left > timedelta(days=3):
        return now + timedelta(hours=24)
    return min(_awake_hours_later(now, timedelta(hours=4)), starts_at)


def _awake_hours_later(now: datetime, left: timedelta) -> datetime:
    moment = now
    while True:
        here = local(moment)
        if here.time() < AWAKE_FROM:
            moment = here.replace(hour=7, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
        elif here.time() >= AWAKE_UNTIL:
            tomorrow = here.date() + timedelta(days=1)
            moment = datetime.combine(tomorrow, AWAKE_FROM, here.tzinfo).astimezone(now.tzinfo)
        else:
            evening = here.replace(hour=22, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
            if moment + left <= evening:
                return moment + left
            left -= evening - moment
            moment = evening


def is_direct(event: Event, now: datetime) -> bool:
    """Less than a day before the start there is no time to ask: seats go to those who said yes beforehand."""
    return event.starts_at - now < DIRECT_WINDOW


def place_in_line(registration: Registration) -> int:
    """The number in the queue, from 1, of somebody who waits."""
    ahead = sa.or_(
        Registration.priority < registration.priority,
        sa.and_(Registration.priority == registration.priority, Registration.number < registration.number),
    )
    count = sa.select(sa.func.count()).where(
        Registration.event_id == registration.event_id, Registration.state == State.WAITING, ahead
    )
    return db.session.execute(count).scalar_one() + 1


def fill_free_seats(event: Event, *, by: Actor, now: datetime) -> list[Registration]:
    """Give each free seat of a locked event to the first in line who can take it. Returns who got one.

    A group that stays together keeps its place and is passed by until all of it fits.
    """
    if not event.is_published or event.is_called_off or event.has_begun(now):
        return []
    lucky: list[Registration] = []
    while event.seats_free and (chosen := _first_who_fit(event, now)):
        for registration in chosen:
            _seat(registration, event, by=by, now=now)
        db.session.flush()
        lucky += chosen
    note_refilled(event, sum(r.state is State.CONFIRMED for r in lucky), now)
    return lucky


def _first_who_fit(event: Event, now: datetime) -> list[Registration]:
    free = event.seats_free
    mate = sa.orm.aliased(Registration)
    group_size = (
        sa.select(sa.func.count())
        .where(mate.event_id == event.id, mate.state == State.WAITING, mate.group_key == Registration.group_key)
        .scalar_subquery()
    )
    query = (
        _line(event, now)
        .where(sa.or_(Registration.stays_together.is_(False), group_size <= free))
        .order_by(Registration.priority, Registration.number)
        .limit(free)
    )
    chosen: list[Registration] = []
    for registration in db.session.scalars(query):
        if registration in chosen:
            continue
        together = _group_of(registration, event) if registration.stays_together else [registration]
        if len(chosen) + len(together) <= free:
            chosen += together
    return chosen


def _line(event: Event, now: datetime) -> sa.Select[Registration]:
    line = sa.select(Registration).where(
        Registration.event_id == event.id,
        Registration.state == State.WAITING,
        sits(Registration.person_id, now),  # whoever lost the mandate keeps the number, and is passed by
    )
    return line.where(Registration.takes_last_minute.is_(True)) if is_direct(event, now) else line


def _group_of(registration: Registration, event: Event) -> list[Registration]:
    query = sa.select(Registration).where(
        Registration.event_id == event.id,
        Registration.state == State.WAITING,
        Registration.group_key == registration.group_key,
    )
    return list(db.session.scalars(query.order_by(Registration.number)))


def _seat(registration: Registration, event: Event, *, by: Actor, now: datetime) -> None:
    if is_direct(event, now):
        registration.move(State.CONFIRMED, event, now)
        audit.record(by, Happening.PROMOTED, registration, now, event_id=event.id)
        letters.promoted(registration, now)
        return
    registration.move(State.OFFERED, event, now)
    registration.offer_ends_at = answer_deadline(event.starts_at, now)
    key = tokens.issue(Purpose.OFFER, registration.id, now=now, expires_at=registration.offer_ends_at)
    audit.record(by, Happening.OFFERED, registration, now, event_id=event.id)
    letters.offered(registration, key, now)


def note_refilled(event: Event, seats: int, now: datetime) -> None:
    """So many seats are now filled from the line: that many of those who gave up a binding seat are not billed.

    First out, first freed.
    """
    if not seats or event.binding_at is None:
        return
    late: Any = (
        sa.select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.state == State.WITHDRAWN,
            Registration.withdrawal_requested_at.is_not(None),
            Registration.refilled_at.is_(None),
        )
        .order_by(Registration.withdrawn_at, Registration.id)
        .limit(seats)
    )
    for registration in db.session.scalars(late):
        registration.refilled_at = now
