"""What a guest takes home: written at the end, sent back after 30 days and after a year, and read by nobody else."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.evaluations import letters
from politiker.evaluations.errors import EventIsNotOver, NothingTakenHome, WasNotThere
from politiker.evaluations.models import LONGEST_TAKEAWAY, Takeaway, Used
from politiker.evaluations.queries import takeaway_of, was_there
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import Registration

MONTH, YEAR = timedelta(days=30), timedelta(days=365)
KEPT = timedelta(days=425)  # 14 months after the event


def take_home(registration: Registration, text: str, *, by: Actor, now: datetime) -> None:
    """Write, or write anew, what one takes home. Raises EventIsNotOver, WasNotThere."""
    require(by, Permission.EVALUATE, registration)
    event = lock_row(Event, registration.event_id)
    if not event.is_over(now):
        raise EventIsNotOver
    if not was_there(registration):
        raise WasNotThere
    text = text.strip()[:LONGEST_TAKEAWAY]
    earlier = takeaway_of(registration)
    if earlier is None:
        sent_back = sum(event.ends_at + after <= now for after in (MONTH, YEAR))
        db.session.add(Takeaway(registration_id=registration.id, text=text, sent_back=sent_back))
    else:
        earlier.text = text
    db.session.flush()


def let_go_of(registration: Registration, *, by: Actor) -> None:
    """Delete what one wrote, and whether it was used."""
    require(by, Permission.EVALUATE, registration)
    db.session.execute(sa.delete(Takeaway).where(Takeaway.registration_id == registration.id))


def say_used(registration: Registration, used: Used, *, by: Actor) -> None:
    """Say whether it was put to use, for the last time it was asked. Raises NothingTakenHome."""
    require(by, Permission.EVALUATE, registration)
    mine = takeaway_of(registration)
    if mine is None:
        raise NothingTakenHome
    if mine.sent_back >= 2:
        mine.used_after_year = used
    else:
        mine.used_after_month = used
    db.session.flush()


def send_back(*, now: datetime) -> int:
    """Send everybody what they wrote, when 30 days have gone, and when a year has. Returns how many letters."""
    return sum(_send(round, after, now) for round, after in ((2, YEAR), (1, MONTH)))


def _send(round: int, after: timedelta, now: datetime) -> int:
    query = (
        sa.select(Registration.person_id, Registration.id)
        .join(Takeaway, Takeaway.registration_id == Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Takeaway.sent_back < round, Event.ends_at <= now - after)
        .order_by(Registration.id)
    )
    due = [(row.person_id, row.id) for row in db.session.execute(query)]
    if due:
        db.session.execute(
            sa.update(Takeaway)
            .where(Takeaway.registration_id.in_([seat for _person, seat in due]))
            .values(sent_back=round)
            .execution_options(synchronize_session=False)
        )
        letters.takeaways_back(round, due, now)
    return len(due)


def forget_takeaways(*, now: datetime) -> int:
    """Delete what was written about events that ended 14 months ago. Returns how many."""
    old = sa.select(Registration.id).join(Event, Event.id == Registration.event_id).where(Event.ends_at < now - KEPT)
    done = db.session.execute(
        sa.delete(Takeaway).where(Takeaway.registration_id.in_(old)).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
