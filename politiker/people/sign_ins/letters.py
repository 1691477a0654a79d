"""What we write to people about being signed in."""

from datetime import datetime

from politiker.core.tokens import Token
from politiker.mail import outbox
from politiker.people.models import Person


def log_in_link(person: Person, key: Token, now: datetime) -> None:
    """Log in with this link, once, within 30 minutes."""
    outbox.post("log_in_link", person.id, {"key": key.half}, intent=f"log_in_link:{key.half}", now=now)


def new_device(person: Person, device_id: int, now: datetime) -> None:
    """Somebody signed in on a device we had not seen: when, and what to do if it was another."""
    outbox.post("new_device", person.id, {}, intent=f"new_device:{device_id}", now=now)


def suspended(person: Person, reason: str, now: datetime) -> None:
    """The account is closed for a while: why, until when, and whom to ask."""
    until = person.suspended_until.isoformat() if person.suspended_until else None
    facts = {"reason": reason, "until": until}
    outbox.post("suspended", person.id, facts, intent=f"suspended:{person.id}:{now.isoformat()}", now=now)
