"""Changing one's password and one's address while one is signed in."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs, tokens
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people.actions import EmailIsKnown
from politiker.people.credentials import letters
from politiker.people.credentials.models import EmailChange
from politiker.people.limits import Limit, TooManyAttempts, count, wait
from politiker.people.models import Person
from politiker.people.passwords import PasswordHash
from politiker.people.queries import by_email
from politiker.people.sign_ins.sessions import end_other_sign_ins
from politiker.policy import Actor, Permission, require

CHANGES_OF_ACCOUNT = Limit("change of address by account", 5, timedelta(hours=1))
CHANGES_TO_ADDRESS = Limit("change of address to address", 3, timedelta(hours=1))
CHANGE_KEPT = timedelta(days=2)


class PasswordHasChanged(RuleBroken):
    """The password is another than a moment ago, when the present one was asked for."""


class AddressIsTheSame(RuleBroken):
    """This is the address we write to already."""


def change_password(
    person: Person, password: PasswordHash, *, proved: str | None, keep: int | None, by: Actor, now: datetime
) -> None:
    """Give an account a new password. Every sign-in but the one to `keep` ends, and every link under way.

    `proved` is the hash that the present password was held against. Raises PasswordHasChanged.
    """
    require(by, Permission.END_OWN_SESSIONS, person)
    lock(person)
    if person.password_hash is None or person.password_hash != proved:
        raise PasswordHasChanged
    person.password_hash = password
    db.session.flush()
    end_other_sign_ins(person.id, keep=keep, now=now)
    tokens.close_opening(person.id, now=now)
    audit.record(by, Happening.PASSWORD_SET, person, now)
    letters.password_changed(person, now)


def ask_to_change_email(person: Person, email: str, *, by: Actor, now: datetime) -> None:
    """Wish to be written to elsewhere. The new address is written to, and nothing changes until it answers.

    Nothing that is done here, nor the time it takes, says whether somebody has that address: the worker finds out.
    At most five wishes an hour from one account, and three letters an hour to one address.
    Raises EmailRefused, AddressIsTheSame, TooManyAttempts.
    """
    require(by, Permission.END_OWN_SESSIONS, person)
    address = clean_email(email)
    if is_written_to_at(person, email):
        raise AddressIsTheSame
    if seconds := wait(CHANGES_OF_ACCOUNT, str(person.id), now):
        raise TooManyAttempts(seconds=seconds)
    is_too_often = count((CHANGES_OF_ACCOUNT, str(person.id)), (CHANGES_TO_ADDRESS, address.key), now=now)
    change = EmailChange(
        person_id=person.id,
        email=address.shown,
        email_key=address.key,
        password_mark=mark_of(person),
        created_at=now,
    )
    db.session.add(change)
    db.session.flush()
    jobs.put("send_email_change", {"change": None if is_too_often else change.id}, due_at=now)
    letters.email_changing(person, change, now)


def send_email_change(change_id: int | None, *, now: datetime) -> None:
    """Write to the new address: with a key when it is free, and otherwise to whoever has it that somebody wanted it."""
    change = db.session.get(EmailChange, change_id) if change_id is not None else None
    person = db.session.get(Person, change.person_id) if change is not None else None
    if change is None or person is None or not is_open(change, person):
        return
    owner = by_email(change.email_key)
    if owner is None or owner.id == person.id:
        key = tokens.issue(Purpose.EMAIL, change.id, now=now)
        db.session.flush()
        letters.email_change(person, change, key, now)
    elif owner.joined_at is not None and owner.suspended_at is None:
        letters.email_taken(owner, change, now)


def confirm_email_change(change: EmailChange, key: Token, *, keep: int | None, now: datetime) -> Person:
    """The new address has answered: it is the person's from now on. Every sign-in but the one to `keep` ends.

    So do links sent to the old address: whoever reads there now is perhaps another.
    Raises KeyHasExpired, and EmailIsKnown when somebody else got that address meanwhile.
    """
    person = lock(db.session.get_one(Person, change.person_id))
    if key.subject_id != change.id or not is_open(change, person):
        raise KeyHasExpired(purpose=Purpose.EMAIL)
    tokens.use(key, now=now)
    old = person.email
    try:
        with db.session.begin_nested():
            person.email, person.email_key = change.email, change.email_key
    except sa.exc.IntegrityError as error:
        raise EmailIsKnown from error
    change.done_at = now
    end_other_sign_ins(person.id, keep=keep, now=now)
    tokens.close_opening(person.id, now=now)
    audit.record(Actor(person_id=person.id), Happening.EMAIL_CHANGED, person, now)
    for name, address in (("old", old), ("new", person.email)):
        letters.email_changed(person, change, name, address, now)
    return person


def is_written_to_at(person: Person, email: str) -> bool:
    """Whether this is the very address we write to. Raises EmailRefused."""
    return clean_email(email).address == clean_email(person.email).address


def is_open(change: EmailChange, person: Person) -> bool:
    """Whether a wish still stands: the person's newest, not done, and the password is still the one that was given."""
    newest = db.session.scalar(sa.select(sa.func.max(EmailChange.id)).where(EmailChange.person_id == person.id))
    is_newest = change.done_at is None and change.id == newest
    return is_newest and change.password_mark == mark_of(person) and person.suspended_at is None


def mark_of(person: Person) -> str:
    """What tells one password of a person from the next, and opens nothing."""
    return hashlib.sha256((person.password_hash or "").encode()).hexdigest()


def forget_email_changes(*, now: datetime) -> None:
    """Wishes older than two days are deleted, come true or not."""
    db.session.execute(sa.delete(EmailChange).where(EmailChange.created_at < now - CHANGE_KEPT))
