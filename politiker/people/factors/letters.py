"""What we write to the owner when the second step of logging in is changed or got round."""

from datetime import datetime

from politiker.mail import outbox
from politiker.people.models import Person


def factor_changed(person: Person, what: str, kind: str, mark: str, now: datetime) -> None:
    """An app or a passkey was added or removed, or new recovery codes were made. `mark` tells one time from another."""
    facts = {"what": what, "kind": kind, "at": now.isoformat()}
    outbox.post("factor_changed", person.id, facts, intent=f"factor_changed:{what}:{mark}", now=now)


def recovery_code_used(person: Person, code_id: int, left: int, now: datetime) -> None:
    """Somebody logged in with a recovery code."""
    facts = {"left": left, "at": now.isoformat()}
    outbox.post("recovery_code_used", person.id, facts, intent=f"recovery_code_used:{code_id}", now=now)
