"""What we write to those asked about dates, and what the letters tell, read afresh when they are written out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose, Token
from politiker.events.date_polls.models import DateInvitation, DateOption, DatePoll
from politiker.events.models import Event, Venue
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.councils.queries import sits
from politiker.people.models import Person


def dates_asked(poll: DatePoll, invitations: Sequence[DateInvitation], now: datetime) -> None:
    """Which of these dates can you come?"""
    to: list[tuple[int, int, dict[str, Any]]] = [(one.person_id, one.id, {}) for one in invitations]
    outbox.post_many("dates_asked", to, intent="dates_asked", now=now)


def date_chosen(event: Event, now: datetime) -> None:
    """Tell those who were asked which day it became: when it is chosen, and once more when they can sign up.

    Tells nobody when no date was asked about, or none is chosen.
    """
    query = (
        sa.select(DateInvitation.person_id, DateInvitation.id)
        .join(DatePoll, DatePoll.id == DateInvitation.poll_id)
        .where(DatePoll.event_id == event.id, DatePoll.closed_at.is_not(None))
        .order_by(DateInvitation.id)
    )
    to: list[tuple[int, int, dict[str, Any]]] = [(row.person_id, row.id, {}) for row in db.session.execute(query)]
    intent = "date_chosen:open" if event.is_published else "date_chosen"
    outbox.post_many("date_chosen", to, intent=intent, now=now)


def _asked(mail: OutgoingMail, now: datetime) -> tuple[DatePoll, Event, Person] | None:
    """Whom a letter is for: nobody who is suspended or sits in no council any more."""
    query = (
        sa.select(DatePoll, Event, Person)
        .join(DateInvitation, DateInvitation.poll_id == DatePoll.id)
        .join(Event, Event.id == DatePoll.event_id)
        .join(Person, Person.id == DateInvitation.person_id)
        .where(
            DateInvitation.id == mail.subject_id,
            Person.id == mail.person_id,
            Person.suspended_at.is_(None),
            sits(Person.id, now),
            Event.called_off_at.is_(None),
        )
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def asked_letter(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The dates, with a key to answer with; nothing when the poll has closed meanwhile."""
    found = _asked(mail, now)
    keys = sa.select(Token.half).where(
        Token.purpose == Purpose.DATES,
        Token.subject_id == mail.subject_id,
        Token.used_at.is_(None),
        Token.expires_at > now,
    )
    half = db.session.execute(keys).scalars().first()
    if found is None or half is None or not found[0].is_open:
        return None
    poll, event, person = found
    options = db.session.scalars(
        sa.select(DateOption).where(DateOption.poll_id == poll.id).order_by(DateOption.starts_at)
    )
    facts = {
        "title": event.title,
        "summary": event.summary,
        "dates": [danish.long_when(option.starts_at, option.ends_at) for option in options],
        "key_url": addresses.key(half, Purpose.DATES),
        "mine_url": addresses.my_registrations(),
        "contact_name": event.contact_name,
        "contact_email": event.contact_email,
    }
    return Letter(person.name, clean_email(person.email).address, facts)


def chosen_letter(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Which day it became, and the way to sign up once one can; nothing when it has begun."""
    found = _asked(mail, now)
    if found is None or found[0].is_open or found[1].has_begun(now):
        return None
    _poll, event, person = found
    venue = db.session.get(Venue, event.venue_id) if event.venue_id is not None else None
    facts = {
        "title": event.title,
        "when": danish.long_when(event.starts_at, event.ends_at),
        "place": f"{venue.name}, {venue.town}" if venue else "På nettet",
        "is_published": event.is_published,
        "seat_url": addresses.seat(event.id, event.slug),
        "mine_url": addresses.my_registrations(),
        "contact_name": event.contact_name,
        "contact_email": event.contact_email,
    }
    return Letter(person.name, clean_email(person.email).address, facts)
