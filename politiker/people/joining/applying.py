"""Saying that one sits in a council and would like to come in.

Whoever asks is answered alike, whatever we know of the address: one row and one job, and the worker decides what is
written to whom.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs, tokens
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email, clean_name
from politiker.core.tokens import Purpose, Token
from politiker.people import actions
from politiker.people.joining import letters
from politiker.people.joining.likeness import looks_like
from politiker.people.joining.models import Application, Source
from politiker.people.joining.queries import open_application, party_meant
from politiker.people.limits import Limit, count
from politiker.people.models import Person
from politiker.people.passwords import PasswordHash
from politiker.people.queries import by_email
from politiker.policy import Actor, Permission, require, system

TO_ADDRESS = Limit("application of address", 3, timedelta(hours=1))
FROM_NETWORK = Limit("application from network", 10, timedelta(hours=1))


class HasAppliedAlready(RuleBroken):
    """An application of the same person waits for an answer."""


class NothingToWithdraw(RuleBroken):
    """No application of this person waits for an answer."""


def apply(
    municipality_id: int, name: str, list_text: str, email: str, *, network: str, by: Actor, now: datetime
) -> Application:
    """A stranger asks to come in; nothing follows before the address has answered.

    At most three letters an hour to one address, and ten an hour asked for from one network. Raises NameRefused,
    EmailRefused.
    """
    require(by, Permission.ASK_FOR_ACCOUNT)
    address = clean_email(email)
    too_many = count((TO_ADDRESS, address.key), (FROM_NETWORK, network), now=now)
    application = Application(
        uid=secrets.token_hex(12),
        source=Source.APPLIED,
        municipality_id=municipality_id,
        list_text=list_text,
        name=clean_name(name),
        email=address.shown,
        email_key=address.key,
        created_at=now,
    )
    db.session.add(application)
    db.session.flush()
    audit.record(by, Happening.APPLIED, application, now)
    jobs.put("send_application", {"application": application.id, "too_many": too_many}, due_at=now)
    return application


def send_application(application_id: int, *, too_many: bool, now: datetime) -> None:
    """Write to whoever has the address: to a stranger a key that says it is theirs, to somebody we know how to get in.

    Only the newest application of an address is kept until it has answered.
    """
    application = db.session.get(Application, application_id)
    if application is None or application.confirmed_at is not None or too_many:
        return
    _forget_unanswered(application)
    person = by_email(application.email_key)
    if person is None:
        key = tokens.issue(Purpose.APPLICATION, application.id, now=now)
        db.session.flush()
        letters.application_confirm(application, key, now)
        return
    db.session.delete(application)
    if person.suspended_at is None and person.declined_at is None:
        if person.joined_at is None:
            actions.invite(person, by=system("send_application"), now=now)
        else:
            letters.already_member(person, f"application:{application_id}", now)


def _forget_unanswered(application: Application) -> None:
    """What the same address asked for before and has not answered; its keys go with it."""
    older = sa.select(Application.id).where(
        Application.email_key == application.email_key,
        Application.source == Source.APPLIED,
        Application.confirmed_at.is_(None),
        Application.id < application.id,
    )
    unsynced = {"synchronize_session": False}
    db.session.execute(
        sa.delete(Token)
        .where(Token.purpose == Purpose.APPLICATION, Token.subject_id.in_(older))
        .execution_options(**unsynced)
    )
    ids = list(db.session.scalars(older))
    db.session.execute(sa.delete(Application).where(Application.id.in_(ids)).execution_options(**unsynced))


def confirm(application: Application, key: Token, password: PasswordHash, *, now: datetime) -> Person:
    """The address answers: somebody is known now, with a password and no rights, and the queue begins.

    Raises KeyHasExpired, EmailIsKnown.
    """
    tokens.use(key, now=now)
    lock(application)
    person = actions.add_person(application.name, application.email, by=system("confirm"), now=now)
    person.password_hash, person.joined_at = password, now
    _enter_queue(application, person, now)
    audit.record(Actor(person_id=person.id), Happening.ADDRESS_CONFIRMED, application, now)
    return person


def apply_as(person: Person, municipality_id: int, list_text: str, *, by: Actor, now: datetime) -> Application:
    """Somebody with an account and no mandate says where they sit now; the address is known to be theirs.

    Raises HasAppliedAlready.
    """
    require(by, Permission.HAND_IN_EVIDENCE, person)
    lock(person)
    if open_application(person.id) is not None:
        raise HasAppliedAlready
    application = Application(
        uid=secrets.token_hex(12),
        source=Source.APPLIED,
        municipality_id=municipality_id,
        list_text=list_text,
        name=person.name,
        email=person.email,
        email_key=person.email_key,
        created_at=now,
    )
    db.session.add(application)
    _enter_queue(application, person, now)
    audit.record(by, Happening.APPLIED, application, now)
    return application


def _enter_queue(application: Application, person: Person, now: datetime) -> None:
    application.person_id, application.confirmed_at = person.id, now
    application.looks_like = looks_like(person.name, application.municipality_id, besides=person.id, now=now)
    application.party_id = party_meant(application.municipality_id, application.list_text)
    db.session.flush()


def withdraw(person: Person, *, by: Actor, now: datetime) -> None:
    """Take one's own application back; nothing of it is kept. Raises NothingToWithdraw."""
    require(by, Permission.HAND_IN_EVIDENCE, person)
    application = open_application(person.id)
    if application is None:
        raise NothingToWithdraw
    lock(application)
    if application.decided_at is not None:
        raise NothingToWithdraw
    audit.record(by, Happening.WITHDRAWN, application, now)
    db.session.delete(application)
    db.session.flush()
