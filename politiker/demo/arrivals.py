"""Who came to the events that are over: nearly everybody with a seat, checked in at the door by Ole."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import actor
from politiker.events.models import Event
from politiker.registrations.arrivals.actions import Act, note_arrivals
from politiker.registrations.models import CERTAIN, Registration

STAYED_AWAY = 0.07


def let_them_come(seed: int, now: datetime) -> None:
    """One batch for each event with a place that is over and was not called off."""
    chance = Random(seed)
    over = sa.select(Event).where(Event.ends_at <= now, Event.venue_id.is_not(None), Event.called_off_at.is_(None))
    for event in db.session.scalars(over.order_by(Event.id)).all():
        seats = sa.select(Registration.uid).where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
        come(event, db.session.scalars(seats.order_by(Registration.number)).all(), chance, now)


def come(event: Event, uids: Iterable[str], chance: Random, now: datetime) -> None:
    """Nearly all of these come."""
    ole = actor(accounts.account("ole").id, now)
    acts = [
        Act(f"demo-{uid}", uid, event.starts_at - timedelta(minutes=chance.randint(1, 40)))
        for uid in uids
        if chance.random() > STAYED_AWAY
    ]
    note_arrivals(event, acts, by=ole, now=event.starts_at + timedelta(hours=1))
