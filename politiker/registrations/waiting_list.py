"""The waiting list. A place freed in any way goes through `fill_free_seats`, and through nothing else.

The eight rules are those of the field: order by time of coming, offers that hold the seat and end at a
deadline, a window that shrinks near the event, groups that said beforehand whether they may be split.
"""

from collections.abc import Sequence
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
from politiker.registrations.models import Participant, Registration, State
from politiker.registrations.terms.seating import Seating, is_plain, seating_of
from politiker.registrations.terms.wording import starts_to_cost

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

    A group that stays together keeps its place and is passed by until all of it fits; so is whoever's municipality
    has all the seats that one may have, and whoever the last seats are not reserved for.
    """
    if not event.is_published or event.is_called_off or event.has_begun(now):
        return []
    lucky: list[Registration] = []
    while (event.seats_free or event.seats_reserved) and (chosen := _first_who_fit(event, now)):
        for registration in chosen:
            _seat(registration, event, by=by, now=now)
        db.session.flush()
        lucky += chosen
    note_refilled(event, sum(r.state is State.CONFIRMED for r in lucky), now)
    return lucky


def walk_in(
    event: Event, people: Sequence[int], *, now: datetime, stays_together: bool = False, takes_last_minute: bool = False
) -> dict[int, int | None]:
    """Who of these newcomers to a held event has a seat at once, and from which reserved seats, None being a free one.

    They stand last in line: nobody gets a seat that somebody who waits could have.
    """
    if event.waiting and is_direct(event, now) and not takes_last_minute:
        return {}
    if not is_plain(event):
        seating, _first_served = _reckon(event, now, people)
    elif event.waiting and event.seats_free and _first_who_fit(event, now):
        return {}
    else:
        seating = Seating(event.seats_free, event.seats_free)
    given: dict[int, int | None] = {}
    for some in [list(people)] if stays_together else [[person] for person in people]:
        given |= dict(zip(some, seating.give(some) or [], strict=False))
    return given


def place_for(registration: Registration, event: Event, now: datetime) -> State:
    """Where a newcomer to a held event begins: a seat, which is noted when it was reserved, or the end of the line."""
    person_id = registration.person_id
    given = walk_in(event, [person_id], takes_last_minute=bool(registration.takes_last_minute), now=now)
    registration.block_id = given.get(person_id)
    return State.CONFIRMED if person_id in given else State.WAITING


def _reckon(
    event: Event, now: datetime, also: Sequence[int] = ()
) -> tuple[Seating, list[tuple[Registration, int | None]]]:
    """The seats of an event with reserved seats or a limit once the line is served, and who in it gets which."""
    waits = (Registration.event_id == event.id, Registration.state == State.WAITING)
    in_order = (Registration.priority, Registration.number)
    everybody = list(db.session.scalars(sa.select(Registration).where(*waits).order_by(*in_order)))
    can_be_asked = set(db.session.scalars(_line(event, now).with_only_columns(Registration.id)))
    seating = seating_of(event, [r.person_id for r in everybody] + list(also), now=now)
    chosen: dict[int, tuple[Registration, int | None]] = {}
    for registration in everybody:
        if registration.id in chosen or registration.id not in can_be_asked:
            continue
        key = registration.group_key if registration.stays_together else None
        together = [one for one in everybody if key and one.group_key == key] or [registration]
        given = seating.give([one.person_id for one in together])
        for one, block_id in zip(together, given or [], strict=False):
            chosen[one.id] = (one, block_id)
    return seating, list(chosen.values())


def _first_who_fit(event: Event, now: datetime) -> list[Registration]:
    if not is_plain(event):
        lucky = _reckon(event, now)[1]
        for registration, block_id in lucky:
            registration.block_id = block_id
        return [registration for registration, _block_id in lucky]
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
        # Whoever lost the mandate keeps the number, and is passed by.
        sa.or_(sits(Registration.person_id, now), Registration.kind != Participant.COUNCILLOR),
    )
    said_yes = sa.or_(Registration.takes_last_minute.is_(True), Registration.kind != Participant.COUNCILLOR)
    return line.where(said_yes) if is_direct(event, now) else line


def _group_of(registration: Registration, event: Event) -> list[Registration]:
    query = sa.select(Registration).where(
        Registration.event_id == event.id,
        Registration.state == State.WAITING,
        Registration.group_key == registration.group_key,
    )
    return list(db.session.scalars(query.order_by(Registration.number)))


def _seat(registration: Registration, event: Event, *, by: Actor, now: datetime) -> None:
    # Whoever is no councillor was put in line by the organiser, and cannot answer an offer here.
    if is_direct(event, now) or registration.kind is not Participant.COUNCILLOR:
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
    """So many seats are now filled from the line: that many of those who left too late to do so freely are not billed.

    First out, first freed; nobody where the terms do not waive it.
    """
    if not seats or not event.refill_waives:
        return
    costs_from = starts_to_cost(event)
    if event.binding_at is None and costs_from is None:
        return
    gave_up_late: sa.ColumnElement[bool] = Registration.withdrawal_requested_at.is_not(None)
    if costs_from is not None:
        is_late = sa.and_(Registration.confirmed_at.is_not(None), Registration.withdrawn_at >= costs_from)
        gave_up_late = sa.or_(gave_up_late, is_late)
    late: Any = (
        sa.select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.state == State.WITHDRAWN,
            gave_up_late,
            Registration.refilled_at.is_(None),
        )
        .order_by(Registration.withdrawn_at, Registration.id)
        .limit(seats)
    )
    for registration in db.session.scalars(late):
        registration.refilled_at = now
