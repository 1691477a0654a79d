"""What an organiser does to an event that its guests must hear of: change it, or call it off.

These live here and not in `events`, because that room may not know guests.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.actions import apply_details
from politiker.events.details import EventDetails, told_changes
from politiker.events.models import Event
from politiker.events.planning.versions import refuse_if_changed
from politiker.events.queries import whole
from politiker.mail import outbox
from politiker.policy import Actor, Permission, require
from politiker.registrations import waiting_list
from politiker.registrations.errors import CapacityBelowSeated, EventCannotMoveIntoPast, EventIsCalledOff
from politiker.registrations.models import CERTAIN, OPEN, Registration, State
from politiker.registrations.programme_seats import refuse_fewer_seats
from politiker.registrations.terms import blocks, twins
from politiker.registrations.terms.errors import CapacityBelowReserved, FollowsItsFirst, NotTwoWays


def change_event(event: Event, details: EventDetails, *, by: Actor, now: datetime, seen: str | None = None) -> None:
    """Change what an event is; guests hear of what concerns them, and new seats go to the line.

    `seen` are the marks of what the event was when it was looked at: what another has changed since is not
    overwritten. What is on the net as well follows. Raises ChangedMeanwhile, EventIsCalledOff, CapacityBelowSeated,
    CapacityBelowReserved, EventCannotMoveIntoPast, FollowsItsFirst.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event = whole(event.id)
    before = EventDetails.of(event)
    if event.twin_of_id is not None:
        raise FollowsItsFirst
    if event.is_called_off:
        raise EventIsCalledOff
    refuse_if_changed(seen, before)
    if (
        event.is_published
        and details.starts_at != before.starts_at
        and (details.starts_at <= now or event.has_begun(now))
    ):
        raise EventCannotMoveIntoPast
    require_seats_enough(event, details.capacity)
    _change(event, before, details, by=by, now=now)
    if event.has_twin:
        twin = twins.hold_twin(event)
        was = EventDetails.of(twin)
        _change(twin, was, twins.details_on_the_net(details, was.capacity, was.join_link), by=by, now=now)


def require_seats_enough(event: Event, capacity: int) -> None:
    """Fewer seats than are held, or held and reserved together, cannot be set.

    Raises CapacityBelowSeated, CapacityBelowReserved.
    """
    if capacity < event.seats_held:
        raise CapacityBelowSeated(seated=event.seats_held)
    if capacity < event.seats_held + event.seats_reserved:
        raise CapacityBelowReserved(taken=event.seats_held, reserved=event.seats_reserved)


def change_on_the_net(twin: Event, capacity: int, join_link: str | None, *, by: Actor, now: datetime) -> None:
    """Change the seats and the link of what is on the net; all else follows its meeting.

    Raises NotTwoWays, EventIsCalledOff, CapacityBelowSeated, CapacityBelowReserved.
    """
    require(by, Permission.EDIT_EVENT, twin)
    if twin.twin_of_id is None:
        raise NotTwoWays
    twins.hold(twin)
    twin = whole(twin.id)
    if twin.is_called_off:
        raise EventIsCalledOff
    require_seats_enough(twin, capacity)
    before = EventDetails.of(twin)
    _change(twin, before, twins.details_on_the_net(before, capacity, join_link), by=by, now=now)


def _change(event: Event, before: EventDetails, details: EventDetails, *, by: Actor, now: datetime) -> None:
    """Write new details into a held event and tell its guests; whoever said they come is asked anew for a new time."""
    refuse_fewer_seats(event, details.programme)
    apply_details(event, details)
    if event.twin_of_id is not None:
        event.terms = ""  # it is found as its meeting, never by itself
    db.session.flush()
    audit.record(by, Happening.EDITED, event, now, event_id=event.id)
    if before.starts_at != details.starts_at:
        db.session.execute(
            sa.update(Registration)
            .where(Registration.event_id == event.id, Registration.presence_asked_at.is_not(None))
            .values(presence_asked_at=None, presence_confirmed_at=None)
            .execution_options(synchronize_session="fetch")
        )
    tell_changes(event, told_changes(before, details), now)
    waiting_list.fill_free_seats(event, by=by, now=now)


def tell_changes(event: Event, changes: list[dict[str, str]], now: datetime) -> None:
    """Let the guests of a published event hear what is different, each change as it was and as it is now."""
    if changes and event.is_published and not event.is_over(now):
        event.revision += 1
        _tell_guests(event, "event_changed", {"changes": changes}, now, again=f":{event.revision}")


def call_off_event(event: Event, reason: str, *, by: Actor, now: datetime) -> None:
    """Call an event off, also on the net: every seat and place in line ends, and every guest is told why.

    Raises IllegalMove unless the event is published, not called off already, and not over.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event.call_off(reason, now)
    _end(event, by, now)
    if event.has_twin:
        twin = twins.hold_twin(event)
        twin.called_off_at, twin.called_off_reason = event.called_off_at, event.called_off_reason
        _end(twin, by, now)


def _end(event: Event, by: Actor, now: datetime) -> None:
    audit.record(by, Happening.CALLED_OFF, event, now, event_id=event.id)
    _tell_guests(event, "called_off", {}, now)
    # In one statement for the whole house of guests; the move is legal from every open state.
    db.session.execute(
        sa.update(Registration)
        .where(Registration.event_id == event.id, Registration.state.in_(OPEN))
        .values(state=State.CALLED_OFF, called_off_at=now)
        .execution_options(synchronize_session="fetch")
    )
    event.seats_held = 0
    event.waiting = 0
    blocks.drop_blocks(event, now)


def _tell_guests(event: Event, letter: str, facts: dict[str, Any], now: datetime, again: str = "") -> None:
    """One letter to everybody with an open registration; those with a certain seat get a calendar part."""
    db.session.flush()
    db.session.execute(
        sa.update(Registration)
        .where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
        .values(sequence=Registration.sequence + 1)
        .execution_options(synchronize_session="fetch")
    )
    guests = db.session.execute(
        sa.select(Registration.person_id, Registration.id, Registration.sequence, Registration.state).where(
            Registration.event_id == event.id, Registration.state.in_(OPEN)
        )
    )
    letters = [
        (guest.person_id, guest.id, facts | {"sequence": guest.sequence if guest.state in CERTAIN else None})
        for guest in guests
    ]
    outbox.post_many(letter, letters, intent=f"{letter}{again}", now=now)
