"""What the letters about coming in tell, read afresh when they are written out."""

from datetime import datetime
from typing import Any

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.joining import reminding
from politiker.people.joining.models import Application
from politiker.people.models import Municipality, Person
from politiker.people.queries import by_email
from politiker.policy import Role


def application_confirm(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Is it you? Nothing once the key was used or ran out, a newer one took its place, or the address is somebody's.

    Nothing that was typed stands in it: anybody may have typed it, to have us send it to anybody.
    """
    key = db.session.get(Token, mail.facts["key"])
    if key is None or key.used_at is not None or key.expires_at <= now or key.purpose is not Purpose.APPLICATION:
        return None
    application = db.session.get(Application, key.subject_id)
    if application is None or by_email(application.email_key) is not None:
        return None
    facts = {
        "municipality": _name_of(application.municipality_id),
        "key_url": addresses.key(key.half, Purpose.APPLICATION),
        "until": danish.long_when(key.expires_at, key.expires_at),
    }
    return Letter("", clean_email(application.email).address, facts)


def already_member(mail: OutgoingMail, now: datetime) -> Letter | None:
    """How to get in; nothing to somebody who may not."""
    return _letter(mail, {})


def approved(mail: OutgoingMail, now: datetime) -> Letter | None:
    """You are in. Whoever has not chosen a password yet is told with the invitation's own letter."""
    person = db.session.get(Person, mail.person_id)
    if person is None:
        return None
    facts = {"municipality": _name_of(mail.facts["municipality"]), "has_password": person.joined_at is not None}
    return _letter(mail, facts)


def rejected(mail: OutgoingMail, now: datetime) -> Letter | None:
    """You are not, and why, and whom to ask."""
    return _letter(mail, {"municipality": _name_of(mail.facts["municipality"]), "reason": mail.facts["reason"]})


def queue_secretary(mail: OutgoingMail, now: datetime) -> Letter | None:
    """How many wait; nothing when nobody does any more, or for one who is no longer the secretary there."""
    place = mail.facts["municipality"]
    if not reminding.holds(mail.person_id, Role.SECRETARY, place, now):
        return None
    return _queue(mail, reminding.waiting_for_secretary(place, mail.person_id), "/sekretariat")


def queue_administrator(mail: OutgoingMail, now: datetime) -> Letter | None:
    """How many wait; nothing when nobody does any more, or for one who is no longer an administrator."""
    if not reminding.holds(mail.person_id, Role.ADMINISTRATOR, None, now):
        return None
    return _queue(mail, reminding.waiting_for_administrator(mail.person_id), "/administration")


def _queue(mail: OutgoingMail, count: int, path: str) -> Letter | None:
    if not count:
        return None
    words = danish.plural(count, "ansøgning", "ansøgninger")
    return _letter(mail, {"count": words, "desk_url": addresses.absolute(path)})


def _letter(mail: OutgoingMail, facts: dict[str, Any]) -> Letter | None:
    person = db.session.get(Person, mail.person_id)
    if person is None or person.suspended_at is not None or person.declined_at is not None:
        return None
    own = {"name": person.name, "email": person.email}
    return Letter(person.name, clean_email(mail.address or person.email).address, own | facts)


def _name_of(municipality_id: int) -> str:
    return db.session.get_one(Municipality, municipality_id).name
