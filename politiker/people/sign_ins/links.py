"""A link to log in with, for those who have forgotten their password or do not like to type it."""

from datetime import datetime, timedelta

from politiker.core import jobs, tokens
from politiker.core.database import db
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people import letters as account_letters
from politiker.people.limits import FailedSignIn, Limit, bucket, wait
from politiker.people.models import Person
from politiker.people.queries import id_of
from politiker.people.sign_ins import letters
from politiker.people.sign_ins.attempts import key_of
from politiker.people.sign_ins.resets import RESETS_FROM_NETWORK

LINKS = Limit("log-in link of account", 3, timedelta(hours=1))


def ask_for_link(email: str, *, network: str, now: datetime) -> None:
    """Have the owner of an address written to; says nothing, not even by the time it takes, of whether there is one.

    At most three an hour to one address; resets and links together, ten an hour from one network.
    """
    limits = ((LINKS, key_of(email)), (RESETS_FROM_NETWORK, network))
    too_many = any([wait(limit, value, now) for limit, value in limits])
    db.session.add_all(FailedSignIn(bucket=bucket(limit, value), at=now) for limit, value in limits)
    person_id = id_of(key_of(email))
    jobs.put("send_log_in_link", {"person": None if too_many else person_id}, due_at=now)


def send_log_in_link(person_id: int | None, *, now: datetime) -> None:
    """Write to a person who asked with a key to log in; to one who has not come yet, a new invitation."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None or person.suspended_at is not None:
        return
    if person.joined_at is not None:
        key = tokens.issue(Purpose.LOG_IN, person.id, now=now)
        db.session.flush()
        letters.log_in_link(person, key, now)
    elif person.invited_at is not None:
        key = tokens.issue(Purpose.INVITATION, person.id, now=now)
        db.session.flush()
        account_letters.invitation(person, key, now)


def use_link(key: Token, *, now: datetime) -> Person:
    """Whose link this is; it works no more. Raises KeyHasExpired."""
    person = db.session.get(Person, key.subject_id)
    if person is None or person.suspended_at is not None or person.joined_at is None:
        raise KeyHasExpired(purpose=key.purpose)
    tokens.use(key, now=now)
    return person
