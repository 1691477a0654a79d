"""What we write to people about their account. The keys in these letters stand nowhere in plain text."""

from datetime import datetime

from politiker.core.tokens import Token
from politiker.mail import outbox
from politiker.people.models import Person


def invitation(person: Person, key: Token, now: datetime) -> None:
    """Welcome: choose a password. Valid for 14 days, and only the newest."""
    outbox.post("invitation", person.id, {"key": key.half}, intent=f"invitation:{key.half}", now=now)


def invitation_reminder(person: Person, key: Token, now: datetime) -> None:
    """You have not answered yet. The same key as in the invitation, and only once."""
    outbox.post("invitation_reminder", person.id, {"key": key.half}, intent=f"invitation_reminder:{key.half}", now=now)


def reset(person: Person, key: Token, now: datetime) -> None:
    """Choose a new password within 30 minutes."""
    outbox.post("reset", person.id, {"key": key.half}, intent=f"reset:{key.half}", now=now)
