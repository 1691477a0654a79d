"""A link to log in with, for those who have forgotten their password or do not like to type it."""

from datetime import datetime, timedelta

from politiker.core import tokens
from politiker.core.database import db, lock
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people.limits import Limit
from politiker.people.models import Person
from politiker.people.sign_ins import letters
from politiker.people.sign_ins.resets import ask_for_letter, send_key

LINKS = Limit("log-in link of account", 3, timedelta(hours=1))


def ask_for_link(email: str, *, network: str, now: datetime) -> None:
    """Have the owner of an address written to; says nothing, not even by the time it takes, of whether there is one.

    At most three an hour to one address; resets and links together, ten an hour from one network.
    """
    ask_for_letter("send_log_in_link", LINKS, email, network=network, now=now)


def send_log_in_link(person_id: int | None, *, now: datetime) -> None:
    """Write to a person who asked with a key to log in; to one who has not come yet, a new invitation."""
    send_key(person_id, Purpose.LOG_IN, letters.log_in_link, now=now)


def use_link(key: Token, *, now: datetime) -> Person:
    """Whose link this is; it works no more. The person is held, so that nobody suspends them meanwhile.

    Raises KeyHasExpired.
    """
    person = db.session.get(Person, key.subject_id)
    person = lock(person) if person is not None else None
    if person is None or person.suspended_at is not None or person.joined_at is None:
        raise KeyHasExpired(purpose=key.purpose)
    tokens.use(key, now=now)
    return person
