"""What the demonstration's organiser has written to participants: one letter that is sent, one draft, one reminder."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import actor
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations.mailings import actions, queries, reminding
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.ready_made import ReadyMade, ready_made

SENT_BEFORE = timedelta(hours=3)
REMINDED_BEFORE = 7  # days


def write(now: datetime) -> None:
    """Write about the next large event with guests, once. Nobody is really written to: the letter has arrived."""
    ole = accounts.account("ole")
    by = actor(ole.id, now)
    event = db.session.scalars(
        sa.select(Event)
        .where(
            Event.created_by_id == ole.id, Event.starts_at > now + timedelta(days=REMINDED_BEFORE + 1),
            Event.published_at.is_not(None), Event.called_off_at.is_(None), Event.seats_held > 10,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if event is None or queries.mailings_of(event.id):
        return
    sent = actions.write_mailing(event, Draft(*ready_made(ReadyMade.PRACTICAL)), by=by, now=now - SENT_BEFORE)
    actions.send_mailing(sent, event, expected=queries.count_of(sent), by=by, now=now - SENT_BEFORE)
    _arrive(sent.id, now - SENT_BEFORE)
    actions.write_mailing(event, Draft(*ready_made(ReadyMade.THANKS)), by=by, now=now)
    subject, text = ready_made(ReadyMade.REMINDER)
    own = Draft(subject, text, days_before=REMINDED_BEFORE)
    reminding.shape_reminders(event, kept=[14, 2], own=own, by=by, now=now)


def _arrive(mailing_id: int, at: datetime) -> None:
    """The letter has arrived, but for one whose mailbox is no more."""
    theirs = sa.select(OutgoingMail.id).where(
        OutgoingMail.letter == "mailing", OutgoingMail.facts["mailing"].as_integer() == mailing_id
    )
    ids = sorted(db.session.scalars(theirs))
    for which, values in ((ids[1:], {"sent_at": at}), (ids[:1], {"failed_at": at, "error": "550 5.1.1"})):
        db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.id.in_(which)).values(**values))
