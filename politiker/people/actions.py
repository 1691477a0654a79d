"""How people come in, sign in and out, and are given roles."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs, tokens
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, clean_email, clean_name
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people import letters, passwords
from politiker.people.models import Duty, FailedSignIn, Mandate, MandateDuty, Person, RoleGrant, SignIn
from politiker.people.passwords import PasswordHash
from politiker.people.queries import by_email
from politiker.policy import Actor, Permission, Role, require

SIGN_IN_LASTS = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Limit:
    """So many of something are allowed in so long a time, counted apart for each account, network or both."""

    kind: str
    most: int
    window: timedelta


HERE = Limit("account and network", 5, timedelta(seconds=60))
NETWORK = Limit("network", 10, timedelta(minutes=5))
ACCOUNT = Limit("account", 50, timedelta(hours=1))
RESETS = Limit("reset of account", 3, timedelta(hours=1))
RESETS_FROM_NETWORK = Limit("reset from network", 10, timedelta(hours=1))


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


def choose_password(person: Person, key: Token, password: PasswordHash, *, now: datetime) -> None:
    """Open an account, or open it again, with a key from a letter. All sign-ins end. Raises KeyHasExpired."""
    if person.suspended_at is not None or key.subject_id != person.id:
        raise KeyHasExpired(purpose=key.purpose)
    tokens.use(key, now=now)
    person.password_hash = password
    person.joined_at = person.joined_at or now
    end_sign_ins(person.id, now=now)
    audit.record(Actor(person_id=person.id), Happening.PASSWORD_SET, person, now)


def ask_for_reset(email: str, *, network: str, now: datetime) -> None:
    """Have the owner of an address written to; says nothing, not even by the time it takes, of whether there is one.

    At most three letters an hour to one address, and ten an hour asked for from one network.
    """
    limits = ((RESETS, _key_of(email)), (RESETS_FROM_NETWORK, network))
    too_many = any([_wait(limit, value, now) for limit, value in limits])
    db.session.add_all(FailedSignIn(bucket=_bucket(limit, value), at=now) for limit, value in limits)
    person = by_email(_key_of(email))
    jobs.put("send_reset", {"person": person.id if person is not None and not too_many else None}, due_at=now)


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


def begin_attempt(email: str, *, network: str, now: datetime) -> list[int]:
    """Count an attempt to sign in before it is known how it ends, so that many at once are many.

    Against this account from this network, against the network, and against the account. The caller commits,
    and takes it back with `forget_attempt` when the password is right or when it was not even looked at.
    """
    attempts = [FailedSignIn(bucket=_bucket(*limit), at=now) for limit in _limits_of(email, network)]
    db.session.add_all(attempts)
    db.session.flush()
    return [attempt.id for attempt in attempts]


def forget_attempt(attempts: list[int]) -> None:
    """Take back an attempt that was begun."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.id.in_(attempts)))


def check_password(email: str, password: str, *, network: str, now: datetime) -> Person:
    """Whose address and password these are. Slow, changes nothing: never while a transaction is open.

    Raises TooManyAttempts when this attempt, begun beforehand, is one too many, and WrongEmailOrPassword. The same
    work is done whether the address is known or not.
    """
    wait = max(_wait(limit, value, now, besides=1) for limit, value in _limits_of(email, network))
    if wait:
        raise TooManyAttempts(seconds=wait)
    person = by_email(_key_of(email))
    stored = person.password_hash if person is not None else None
    is_right = passwords.matches(stored, password)
    if person is None or not is_right or person.joined_at is None or person.suspended_at is not None:
        raise WrongEmailOrPassword
    return person


def _limits_of(email: str, network: str) -> tuple[tuple[Limit, str], ...]:
    account = _key_of(email)
    return (HERE, f"{account} {network}"), (NETWORK, network), (ACCOUNT, account)


def _key_of(email: str) -> str:
    """What an address is recognised by; something nobody has, when it is no address."""
    try:
        return clean_email(email).key
    except EmailRefused:
        return ""


def _bucket(limit: Limit, value: str) -> str:
    return hashlib.sha256(f"{limit.kind}:{value}".encode()).hexdigest()


def _wait(limit: Limit, value: str, now: datetime, *, besides: int = 0) -> int:
    """How many seconds until one more is allowed, not counting the `besides` newest; 0 when it is now."""
    query = (
        sa.select(FailedSignIn.at)
        .where(FailedSignIn.bucket == _bucket(limit, value), FailedSignIn.at > now - limit.window)
        .order_by(FailedSignIn.at.desc())
        .limit(limit.most + besides)
    )
    recent = list(db.session.scalars(query))
    if len(recent) < limit.most + besides:
        return 0
    return max(1, math.ceil((recent[-1] + limit.window - now).total_seconds()))


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


def close_expired_sign_ins(*, now: datetime) -> None:
    """Sign-ins whose time is over stay ended, even if the clock should be set back."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.ended_at.is_(None), SignIn.expires_at <= now).values(ended_at=SignIn.expires_at)
    )


def forget_old_attempts(*, now: datetime) -> None:
    """Attempts older than an hour, and sign-ins a month past their end, are deleted."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.at < now - timedelta(hours=1)))
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < now - timedelta(days=30)))
