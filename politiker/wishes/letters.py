"""What those who want something are written: an answer, and an invitation before anybody else's."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.events.models import Event
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind, said_no, unsubscribe_address
from politiker.people.models import Person
from politiker.wishes.models import Wish, WishSupport


def answered(wish: Wish, now: datetime) -> None:
    """The organiser has answered a wish: everybody who wants it hears of it."""
    told = _who_want(wish, f"wish_answered:{wish.id}:{wish.lock_version}")
    outbox.post_to_all("wish_answered", told, {}, subject_id=wish.id, now=now)


def invited(wish: Wish, now: datetime) -> None:
    """An event was made of a wish and can be signed up for."""
    told = _who_want(wish, f"wish_fulfilled:{wish.id}")
    outbox.post_to_all("wish_fulfilled", told, {}, subject_id=wish.id, now=now)


def _who_want(wish: Wish, intent: str) -> list[tuple[int, str]]:
    ids = db.session.scalars(sa.select(WishSupport.person_id).where(WishSupport.wish_id == wish.id))
    return [(id, f"{intent}:{id}") for id in ids]


def wish_answered(mail: OutgoingMail, now: datetime) -> Letter | None:
    """What the organiser says to a wish one still has; nothing when it was merged into one that has no answer."""
    found = _wish_of(mail, now)
    if found is None or not found[1].answer:
        return None
    person, wish = found
    facts = {"title": wish.title, "answer": wish.answer, "wish_url": addresses.absolute("/oensker")}
    return _to(person, facts)


def wish_fulfilled(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The event that came of a wish; nothing once it is called off or has begun."""
    found = _wish_of(mail, now)
    event = db.session.get(Event, found[1].event_id) if found is not None and found[1].event_id else None
    if found is None or event is None or not event.is_published or event.is_called_off or event.has_begun(now):
        return None
    person, wish = found
    facts = {
        "title": wish.title,
        "event": event.title,
        "when": danish.long_when(event.starts_at, event.ends_at),
        "event_url": addresses.absolute(f"/arrangementer/{event.id}-{event.slug}"),
    }
    return _to(person, facts)


def _wish_of(mail: OutgoingMail, now: datetime) -> tuple[Person, Wish] | None:
    """Whoever still wants it, sits in a council and did not say no; and the wish, which may be part of another now."""
    wish = db.session.get(Wish, mail.subject_id)
    while wish is not None and wish.merged_into_id is not None:
        wish = db.session.get(Wish, wish.merged_into_id)
    if wish is None or wish.is_over:
        return None
    wants = sa.exists().where(WishSupport.wish_id == wish.id, WishSupport.person_id == Person.id)
    query = sa.select(Person).where(
        Person.id == mail.person_id, Person.joined_at.is_not(None), Person.suspended_at.is_(None),
        sits(Person.id, now), wants, ~said_no(Kind.WISHES),
    )  # fmt: skip
    person = db.session.scalars(query).one_or_none()
    return (person, wish) if person is not None else None


def _to(person: Person, facts: dict[str, Any]) -> Letter:
    address = clean_email(person.email).address
    return Letter(person.name, address, facts, unsubscribe=unsubscribe_address(person, Kind.WISHES))
