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
from politiker.events.queries import whole
from politiker.mail import outbox
from politiker.policy import Actor, Permission, require
from politiker.registrations import waiting_list
from politiker.registrations.errors import CapacityBelowSeated, EventCannotMoveIntoPast, EventIsCalledOff
from politiker.registrations.models import CERTAIN, OPEN, Registration, State


def change_event(event: Event, details: EventDetails, *, by: Actor, now: datetime) -> None:
    """Change what an event is; guests hear of what concerns them, and new seats go to the line.

    Raises EventIsCalledOff, CapacityBelowSeated, EventCannotMoveIntoPast.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event = whole(event.id)
    before = EventDetails.of(event)
    if event.is_called_off:
        raise EventIsCalledOff
    if (
        event.is_published
        and details.starts_at != before.starts_at
        and (details.starts_at <= now or event.has_begun(now))
    ):
        raise EventCannotMoveIntoPast
    if details.capacity < event.seats_held:
        raise CapacityBelowSeated(seated=event.seats_held)
    apply_details(event, details)
    db.session.flush()
    audit.record(by, Happening.EDITED, event, now, event_id=event.id)
    changes = told_changes(before, details)
    if changes and event.is_published and not event.is_over(now):
        event.revision += 1
        _tell_guests(event, "event_changed", {"changes": changes}, now, again=f":{event.revision}")
    waiting_list.fill_free_seats(event, by=by, now=now)


def call_off_event(event: Event, reason: str, *, by: Actor, now: datetime) -> None:
    """Call an event off: every seat and place in line ends, and every guest is told why.

    Raises IllegalMove unless the event is published, not called off already, and not over.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event.call_off(reason, now)
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
