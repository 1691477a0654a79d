"""What the letters about an account tell, read afresh when they are written out."""

from dataclasses import replace
from datetime import datetime

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.models import Person


def invitation(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Welcome, yes or no; nothing once the key was used, ran out, or a newer one took its place, nor after a no."""
    letter = key_letter(mail, Purpose.INVITATION, now)
    if letter is None or db.session.get_one(Person, mail.person_id).declined_at is not None:
        return None
    return replace(letter, facts=letter.facts | {"no_url": f"{letter.facts['key_url']}/nej"})


def reset(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A new password; nothing once the key was used, ran out, or a newer one took its place."""
    return key_letter(mail, Purpose.RESET, now)


def key_letter(mail: OutgoingMail, purpose: Purpose, now: datetime) -> Letter | None:
    """A letter with a key to the account; nothing once the key opens nothing any more."""
    person = db.session.get(Person, mail.person_id)
    key = db.session.get(Token, mail.facts["key"])
    if person is None or person.suspended_at is not None:
        return None
    if key is None or key.used_at is not None or key.expires_at <= now or key.purpose is not purpose:
        return None
    facts = {
        "name": person.name,
        "email": person.email,
        "key_url": addresses.key(key.half, purpose),
        "until": danish.long_when(key.expires_at, key.expires_at),
    }
    return Letter(person.name, clean_email(mail.address or person.email).address, facts)
