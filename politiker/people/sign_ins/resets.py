"""A link for those who have forgotten their password."""

from datetime import datetime, timedelta

from politiker.core import jobs, tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.people import letters
from politiker.people.limits import FailedSignIn, Limit, bucket, wait
from politiker.people.models import Person
from politiker.people.queries import id_of
from politiker.people.sign_ins.attempts import key_of

RESETS = Limit("reset of account", 3, timedelta(hours=1))
RESETS_FROM_NETWORK = Limit("reset from network", 10, timedelta(hours=1))


def ask_for_reset(email: str, *, network: str, now: datetime) -> None:
    """Have the owner of an address written to; says nothing, not even by the time it takes, of whether there is one.

    At most three letters an hour to one address, and ten an hour asked for from one network.
    """
    limits = ((RESETS, key_of(email)), (RESETS_FROM_NETWORK, network))
    too_many = any([wait(limit, value, now) for limit, value in limits])
    db.session.add_all(FailedSignIn(bucket=bucket(limit, value), at=now) for limit, value in limits)
    person_id = id_of(key_of(email))
    jobs.put("send_reset", {"person": None if too_many else person_id}, due_at=now)


def send_reset(person_id: int | None, *, now: datetime) -> None:
    """Write to a person who asked with a key to choose a password; to one who has not come yet, a new invitation."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None or person.suspended_at is not None:
        return
    if person.joined_at is not None:
        key = tokens.issue(Purpose.RESET, person.id, now=now)
        db.session.flush()
        letters.reset(person, key, now)
    elif person.invited_at is not None:
        key = tokens.issue(Purpose.INVITATION, person.id, now=now)
        db.session.flush()
        letters.invitation(person, key, now)
