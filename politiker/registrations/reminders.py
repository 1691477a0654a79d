"""What happens by itself as time goes: offers run out, and guests are reminded. One job for each event."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations import letters
from politiker.registrations.mailings.models import SilentReminder
from politiker.registrations.models import CERTAIN, Registration, State

# Days before the start, and the moment after which this reminder is too late to be of use.
REMINDERS = {14: timedelta(days=2), 2: timedelta(0)}


def events_with_overdue_offers(*, now: datetime) -> list[int]:
    """Events at which somebody did not answer in time."""
    query = (
        sa.select(Registration.event_id)
        .where(Registration.state == State.OFFERED, Registration.offer_ends_at <= now)
        .distinct()
        .order_by(Registration.event_id)
    )
    return list(db.session.scalars(query))


def events_to_remind_of(days: int, *, now: datetime) -> list[int]:
    """Events that begin in so many days or less, with guests who were not reminded."""
    seat = sa.exists().where(Registration.event_id == Event.id, *_not_reminded(days))
    return list(db.session.scalars(sa.select(Event.id).where(*_soon(days, now), seat).order_by(Event.id)))


def remind(event_id: int, days: int, *, now: datetime) -> int:
    """Remind everybody whose seat was certain before this reminder's day; at most once each. Returns how many.

    Whoever came later was written to then.
    """
    starts_at = db.session.scalar(sa.select(Event.starts_at).where(Event.id == event_id, *_soon(days, now)))
    if starts_at is None:
        return 0
    its_day = starts_at - timedelta(days=days)
    since = sa.func.coalesce(Registration.withdrawal_requested_at, Registration.confirmed_at)
    query = (
        sa.select(Registration.person_id, Registration.id)
        .where(Registration.event_id == event_id, since <= its_day, *_not_reminded(days))
        .order_by(Registration.id)
    )
    seats = [(row.person_id, row.id) for row in db.session.execute(query)]
    letters.reminders(days, seats, now)
    return len(seats)


def _soon(days: int, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Event.starts_at <= now + timedelta(days=days),
        Event.starts_at > now + REMINDERS[days],
        Event.published_at.is_not(None),
        Event.called_off_at.is_(None),
        ~sa.exists().where(SilentReminder.event_id == Event.id, SilentReminder.days == days),
    )


def _not_reminded(days: int) -> tuple[sa.ColumnElement[bool], ...]:
    intent = sa.literal(letters.reminder_intent(days)) + sa.cast(Registration.id, sa.String)
    return Registration.state.in_(CERTAIN), ~sa.exists().where(OutgoingMail.intent == intent)
