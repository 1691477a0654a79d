"""What is new, to the councillors who want to hear of it: on Monday morning, or on the day they chose, or every day.

One job for each batch of persons, so that no worker holds much at once. What is told is asked again when each letter
is written; here it is only asked whether there is anything to tell.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish, jobs
from politiker.core.database import UtcDateTime, db
from politiker.events.models import Audience, Event, Venue
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.notifications.talk import has_news
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import DigestChoice, Kind, Rhythm, said_no
from politiker.people.models import Person

BATCH = 500  # persons a job
FROM, UNTIL = 7, 9  # Danish hours in which the letters are written
WEEK, DAY = 7, 1  # days a letter looks back
MONDAY = 0
MOST_NEW, MOST_COMING = 7, 3


def plan(*, now: datetime) -> None:
    """In the morning, put one job for each batch with somebody whose day it is; Monday is everybody's who chose none.

    A slot holds one job, however many workers plan it.
    """
    here = danish.local(now)
    if not FROM <= here.hour < UNTIL:
        return
    day = here.date().isoformat()
    for batch in _batches(here.weekday()):
        jobs.put("digest", {"day": day, "batch": batch}, due_at=now, slot=f"digest:{day}:{batch}")


def _batches(weekday: int) -> list[int]:
    if weekday == MONDAY:
        newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one() or 0
        return list(range(newest // BATCH + 1))
    who = sa.select(DigestChoice.person_id).where(_chose(weekday))
    return sorted({person // BATCH for person in db.session.scalars(who)})


def _chose(weekday: int) -> sa.ColumnElement[bool]:
    return sa.or_(DigestChoice.rhythm == Rhythm.DAILY, DigestChoice.weekday == weekday)


def span(day: str, days: int = WEEK) -> tuple[datetime, datetime]:
    """What counts as new in the letter of a day ("2026-11-23"): from so many days before at 7 until that day at 7."""
    morning = date.fromisoformat(day)
    return (
        danish.from_local(morning - timedelta(days=days), time(FROM)),
        danish.from_local(morning, time(FROM)),
    )


def send(day: str, batch: int, *, now: datetime) -> int:
    """Write to everybody in a batch who sits in a council and wants it today, once; to nobody whom nothing is new for.

    Returns to how many.
    """
    weekday = date.fromisoformat(day).weekday()
    is_daily = sa.func.coalesce(DigestChoice.rhythm == Rhythm.DAILY, sa.false())
    is_today = _chose(weekday)
    (since_week, until), (since_day, _until) = span(day, WEEK), span(day, DAY)
    since = sa.case((is_daily, sa.literal(since_day, UtcDateTime())), else_=sa.literal(since_week, UtcDateTime()))
    has_events = sa.case(
        (is_daily, sa.literal(bool(new_events(day, DAY, most=1, now=now)))),
        else_=sa.literal(bool(new_events(day, WEEK, most=1, now=now))),
    )
    query = (
        sa.select(Person.id, is_daily.label("is_daily"))
        .outerjoin(DigestChoice, DigestChoice.person_id == Person.id)
        .where(
            Person.id >= batch * BATCH,
            Person.id < (batch + 1) * BATCH,
            Person.joined_at.is_not(None),
            Person.suspended_at.is_(None),
            sa.or_(is_today, DigestChoice.person_id.is_(None)) if weekday == MONDAY else is_today,
            sits(Person.id, now),
            ~said_no(Kind.DIGEST),
            sa.or_(has_events, has_news(Person.id, since, until, now)),
            ~sa.exists().where(OutgoingMail.intent == sa.literal(f"digest:{day}:") + sa.cast(Person.id, sa.String)),
        )
        .order_by(Person.id)
    )
    to = [(row.id, row.id, {"day": day, "days": DAY if row.is_daily else WEEK}) for row in db.session.execute(query)]
    outbox.post_many("digest", to, intent=f"digest:{day}", now=now)
    return len(to)


def new_events(day: str, days: int = WEEK, *, most: int = MOST_NEW, now: datetime) -> list[Any]:
    """What was published in the days before a letter and can still be gone to, soonest first.

    Every councillor may see every published event, so the list is the same for all.
    """
    since, until = span(day, days)
    return _coming(now, Event.published_at >= since, Event.published_at < until, most=most)


def coming_events(besides: list[int], *, now: datetime) -> list[Any]:
    """The next few events that are not among those told already."""
    return _coming(now, Event.id.not_in(besides), most=MOST_COMING)


def how_many_new(day: str, days: int = WEEK, *, now: datetime) -> int:
    """How many events were new, told or not."""
    since, until = span(day, days)
    query = sa.select(sa.func.count()).where(*_still(now), Event.published_at >= since, Event.published_at < until)
    return int(db.session.execute(query).scalar_one())


def _still(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    is_first = Event.twin_of_id.is_(None)  # what is also on the net is told of once
    return Event.published_at.is_not(None), Event.called_off_at.is_(None), Event.starts_at > now, is_first


def _coming(now: datetime, *conditions: sa.ColumnElement[bool], most: int) -> list[Any]:
    query = (
        sa.select(
            Event.id, Event.title, (Event.audience == Audience.PUBLIC).label("is_public"), Event.starts_at,
            Event.ends_at, Event.capacity, Event.seats_held, Event.seats_reserved, Event.municipality_limit,
            Event.waiting, Event.opens_at, Event.closes_at, Venue.name.label("venue"), Venue.town,
        )
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(*_still(now), *conditions)
        .order_by(Event.starts_at, Event.id)
        .limit(most)
    )  # fmt: skip
    return list(db.session.execute(query))
