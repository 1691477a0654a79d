"""Which reminders an event sends: those of the house it keeps, and one of its own with its own day and words."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.mailings.actions import Draft, discard_mailing, rewrite_mailing, write_mailing
from politiker.registrations.mailings.errors import ReminderTooLate
from politiker.registrations.mailings.models import LONGEST_BEFORE, Mailing, SilentReminder
from politiker.registrations.reminders import REMINDERS


def shape_reminders(event: Event, *, kept: Collection[int], own: Draft | None, by: Actor, now: datetime) -> None:
    """Keep some of the reminders of the house, by their days before, and have one of one's own, or none.

    Raises ReminderTooLate, AlreadySent when the own one has gone out, and what `write_mailing` raises.
    """
    require(by, Permission.MAIL_PARTICIPANTS, event)
    lock(event)
    db.session.execute(sa.delete(SilentReminder).where(SilentReminder.event_id == event.id))
    for days in REMINDERS.keys() - set(kept):
        db.session.add(SilentReminder(event_id=event.id, days=days))
    existing = own_reminder(event.id)
    if own is not None and (existing is None or not existing.is_sent):
        if own.days_before is not None and event.starts_at - timedelta(days=own.days_before) <= now:
            raise ReminderTooLate(days=own.days_before)
        if existing is None:
            write_mailing(event, own, by=by, now=now)
        else:
            rewrite_mailing(existing, event, own, by=by, now=now)
    elif own is None and existing is not None and not existing.is_sent:
        discard_mailing(existing, event, by=by, now=now)
    db.session.flush()
    audit.record(by, Happening.EDITED, event, now, event_id=event.id, reason="reminders")


def kept_reminders(event_id: int) -> list[int]:
    """The reminders of the house that an event keeps, by their days before."""
    silent = set(db.session.scalars(sa.select(SilentReminder.days).where(SilentReminder.event_id == event_id)))
    return [days for days in REMINDERS if days not in silent]


def own_reminder(event_id: int) -> Mailing | None:
    """An event's own reminder."""
    query = sa.select(Mailing).where(Mailing.event_id == event_id, Mailing.days_before.is_not(None))
    return db.session.scalars(query).one_or_none()


def due_reminders(*, now: datetime) -> list[int]:
    """Reminders of events' own whose day has come, by id."""
    query = (
        sa.select(Mailing.id, Mailing.days_before, Event.starts_at)
        .join(Event, Event.id == Mailing.event_id)
        .where(
            Event.starts_at > now,
            Event.starts_at <= now + timedelta(days=LONGEST_BEFORE),
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
            Mailing.days_before.is_not(None),
            Mailing.sent_at.is_(None),
        )
        .order_by(Mailing.id)
    )
    return [row.id for row in db.session.execute(query) if row.starts_at - timedelta(days=row.days_before or 0) <= now]
