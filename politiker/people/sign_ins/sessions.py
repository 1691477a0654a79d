"""Browsers that are signed in."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Actor

SIGN_IN_LASTS = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


def sign_in(person: Person, *, now: datetime, is_strong: bool = False) -> str:
    """Begin a sign-in; returns the random number for the cookie, which is stored only as a hash.

    `is_strong`: the person proved themselves with a second factor, without which no role works.
    """
    token = secrets.token_urlsafe(32)
    begun = begun_sign_in(person.id, token, now=now)
    begun.is_strong = is_strong
    db.session.add(begun)
    audit.record(Actor(person_id=person.id), Happening.SIGNED_IN, person, now)
    return token


def begun_sign_in(person_id: int, token: str, *, now: datetime) -> SignIn:
    """The row of a sign-in for a random number of at least 128 bits."""
    return SignIn(
        token_hash=token_digest(token),
        person_id=person_id,
        created_at=now,
        seen_at=now,
        sensitive_at=now,
        expires_at=now + SIGN_IN_LASTS,
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


def close_expired_sign_ins(*, now: datetime) -> None:
    """Sign-ins whose time is over stay ended, even if the clock should be set back."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.ended_at.is_(None), SignIn.expires_at <= now).values(ended_at=SignIn.expires_at)
    )
