"""The week's new events, on Monday morning, to the councillors who want them.

One job for each batch of persons, so that no worker holds much at once. Which events are told is asked again when
each letter is written; here it is only asked whether there is anything to tell.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish, jobs
from politiker.core.database import db
from politiker.events.models import Audience, Event, Venue
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind, said_no
from politiker.people.models import Person

BATCH = 500  # persons a job
FROM, UNTIL = 7, 9  # Danish hours of a Monday in which the letters are written
MOST_NEW, MOST_COMING = 7, 3


def plan(*, now: datetime) -> None:
    """On Monday morning, put one job for each batch; a slot holds one job, however many workers plan it."""
    here = danish.local(now)
    if here.weekday() != 0 or not FROM <= here.hour < UNTIL:
        return
    newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one() or 0
    year, number, _day = here.isocalendar()
    week = f"{year}-W{number:02}"
    for batch in range(newest // BATCH + 1):
        jobs.put("digest", {"week": week, "batch": batch}, due_at=now, slot=f"digest:{week}:{batch}")


def span(week: str) -> tuple[datetime, datetime]:
    """What counts as new in the letter of a week ("2026-W48"): from last Monday at 7 until this one at 7."""
    year, number = (int(part) for part in week.split("-W"))
    monday = date.fromisocalendar(year, number, 1)
    return (
        danish.from_local(monday - timedelta(days=7), time(FROM)),
        danish.from_local(monday, time(FROM)),
    )


def send(week: str, batch: int, *, now: datetime) -> int:
    """Write to everybody in a batch who sits in a council and wants it, once a week; nobody when nothing is new.

    Returns to how many.
    """
    if not new_events(week, most=1, now=now):
        return 0
    intent = f"digest:{week}"
    query = (
        sa.select(Person.id)
        .where(
            Person.id >= batch * BATCH,
            Person.id < (batch + 1) * BATCH,
            Person.joined_at.is_not(None),
            Person.suspended_at.is_(None),
            sits(Person.id, now),
            ~said_no(Kind.DIGEST),
            ~sa.exists().where(OutgoingMail.intent == sa.literal(f"{intent}:") + sa.cast(Person.id, sa.String)),
        )
        .order_by(Person.id)
    )
    to = [(id, id, {"week": week}) for id in db.session.scalars(query)]
    outbox.post_many("digest", to, intent=intent, now=now)
    return len(to)


def new_events(week: str, *, most: int = MOST_NEW, now: datetime) -> list[Any]:
    """What was published in the days before a week's letter and can still be gone to, soonest first.

    Every councillor may see every published event, so the list is the same for all.
    """
    since, until = span(week)
    return _coming(now, Event.published_at >= since, Event.published_at < until, most=most)


def coming_events(besides: list[int], *, now: datetime) -> list[Any]:
    """The next few events that are not among those told already."""
    return _coming(now, Event.id.not_in(besides), most=MOST_COMING)


def how_many_new(week: str, *, now: datetime) -> int:
    """How many events were new, told or not."""
    since, until = span(week)
    query = sa.select(sa.func.count()).where(*_still(now), Event.published_at >= since, Event.published_at < until)
    return int(db.session.execute(query).scalar_one())


def _still(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Event.published_at.is_not(None), Event.called_off_at.is_(None), Event.starts_at > now


def _coming(now: datetime, *conditions: sa.ColumnElement[bool], most: int) -> list[Any]:
    query = (
        sa.select(
            Event.id, Event.title, (Event.audience == Audience.PUBLIC).label("is_public"), Event.starts_at,
            Event.ends_at, Event.capacity, Event.seats_held, Event.waiting, Event.opens_at, Event.closes_at,
            Venue.name.label("venue"), Venue.town,
        )
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(*_still(now), *conditions)
        .order_by(Event.starts_at, Event.id)
        .limit(most)
    )  # fmt: skip
    return list(db.session.execute(query))
