"""What we write to administrators about the directory."""

from datetime import datetime

from politiker.mail import outbox
from politiker.people.limits import Limit
from politiker.people.models import Person


def alarm_profiles(person: Person, limit: Limit, to: list[int], now: datetime) -> None:
    """An account looks up too many: which account, and how many, but not whom it looked up."""
    for administrator in to:
        facts = {"uid": person.uid, "kind": limit.kind, "most": limit.most}
        intent = f"alarm_profiles:{person.id}:{administrator}:{now:%Y-%m-%dT%H:%M:%S}"
        outbox.post("alarm_profiles", administrator, facts, intent=intent, now=now)
