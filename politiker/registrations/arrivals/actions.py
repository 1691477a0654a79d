"""What is done at the door. A phone that had no connection tells later, and perhaps twice."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.arrivals.errors import DoorIsClosed
from politiker.registrations.arrivals.models import Arrival
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.models import Registration

OPENS_BEFORE = timedelta(days=1)
CLOSES_AFTER = timedelta(days=7)
EVERY_MARK = "*"  # undo whatever was noted about somebody


class Outcome(enum.StrEnum):
    """What became of what a phone told."""

    ARRIVED = "arrived"
    AGAIN = "again"
    UNDONE = "undone"
    STILL_IN = "still_in"
    NO_SEAT = "no_seat"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Act:
    """One press: somebody came at a moment, or (`undoes`) an earlier press was a mistake."""

    mark: str
    uid: str
    at: datetime
    undoes: str | None = None


@dataclass(frozen=True)
class Told:
    """The answer to one press, and since when the person counts as arrived."""

    mark: str
    uid: str
    outcome: Outcome
    arrived_at: datetime | None


def note_arrivals(event: Event, acts: Sequence[Act], *, by: Actor, now: datetime) -> list[Told]:
    """Take in what a phone noted, in its order; what was taken in before changes nothing and is answered alike.

    Raises EventIsCalledOff, DoorIsClosed.
    """
    require(by, Permission.CHECK_IN, event)
    event = lock(event)
    require_open_door(event, now)
    uids, marks = {act.uid for act in acts}, {act.mark for act in acts}
    mine = sa.select(Registration).where(Registration.event_id == event.id, Registration.uid.in_(uids))
    registrations = {one.uid: one for one in db.session.scalars(mine.execution_options(populate_existing=True))}
    noted: dict[int, list[Arrival]] = {one.id: [] for one in registrations.values()}
    for arrival in db.session.scalars(
        sa.select(Arrival).where(Arrival.registration_id.in_(noted)).order_by(Arrival.id)
    ):
        noted[arrival.registration_id].append(arrival)
    taken = known_marks(marks)
    return [_take_in(event, act, registrations, noted, taken, by=by, now=now) for act in acts]


def known_marks(marks: set[str]) -> dict[str, int]:
    """Which of these marks came before, and at whose registration."""
    query = sa.select(Arrival.mark, Arrival.registration_id).where(Arrival.mark.in_(marks))
    return {mark: registration_id for mark, registration_id in db.session.execute(query)}


def require_open_door(event: Event, now: datetime) -> None:
    """Raises EventIsCalledOff, DoorIsClosed."""
    if event.is_called_off:
        raise EventIsCalledOff
    if not event.starts_at - OPENS_BEFORE <= now <= event.ends_at + CLOSES_AFTER:
        raise DoorIsClosed(opens_at=event.starts_at - OPENS_BEFORE)


def _take_in(
    event: Event,
    act: Act,
    registrations: Mapping[str, Registration],
    noted: Mapping[int, list[Arrival]],
    taken: dict[str, int],
    *,
    by: Actor,
    now: datetime,
) -> Told:
    registration = registrations.get(act.uid)
    if registration is None or taken.get(act.mark, registration.id) != registration.id:
        return Told(act.mark, act.uid, Outcome.UNKNOWN, None)
    arrivals = noted[registration.id]
    if act.undoes is not None:
        outcome = _undo(registration, arrivals, act.undoes, by=by, now=now)
    elif act.mark not in taken and not registration.is_certain:
        outcome = Outcome.NO_SEAT
    else:
        if act.mark not in taken:
            taken[act.mark] = registration.id
            arrivals.append(arrive(registration, act.mark, within_reason(act.at, event, now), by=by, now=now))
        outcome = _standing(arrivals, act.mark)
    arrived_at = registration.arrived_at = _since(arrivals)
    return Told(act.mark, act.uid, outcome, arrived_at)


def arrive(registration: Registration, mark: str, at: datetime, *, by: Actor, now: datetime) -> Arrival:
    """Write down that somebody with a seat came, at an event that is held. The first note goes in the trail."""
    assert by.person_id is not None
    arrival = Arrival(mark=mark, registration_id=registration.id, at=at, noted_at=now, noted_by_id=by.person_id)
    db.session.add(arrival)
    db.session.flush()
    if registration.arrived_at is None:
        audit.record(by, Happening.CHECKED_IN, registration, now, event_id=registration.event_id)
        registration.arrived_at = at
    return arrival


def _undo(registration: Registration, arrivals: Sequence[Arrival], undoes: str, *, by: Actor, now: datetime) -> Outcome:
    meant = [one for one in arrivals if one.undone_at is None and undoes in (one.mark, EVERY_MARK)]
    for arrival in meant:
        arrival.undone_at = now
    is_out = _since(arrivals) is None
    if meant and is_out:
        audit.record(by, Happening.CHECK_IN_UNDONE, registration, now, event_id=registration.event_id)
    return Outcome.UNDONE if is_out else Outcome.STILL_IN


def _standing(arrivals: Sequence[Arrival], mark: str) -> Outcome:
    """Whether this note was the first that still counts, or another door was before it."""
    counting = [one for one in arrivals if one.undone_at is None]
    if all(one.mark != mark for one in counting):
        return Outcome.STILL_IN if counting else Outcome.UNDONE
    return Outcome.ARRIVED if counting[0].mark == mark else Outcome.AGAIN


def _since(arrivals: Sequence[Arrival]) -> datetime | None:
    return min((one.at for one in arrivals if one.undone_at is None), default=None)


def within_reason(at: datetime, event: Event, now: datetime) -> datetime:
    """When somebody came by the clock of the phone, unless that clock cannot be right."""
    return at if event.starts_at - OPENS_BEFORE <= at <= now else now
