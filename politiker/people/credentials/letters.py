"""What we write about a change of password or address: always also to where the owner was reached before."""

from datetime import datetime

from politiker.core.tokens import Token
from politiker.mail import outbox
from politiker.people.credentials.models import EmailChange
from politiker.people.models import Person


def password_changed(person: Person, now: datetime) -> None:
    """The password is another now; if it was not you, do this."""
    intent = f"password_changed:{person.id}:{now.isoformat()}"
    outbox.post("password_changed", person.id, {}, intent=intent, now=now)


def email_changing(person: Person, change: EmailChange, now: datetime) -> None:
    """To the present address: somebody, surely you, has asked to be written to elsewhere."""
    intent = f"email_changing:{change.id}:{now.isoformat()}"
    outbox.post("email_changing", person.id, {}, intent=intent, now=now, address=person.email)


def email_change(person: Person, change: EmailChange, key: Token, now: datetime) -> None:
    """To the new address: press here within 30 minutes, and we write to you here."""
    facts, intent = {"key": key.half, "change": change.id}, f"email_change:{key.half}"
    outbox.post("email_change", person.id, facts, intent=intent, now=now, address=change.email)


def email_taken(owner: Person, change: EmailChange, now: datetime) -> None:
    """To whoever has the address: somebody wanted it for another account. Not who."""
    intent = f"email_taken:{change.id}:{now.isoformat()}"
    outbox.post("email_taken", owner.id, {}, intent=intent, now=now)


def email_changed(person: Person, change: EmailChange, which: str, address: str, now: datetime) -> None:
    """To the old address and to the new one: from now on we write to the new one."""
    intent = f"email_changed:{change.id}:{which}:{now.isoformat()}"
    outbox.post("email_changed", person.id, {}, intent=intent, now=now, address=address)
