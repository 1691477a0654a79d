"""One act for many participants: first exactly whom it touches, then all of it or nothing in one transaction."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.events.models import Event
from politiker.policy import Actor, Permission, Right, require
from politiker.registrations import letters, waiting_list
from politiker.registrations.errors import EventHasBegun
from politiker.registrations.models import CERTAIN, OPEN, Participant, Registration, State
from politiker.registrations.participants import notes
from politiker.registrations.participants.acts import hold_both, move_held
from politiker.registrations.participants.errors import SelectionHasChanged
from politiker.registrations.participants.models import ParticipantTag, Tagging

MOST_EVENTS = 200  # to choose between


class Deed(enum.StrEnum):
    """What can be done with many at once."""

    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    MARK = "mark"
    MOVE = "move"
    TAG = "tag"
    UNTAG = "untag"


@dataclass(frozen=True)
class Plan:
    """A deed and what it takes: a kind, a tag, or the event to move to."""

    deed: Deed
    kind: Participant | None = None
    tag: str = ""
    event_id: int | None = None


@dataclass(frozen=True)
class Touched:
    """Whom a deed touches, and whom it passes by because it does not concern them."""

    touched: tuple[Any, ...]
    passed_by: tuple[Any, ...]


def who_is_touched(
    plan: Plan, rows: Iterable[Any], *, by: Actor, tagged: dict[int, list[str]], there: set[int]
) -> Touched:
    """Sift the chosen participants. `tagged` are the names of each one's tags, `there` who is at the other event."""
    touched: list[Any] = []
    passed_by: list[Any] = []
    for row in rows:
        concerns = _concerns(plan, row, by=by, tags=tagged.get(row.id, []), is_there=row.person_id in there)
        (touched if concerns else passed_by).append(row)
    return Touched(tuple(touched), tuple(passed_by))


def _concerns(plan: Plan, row: Any, *, by: Actor, tags: list[str], is_there: bool) -> bool:
    tag_name = " ".join(plan.tag.split()).casefold()
    has_tag = any(tag.casefold() == tag_name for tag in tags)
    match plan.deed:
        case Deed.WITHDRAW:
            return row.state in OPEN and row.person_id != by.person_id
        case Deed.CONFIRM:
            return row.state in CERTAIN and row.presence_confirmed_at is None
        case Deed.MARK:
            return row.kind is not plan.kind
        case Deed.MOVE:
            return row.state in OPEN and row.person_id != by.person_id and not is_there
        case Deed.TAG:
            return not has_tag
        case Deed.UNTAG:
            return has_tag


def events_to_move_to(event_id: int, *, by: Actor, now: datetime) -> list[Any]:
    """(id, title, starts_at) of the coming events one also handles registrations of, the first first."""
    mine = [id for id, right in by.rights if right is Right.REGISTRATIONS and by.holds(right, id) and id != event_id]
    query = (
        sa.select(Event.id, Event.title, Event.starts_at)
        .where(
            Event.id.in_(mine),
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
            Event.starts_at > now,
            Event.twin_of_id.is_(None),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_EVENTS)
    )
    return list(db.session.execute(query)) if mine else []


def people_at(event_id: int) -> set[int]:
    """Who has an open registration at an event."""
    query = sa.select(Registration.person_id).where(Registration.event_id == event_id, Registration.state.in_(OPEN))
    return set(db.session.scalars(query))


def carry_out(event: Event, plan: Plan, uids: list[str], *, by: Actor, now: datetime) -> int:
    """Do it to exactly those who were shown. Returns how many.

    Raises SelectionHasChanged when one of them is no longer as they were shown, EventHasBegun, and what the deed
    itself raises; then nothing is done to anybody.
    """
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    other = None
    if plan.deed is Deed.MOVE:
        other, event = hold_both(plan.event_id or event.id, event.id)
        require(by, Permission.DECIDE_EVENT_REGISTRATIONS, other)
    else:
        event = lock_row(Event, event.id)
    chosen = _afresh(event, uids)
    tagged = _tagged(event.id) if plan.deed in {Deed.TAG, Deed.UNTAG} else {}
    there = people_at(other.id) if other is not None else set()
    if len(chosen) != len(set(uids)) or who_is_touched(plan, chosen, by=by, tagged=tagged, there=there).passed_by:
        raise SelectionHasChanged
    match plan.deed:
        case Deed.WITHDRAW:
            _withdraw(event, chosen, by=by, now=now)
        case Deed.CONFIRM:
            for registration in chosen:
                registration.presence_confirmed_at = now
                audit.record(by, Happening.PRESENCE_CONFIRMED, registration, now, event_id=event.id, reason="by_staff")
        case Deed.MARK:
            for registration in chosen:
                notes.mark_kind(event, registration, plan.kind or Participant.OTHER, by=by, now=now)
        case Deed.MOVE:
            assert other is not None
            for registration in chosen:
                move_held(registration, event, other, by=by, now=now)
            waiting_list.fill_free_seats(event, by=by, now=now)
        case Deed.TAG | Deed.UNTAG:
            tag = notes.tag_named(event, plan.tag, by=by)
            change = notes.tag if plan.deed is Deed.TAG else notes.untag
            change([registration.id for registration in chosen], tag.id)
            audit.record(by, Happening.PARTICIPANT_NOTED, event, now, event_id=event.id, reason="tags")
    return len(chosen)


def _withdraw(event: Event, chosen: list[Registration], *, by: Actor, now: datetime) -> None:
    if event.has_begun(now):
        raise EventHasBegun
    for registration in chosen:
        had_seat = registration.is_certain
        registration.move(State.WITHDRAWN, event, now)
        audit.record(by, Happening.WITHDRAWN, registration, now, event_id=event.id)
        letters.withdrawn(registration, had_seat=had_seat, now=now)
    db.session.flush()
    waiting_list.fill_free_seats(event, by=by, now=now)


def _afresh(event: Event, uids: list[str]) -> list[Registration]:
    """Read behind the lock, in order of coming."""
    query = sa.select(Registration).where(Registration.event_id == event.id, Registration.uid.in_(uids))
    return list(db.session.scalars(query.order_by(Registration.number).execution_options(populate_existing=True)))


def _tagged(event_id: int) -> dict[int, list[str]]:
    query = (
        sa.select(Tagging.registration_id, ParticipantTag.name)
        .join(ParticipantTag, ParticipantTag.id == Tagging.tag_id)
        .where(ParticipantTag.event_id == event_id)
    )
    found: dict[int, list[str]] = {}
    for registration_id, name in db.session.execute(query):
        found.setdefault(registration_id, []).append(name)
    return found
