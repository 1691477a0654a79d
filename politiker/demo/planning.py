"""What the organiser of the demonstration has planned: the things to do before the next events."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import actor
from politiker.events.models import Event
from politiker.events.planning.preparations import (
    add_preparation,
    due_on,
    preparation_of,
    preparations_of,
    tick_off,
)
from politiker.policy import Actor

TO_DO = (
    ("Book hotel og lokaler", 84),
    ("Aftal oplægsholdere", 56),
    ("Send program til deltagerne", 21),
    ("Bestil mad efter listen over behov", 10),
    ("Print navneskilte", 2),
    ("Send materialer og tak", -1),
)
NEXT = 3  # of the coming events have a list
LATE = 21  # days before: what was due later is not done yet


def plan_ahead(now: datetime) -> None:
    """Give the next events their lists, with what was due long ago ticked off."""
    ole = actor(accounts.account("ole").id, now)
    coming = sa.select(Event).where(
        Event.starts_at > now,
        Event.called_off_at.is_(None),
        ~Event.is_template,
        Event.created_by_id == ole.person_id,
        Event.venue_id.is_not(None),
    )
    events = list(db.session.scalars(coming.order_by(Event.starts_at, Event.id).limit(NEXT)))
    if not events or preparations_of(events[0].id):
        return
    for event in events:
        for title, days in TO_DO:
            add_preparation(event, title, days, by=ole)
        tick(event, by=ole, now=now)


def tick(event: Event, *, by: Actor, now: datetime) -> None:
    """Tick off what was due long ago, and all of it when the event is over."""
    for row in preparations_of(event.id):
        one = preparation_of(event.id, row.id)
        is_long_ago = due_on(event.starts_at, row.days_before) < now.date() and row.days_before > LATE
        if one is not None and (is_long_ago or event.is_over(now)):
            tick_off(one, event, is_done=True, by=by, now=now)
