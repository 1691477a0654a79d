"""What is forgotten of registrations: an answer that only mattered beforehand, and in the end who was there."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.register import years_before
from politiker.events.models import Event
from politiker.registrations.models import Registration
from politiker.registrations.terms.models import BlockMember, SeatBlock

KEPT_YEARS = 5


def forget_last_minute(*, now: datetime) -> int:
    """Once an event is over, forget who would have come at the last minute, who said they come, and for whom seats
    were reserved. Returns how many would have come at the last minute.
    """
    over = sa.select(Event.id).where(Event.ends_at <= now)
    db.session.execute(
        sa.delete(BlockMember)
        .where(BlockMember.block_id.in_(sa.select(SeatBlock.id).where(SeatBlock.event_id.in_(over))))
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.update(Registration)
        .where(Registration.presence_confirmed_at.is_not(None), Registration.event_id.in_(over))
        .values(presence_confirmed_at=None)
        .execution_options(synchronize_session=False)
    )
    done = db.session.execute(
        sa.update(Registration)
        .where(Registration.takes_last_minute.is_(True), Registration.event_id.in_(over))
        .values(takes_last_minute=False)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_registrations(*, now: datetime) -> int:
    """Delete the registrations of events that ended more than five years ago, and what hangs on them.

    The event stays, with nobody counted any more. Returns how many registrations.
    """
    is_old = Event.ends_at < years_before(now, KEPT_YEARS)
    db.session.execute(
        sa.update(Event)
        .where(is_old, sa.or_(Event.seats_held != 0, Event.waiting != 0, Event.seats_reserved != 0))
        .values(seats_held=0, seats_reserved=0, waiting=0, lock_version=Event.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
    done = db.session.execute(
        sa.delete(Registration)
        .where(Registration.event_id.in_(sa.select(Event.id).where(is_old)))
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
