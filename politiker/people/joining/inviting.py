"""Inviting: one person or a list, by the secretary, an organiser or an administrator; saying yes or no to it.

Whoever invites is answered alike, whatever we know of an address: the worker decides what is written to whom.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs, tokens
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email, clean_name
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people import actions, letters
from politiker.people.joining import letters as joining_letters
from politiker.people.joining.likeness import looks_like
from politiker.people.joining.models import Application, Source
from politiker.people.joining.queries import open_application
from politiker.people.models import Mandate, Municipality, Person
from politiker.people.queries import by_email
from politiker.policy import Actor, Permission, Place, require, system

MOST = 200
REMIND_AFTER, REMIND_UNTIL = timedelta(days=7), timedelta(days=13)


class NobodyIsInvited(RuleBroken):
    """The list is empty."""


class TooManyAreInvited(RuleBroken):
    """More than 200 at once."""


@dataclass(frozen=True)
class Invited:
    """One line of a list: who, where to write, and the list they were elected for, when it is known."""

    name: str
    email: str
    list_text: str = ""
    party_id: int | None = None


def invite_councillors(place: Municipality, people: Iterable[Invited], *, by: Actor, now: datetime) -> None:
    """Invite people to come in as members of a council. A secretary vouches with that for those whose list is known.

    Raises NobodyIsInvited, TooManyAreInvited, NameRefused, EmailRefused.
    """
    lines = list(people)
    require(by, Permission.INVITE_PERSON, Place(place.id))
    if not lines:
        raise NobodyIsInvited
    if len(lines) > MOST:
        raise TooManyAreInvited(most=MOST)
    vouches = place.id in by.secretary_of
    rows = [_application(place, line, vouches=vouches, by=by, now=now) for line in lines]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        audit.record(by, Happening.INVITED, row, now)
    jobs.put("send_invitations", {"applications": [row.id for row in rows]}, due_at=now)


def _application(place: Municipality, line: Invited, *, vouches: bool, by: Actor, now: datetime) -> Application:
    address = clean_email(line.email)
    application = Application(
        uid=secrets.token_hex(12),
        source=Source.INVITED,
        municipality_id=place.id,
        party_id=line.party_id,
        list_text=line.list_text,
        name=clean_name(line.name),
        email=address.shown,
        email_key=address.key,
        invited_by_id=by.person_id,
        created_at=now,
    )
    if vouches and line.party_id is not None:
        application.vouched_at, application.vouched_by_id = now, by.person_id
    return application


def send_invitations(application_ids: list[int], *, now: datetime) -> None:
    """Write to each who was invited: a key to a stranger, how to get in to somebody who has an account already."""
    query = sa.select(Application).where(Application.id.in_(application_ids), Application.person_id.is_(None))
    for application in db.session.scalars(query.order_by(Application.id)):
        _send(application, now)


def _send(application: Application, now: datetime) -> None:
    by = system("send_invitations")
    person = by_email(application.email_key)
    if person is None:
        person = actions.add_person(application.name, application.email, by=by, now=now)
    elif person.suspended_at is not None or person.declined_at is not None:
        db.session.delete(application)
        return
    elif person.joined_at is not None:
        joining_letters.already_member(person, f"invited:{application.id}", now)
        db.session.delete(application)
        return
    if _is_known_already(person, now):
        db.session.delete(application)
    else:
        application.person_id = person.id
        place = application.municipality_id
        application.looks_like = looks_like(application.name, place, besides=person.id, now=now)
    db.session.flush()
    actions.invite(person, by=by, now=now)


def _is_known_already(person: Person, now: datetime) -> bool:
    """Whether there is nothing to vouch for: somebody sits in a council already, or waits in the queue."""
    sits = sa.select(Mandate.id).where(Mandate.person_id == person.id, Mandate.ends_at > now).limit(1)
    return db.session.execute(sits).first() is not None or open_application(person.id) is not None


def decline(person: Person, key: Token, *, now: datetime) -> None:
    """No, thank you: the key is turned, nobody writes again, and whoever invited is told on their desk.

    Raises KeyHasExpired.
    """
    waiting = open_application(person.id)
    application = lock(waiting) if waiting is not None else None  # before the person, as whoever decides it does
    person = lock(person)
    if person.suspended_at is not None or person.joined_at is not None or key.subject_id != person.id:
        raise KeyHasExpired(purpose=key.purpose)
    tokens.use(key, now=now)
    person.declined_at = now
    if application is not None and application.decided_at is None:
        application.declined_at = application.decided_at = now
        application.is_approved = False
    audit.record(Actor(person_id=person.id), Happening.DECLINED_INVITATION, person, now)


def remind_invited(*, now: datetime) -> None:
    """One reminder after a week to those who have answered neither yes nor no, while their key still works."""
    query = (
        sa.select(Person, Token)
        .join(Token, sa.and_(Token.subject_id == Person.id, Token.purpose == Purpose.INVITATION))
        .where(Token.used_at.is_(None), Token.expires_at > now, Token.created_at == Person.invited_at)
        .where(Person.invited_at <= now - REMIND_AFTER, Person.invited_at > now - REMIND_UNTIL)
        .where(Person.joined_at.is_(None), Person.declined_at.is_(None), Person.suspended_at.is_(None))
        .order_by(Person.id)
    )
    for person, key in db.session.execute(query):
        letters.invitation_reminder(person, key, now)
