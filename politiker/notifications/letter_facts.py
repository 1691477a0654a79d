"""What the letter about the week's events tells, read afresh when it is written out."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.notifications import digest as events
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind, said_no, unsubscribe_address
from politiker.people.models import Person

STILL_NEWS = timedelta(days=2)


def digest(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The week's new events and the next few; nothing to those who no longer sit or no longer want it.

    Nor after Wednesday morning: what is told as new has to be new.
    """
    week = mail.facts["week"]
    if now >= events.span(week)[1] + STILL_NEWS:
        return None
    query = sa.select(Person).where(
        Person.id == mail.person_id,
        Person.joined_at.is_not(None),
        Person.suspended_at.is_(None),
        sits(Person.id, now),
        ~said_no(Kind.DIGEST),
    )
    person = db.session.scalars(query).one_or_none()
    new = events.new_events(week, now=now) if person is not None else []
    if person is None or not new:
        return None
    more = events.how_many_new(week, now=now) - len(new) if len(new) == events.MOST_NEW else 0
    facts = {
        "new": [_told(event, now) for event in new],
        "more": more,
        "coming": [_told(event, now) for event in events.coming_events([event.id for event in new], now=now)],
        "list_url": addresses.absolute("/arrangementer"),
    }
    unsubscribe = unsubscribe_address(person, Kind.DIGEST)
    return Letter(person.name, clean_email(person.email).address, facts, unsubscribe=unsubscribe)


def _told(event: Any, now: datetime) -> dict[str, Any]:
    """One event. What is only for members has no title in a letter that may be read by others, nor in its address."""
    url = addresses.event(event.id, danish.slug(event.title))
    return {
        "title": event.title if event.is_public else "",
        "when": danish.long_when(event.starts_at, event.ends_at),
        "where": f"{event.venue}, {event.town}" if event.venue else "",
        "url": url if event.is_public else addresses.absolute(f"/log-ind?next=/arrangementer/{event.id}"),
        "seats": _seats(event, now),
        "left": event.capacity - event.seats_held,
        "capacity": event.capacity,
        "opens": danish.long_when(event.opens_at, event.opens_at) if event.opens_at else "",
    }


def _seats(event: Any, now: datetime) -> str:
    """How it stands with the seats, as one word that the letter finds the words for."""
    if event.opens_at is not None and now < event.opens_at:
        return "not_open"
    if event.closes_at is not None and now >= event.closes_at:
        return "closed"
    return "full" if event.seats_held >= event.capacity or event.waiting else "open"
