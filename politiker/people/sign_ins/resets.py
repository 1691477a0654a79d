"""A link for those who have forgotten their password."""

from collections.abc import Callable
from datetime import datetime, timedelta

from politiker.core import jobs, tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose, Token
from politiker.people import letters
from politiker.people.limits import Limit, count
from politiker.people.models import Person
from politiker.people.queries import id_of
from politiker.people.sign_ins.attempts import key_of

RESETS = Limit("reset of account", 3, timedelta(hours=1))
ASKED_FROM_NETWORK = Limit("letter asked for from network", 10, timedelta(hours=1))


def ask_for_reset(email: str, *, network: str, now: datetime) -> None:
    """Have the owner of an address written to; says nothing, not even by the time it takes, of whether there is one.

    At most three letters an hour to one address, and ten an hour asked for from one network.
    """
    ask_for_letter("send_reset", RESETS, email, network=network, now=now)


def send_reset(person_id: int | None, *, now: datetime) -> None:
    """Write to a person who asked with a key to choose a password; to one who has not come yet, a new invitation."""
    send_key(person_id, Purpose.RESET, letters.reset, now=now)


def ask_for_letter(job: str, limit: Limit, email: str, *, network: str, now: datetime) -> None:
    """Leave a job that writes to the owner of an address, the same whether there is one or not; the worker decides."""
    account = key_of(email)
    too_many = count((limit, account), (ASKED_FROM_NETWORK, network), now=now)
    person_id = id_of(account)
    jobs.put(job, {"person": None if too_many else person_id}, due_at=now)


def send_key(
    person_id: int | None, purpose: Purpose, letter: Callable[[Person, Token, datetime], None], *, now: datetime
) -> None:
    """A letter with a key to whoever has come in, a new invitation to whoever was invited; to others nothing."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None or person.suspended_at is not None:
        return
    if person.joined_at is None and person.invited_at is None:
        return
    has_joined = person.joined_at is not None
    key = tokens.issue(purpose if has_joined else Purpose.INVITATION, person.id, now=now)
    db.session.flush()
    (letter if has_joined else letters.invitation)(person, key, now)
