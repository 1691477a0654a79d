"""What we write about coming in: to those who apply, and to those whose answer they wait for."""

from datetime import datetime

from politiker.core.danish import local
from politiker.core.tokens import Token
from politiker.mail import outbox
from politiker.people.joining.models import Application
from politiker.people.models import Person


def application_confirm(application: Application, key: Token, now: datetime) -> None:
    """To an address nobody here has: is it yours? Valid for 24 hours, and only the newest."""
    facts = {"key": key.half}
    intent = f"application_confirm:{key.half}"
    outbox.post("application_confirm", 0, facts, intent=intent, now=now, address=application.email)


def already_member(person: Person, why: str, now: datetime) -> None:
    """To somebody who has an account: here is how to log in."""
    outbox.post("already_member", person.id, {}, intent=f"already_member:{why}", now=now)


def approved(application: Application, now: datetime) -> None:
    """You are in."""
    assert application.person_id is not None
    facts = {"municipality": application.municipality_id}
    outbox.post("approved", application.person_id, facts, intent=f"approved:{application.uid}", now=now)


def rejected(application: Application, now: datetime) -> None:
    """You are not, and why."""
    assert application.person_id is not None and application.rejection is not None
    facts = {"municipality": application.municipality_id, "reason": application.rejection.value}
    outbox.post("rejected", application.person_id, facts, intent=f"rejected:{application.uid}", now=now)


def queue_secretary(person_id: int, municipality_id: int, now: datetime) -> None:
    """Somebody waits for you; how many, and never who."""
    intent = f"queue_secretary:{person_id}:{municipality_id}:{local(now).date()}"
    outbox.post("queue_secretary", person_id, {"municipality": municipality_id}, intent=intent, now=now)


def queue_administrator(person_id: int, now: datetime) -> None:
    """Somebody waits for an administrator; how many, and never who."""
    intent = f"queue_administrator:{person_id}:{local(now).date()}"
    outbox.post("queue_administrator", person_id, {}, intent=intent, now=now)
