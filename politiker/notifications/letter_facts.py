"""What the letter with news tells, read afresh when it is written out."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.discussions.letter_facts import answer_url, thread_url
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.notifications import digest as events
from politiker.notifications import talk
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind, said_no, unsubscribe_address
from politiker.people.models import Person

STILL_NEWS = timedelta(days=2)


def digest(mail: OutgoingMail, now: datetime) -> Letter | None:
    """New events, the next few, and news in one's rooms; nothing to those who no longer sit or no longer want it.

    Nor two days later, or the day after where it comes every day: what is told as new has to be new.
    """
    day, days = mail.facts["day"], mail.facts["days"]
    since, until = events.span(day, days)
    if now >= until + min(STILL_NEWS, timedelta(days=days)):
        return None
    query = sa.select(Person).where(
        Person.id == mail.person_id,
        Person.joined_at.is_not(None),
        Person.suspended_at.is_(None),
        sits(Person.id, now),
        ~said_no(Kind.DIGEST),
    )
    person = db.session.scalars(query).one_or_none()
    if person is None:
        return None
    new = events.new_events(day, days, now=now)
    threads, of_all = talk.threads_with_news(person.id, since, now=now)
    closed = talk.closed_rooms_with_news(person.id, since, until, now=now)
    if not (new or threads or closed):
        return None
    facts = {
        "is_daily": days == events.DAY,
        "new": [_told(event, now) for event in new],
        "more": events.how_many_new(day, days, now=now) - len(new) if len(new) == events.MOST_NEW else 0,
        "coming": [_told(event, now) for event in events.coming_events([event.id for event in new], now=now)],
        "list_url": addresses.absolute("/arrangementer"),
        "threads": [_talked(thread) for thread in threads],
        "more_threads": of_all - len(threads),
        "closed_rooms": closed,
        "rooms_url": addresses.absolute("/samtaler"),
    }
    unsubscribe = unsubscribe_address(person, Kind.DIGEST)
    return Letter(person.name, clean_email(person.email).address, facts, unsubscribe=unsubscribe)


def _talked(thread: Any) -> dict[str, Any]:
    """One thread in an open room. Who wrote in it, and what, stands there and not in a letter."""
    return {
        "title": thread.title,
        "posts": thread.posts,
        "at_least": thread.posts >= talk.MOST_POSTS,
        "since": danish.long_day(danish.local(thread.first_at).date()),
        "url": thread_url(thread.address, thread.id, thread.title),
        "answer_url": answer_url(thread.address, thread.id, thread.title),
    }


def _told(event: Any, now: datetime) -> dict[str, Any]:
    """One event. What is only for members has no title in a letter that may be read by others, nor in its address."""
    url = addresses.event(event.id, danish.slug(event.title))
    return {
        "title": event.title if event.is_public else "",
        "when": danish.long_when(event.starts_at, event.ends_at),
        "where": f"{event.venue}, {event.town}" if event.venue else "",
        "url": url if event.is_public else addresses.absolute(f"/log-ind?next=/arrangementer/{event.id}"),
        "seats": _seats(event, now),
        "left": event.capacity - event.seats_held - event.seats_reserved,
        "capacity": event.capacity,
        "opens": danish.long_when(event.opens_at, event.opens_at) if event.opens_at else "",
    }


def _seats(event: Any, now: datetime) -> str:
    """How it stands with the seats, as one word that the letter finds the words for."""
    if event.opens_at is not None and now < event.opens_at:
        return "not_open"
    if event.closes_at is not None and now >= event.closes_at:
        return "closed"
    free = event.capacity - event.seats_held - event.seats_reserved
    return "full" if free <= 0 or (event.waiting and event.municipality_limit is None) else "open"
