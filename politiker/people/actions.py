"""How people come in, sign in and out, and are given roles."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import tokens
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email, clean_name
from politiker.core.tokens import Purpose, Token
from politiker.people import letters, passwords
from politiker.people.models import Duty, FailedSignIn, Mandate, MandateDuty, Person, RoleGrant, SignIn
from politiker.people.queries import by_email
from politiker.policy import Actor, Permission, Role, require

SIGN_IN_LASTS = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
ATTEMPTS_AN_ACCOUNT = 5
ATTEMPTS_A_NETWORK = 10
ATTEMPT_WINDOW = {ATTEMPTS_AN_ACCOUNT: timedelta(seconds=60), ATTEMPTS_A_NETWORK: timedelta(minutes=5)}
RESETS_AN_HOUR = 3


class EmailIsKnown(RuleBroken):
    """Somebody has this address already."""


class WrongEmailOrPassword(RuleBroken):
    """One sentence for every way that signing in can fail."""


class TooManyAttempts(RuleBroken):
    """Wait `seconds` before trying again."""


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
    db.session.add(person)
    db.session.flush()
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
    require(by, Permission.GRANT_ROLE)
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
    """Give a role from now on; a secretary's is for one municipality."""
    require(by, Permission.GRANT_ROLE)
    if (role is Role.SECRETARY) != (municipality_id is not None):
        raise ValueError("a secretary has a municipality, and no other role has one")
    grant = RoleGrant(person_id=person.id, role=role, municipality_id=municipality_id, starts_at=now)
    db.session.add(grant)
    db.session.flush()
    audit.record(by, Happening.ROLE_GRANTED, person, now, reason=role.value)
    return grant


def choose_password(person: Person, key: Token, password: str, *, now: datetime) -> None:
    """Open an account, or open it again, with a key from a letter. All sign-ins end.

    Raises KeyHasExpired, PasswordRefused.
    """
    passwords.require_good(password, name=person.name, email=person.email)
    tokens.use(key, now=now)
    person.password_hash = passwords.hashed(password)
    person.joined_at = person.joined_at or now
    end_sign_ins(person.id, now=now)
    audit.record(Actor(person_id=person.id), Happening.PASSWORD_SET, person, now)


def ask_for_reset(email: str, *, now: datetime) -> None:
    """Write to the owner of an address with a key to choose a new password; says nothing of whether there is one.

    At most three letters an hour to one address.
    """
    bucket = _bucket("reset", email.casefold())
    recent = sa.select(sa.func.count()).where(FailedSignIn.bucket == bucket, FailedSignIn.at > now - timedelta(hours=1))
    asked = db.session.execute(recent).scalar_one()
    db.session.add(FailedSignIn(bucket=bucket, at=now))
    person = by_email(email.strip().casefold())
    if asked < RESETS_AN_HOUR and person is not None and person.joined_at is not None:
        key = tokens.issue(Purpose.RESET, person.id, now=now)
        db.session.flush()
        letters.reset(person, key, now)


def check_password(email: str, password: str, *, network: str, now: datetime) -> Person:
    """Whose address and password these are. Raises WrongEmailOrPassword, TooManyAttempts.

    The same work is done whether the address is known or not. On refusal the caller commits the attempt.
    """
    buckets = {_bucket("account", email.casefold()): ATTEMPTS_AN_ACCOUNT, _bucket("net", network): ATTEMPTS_A_NETWORK}
    for bucket, most in buckets.items():
        _require_few(bucket, most, now)
    person = by_email(email.strip().casefold())
    stored = person.password_hash if person is not None else None
    is_right = passwords.matches(stored, password)
    if person is None or not is_right or person.joined_at is None or person.suspended_at is not None:
        db.session.add_all(FailedSignIn(bucket=bucket, at=now) for bucket in buckets)
        raise WrongEmailOrPassword
    return person


def _bucket(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _require_few(bucket: str, most: int, now: datetime) -> None:
    window = ATTEMPT_WINDOW[most]
    query = (
        sa.select(FailedSignIn.at)
        .where(FailedSignIn.bucket == bucket, FailedSignIn.at > now - window)
        .order_by(FailedSignIn.at.desc())
        .limit(most)
    )
    recent = list(db.session.scalars(query))
    if len(recent) >= most:
        raise TooManyAttempts(seconds=max(1, int((recent[-1] + window - now).total_seconds()) + 1))


def sign_in(person: Person, *, now: datetime) -> str:
    """Begin a sign-in; returns the random number for the cookie, which is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    db.session.add(begun_sign_in(person.id, token, now=now))
    audit.record(Actor(person_id=person.id), Happening.SIGNED_IN, person, now)
    return token


def begun_sign_in(person_id: int, token: str, *, now: datetime) -> SignIn:
    """The row of a sign-in for a random number of at least 128 bits."""
    return SignIn(
        token_hash=token_digest(token), person_id=person_id, created_at=now, seen_at=now, expires_at=now + SIGN_IN_LASTS
    )


def token_digest(token: str) -> str:
    """What is stored of a random number in a cookie or an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def saw(sign_in_id: int, *, now: datetime) -> None:
    """Note that a sign-in is in use, at most once in five minutes."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < now - SEEN_EVERY).values(seen_at=now)
    )


def sign_out(sign_in_id: int, *, now: datetime) -> None:
    """End this sign-in; its number opens nothing any more."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now))


def end_sign_ins(person_id: int, *, now: datetime) -> None:
    """End every sign-in of a person."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


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


def forget_old_attempts(*, now: datetime) -> None:
    """Attempts older than an hour, and sign-ins a month past their end, are deleted."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.at < now - timedelta(hours=1)))
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < now - timedelta(days=30)))
