"""What the letters about a change of password or address tell, read afresh when they are written out."""

from datetime import datetime

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.credentials.actions import is_open
from politiker.people.credentials.models import EmailChange
from politiker.people.models import Person


def notice(mail: OutgoingMail, now: datetime) -> Letter | None:
    """That something was done or asked for: whoever owns the account is to know, even suspended or lapsed."""
    person = db.session.get(Person, mail.person_id)
    if person is None:
        return None
    return Letter(person.name, clean_email(mail.address or person.email).address, {"name": person.name})


def email_change(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The key to the new address; nothing once it was used, ran out, or the wish was taken back."""
    person = db.session.get(Person, mail.person_id)
    key = db.session.get(Token, mail.facts["key"])
    change = db.session.get(EmailChange, mail.facts["change"])
    if person is None or change is None or not is_open(change, person):
        return None
    if key is None or key.used_at is not None or key.expires_at <= now or key.purpose is not Purpose.EMAIL:
        return None
    facts = {
        "name": person.name,
        "key_url": addresses.key(key.half, Purpose.EMAIL),
        "until": danish.long_when(key.expires_at, key.expires_at),
    }
    return Letter(person.name, clean_email(change.email).address, facts)
