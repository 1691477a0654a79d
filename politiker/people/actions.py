"""How people come in, sign in and out, and are given roles."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import tokens
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email, clean_name
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people import letters
from politiker.people.models import Duty, Mandate, MandateDuty, Person, RoleGrant
from politiker.people.passwords import PasswordHash
from politiker.people.queries import by_email
from politiker.people.sign_ins.sessions import end_sign_ins, token_digest
from politiker.policy import Actor, Permission, Role, require


class EmailIsKnown(RuleBroken):
    """Somebody has this address already."""


class RoleIsNotHeld(RuleBroken):
    """The person does not have this role now."""


def add_person(name: str, email: str, *, by: Actor, now: datetime, is_demo: bool = False) -> Person:
    """Know a person by name and address; no rights follow. Raises EmailIsKnown, NameRefused, EmailRefused."""
    require(by, Permission.INVITE_PERSON)
    address = clean_email(email)
    if by_email(address.key) is not None:
        raise EmailIsKnown
    person = Person(
        uid=secrets.token_hex(12),
        name=clean_name(name),
        email=address.shown,
        email_key=address.key,
        is_demo=is_demo,
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except sa.exc.IntegrityError as error:  # added by somebody else this very moment
        raise EmailIsKnown from error
    return person


def invite(person: Person, *, by: Actor, now: datetime) -> None:
    """Write to a person with a key that lets them choose a password; the newest key alone works, for 14 days."""
    require(by, Permission.INVITE_PERSON)
    person.invited_at = now
    key = tokens.issue(Purpose.INVITATION, person.id, now=now)
    db.session.flush()
    audit.record(by, Happening.INVITED, person, now)
    letters.invitation(person, key, now)


def give_mandate(
    person: Person,
    municipality_id: int,
    party_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    is_first_period: bool = False,
    duties: tuple[tuple[Duty, str | None], ...] = ((Duty.MEMBER, None),),
) -> Mandate:
    """Note a seat in a council and what the person does there; the right of access follows its dates."""
    require(by, Permission.GRANT_ROLE, person)
    mandate = Mandate(
        person_id=person.id,
        municipality_id=municipality_id,
        party_id=party_id,
        starts_at=starts_at,
        ends_at=ends_at,
        is_first_period=is_first_period,
    )
    mandate.duties = [MandateDuty(duty=duty, committee=committee, starts_at=starts_at) for duty, committee in duties]
    db.session.add(mandate)
    db.session.flush()
    return mandate


def give_role(person: Person, role: Role, *, by: Actor, now: datetime, municipality_id: int | None = None) -> RoleGrant:
    """Give a role from now on; a secretary's is for one municipality. Whoever has it logs in anew."""
    require(by, Permission.GRANT_ROLE, person)
    if (role is Role.SECRETARY) != (municipality_id is not None):
        raise ValueError("a secretary has a municipality, and no other role has one")
    grant = RoleGrant(person_id=person.id, role=role, municipality_id=municipality_id, starts_at=now)
    db.session.add(grant)
    db.session.flush()
    end_sign_ins(person.id, now=now)
    audit.record(by, Happening.ROLE_GRANTED, person, now, reason=role.value)
    return grant


def end_role(person: Person, role: Role, *, by: Actor, now: datetime, municipality_id: int | None = None) -> None:
    """Take a role back at this moment; every sign-in of the person ends. Raises RoleIsNotHeld."""
    require(by, Permission.GRANT_ROLE, person)
    runs = sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now)
    ended = db.session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id == person.id, RoleGrant.role == role, runs)
        .where(RoleGrant.municipality_id == municipality_id)
        .values(ends_at=now)
        .returning(RoleGrant.id)
    ).all()
    if not ended:
        raise RoleIsNotHeld
    end_sign_ins(person.id, now=now)
    audit.record(by, Happening.ROLE_ENDED, person, now, reason=role.value)


def choose_password(person: Person, key: Token, password: PasswordHash, *, now: datetime) -> None:
    """Open an account, or open it again, with a key from a letter. All sign-ins and other keys end.

    An invitation opens it the first time only. Raises KeyHasExpired.
    """
    person = lock(person)  # a suspension at this moment is either seen here, or ends the sign-in that follows
    is_late = key.purpose is Purpose.INVITATION and person.joined_at is not None
    if is_late or person.suspended_at is not None or key.subject_id != person.id:
        raise KeyHasExpired(purpose=key.purpose)
    tokens.use(key, now=now)
    tokens.close_opening(person.id, now=now)
    person.password_hash = password
    person.joined_at = person.joined_at or now
    end_sign_ins(person.id, now=now)
    audit.record(Actor(person_id=person.id), Happening.PASSWORD_SET, person, now)


def open_feed(person: Person, *, by: Actor, now: datetime) -> str:
    """A new secret for the personal calendar feed; the old one stops working. Stored only as a hash."""
    require(by, Permission.OWN_FEED, person)
    secret = secrets.token_urlsafe(24)
    person.feed_hash = token_digest(secret)
    audit.record(by, Happening.FEED_MADE, person, now)
    return secret


def close_feed(person: Person, *, by: Actor, now: datetime) -> None:
    """End the personal calendar feed."""
    require(by, Permission.OWN_FEED, person)
    person.feed_hash = None
    audit.record(by, Happening.FEED_ENDED, person, now)
