"""Browsers that are signed in: how they begin, how long they last, and how they end."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.queries import has_role
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Actor

# How long a browser may read: with "Husk mig", without it, and for whoever has a role, whatever they ticked.
SIGN_IN_LASTS = timedelta(days=14)
UNREMEMBERED_LASTS = timedelta(hours=12)
STAFF_LASTS = timedelta(hours=8)
# A password was right and the second factor is still to come.
HALF_LASTS = timedelta(minutes=10)
# So long may one look away from a page that shows or changes what matters, before it is asked who sits there.
IDLE, STAFF_IDLE = timedelta(minutes=30), timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
USED_EVERY = timedelta(minutes=1)


def sign_in(
    person: Person, *, now: datetime, is_strong: bool = False, is_by_password: bool = False,
    is_remembered: bool = False, browser: str = "",
) -> str:  # fmt: skip
    """Begin a sign-in; returns the random number for the cookie, which is stored only as a hash.

    `is_strong`: the person proved themselves with a second factor, without which no role works. `is_by_password`: with
    nothing but a password, which for somebody with a role is too little even to set a second factor up.
    """
    token = secrets.token_urlsafe(32)
    lasts = SIGN_IN_LASTS if is_remembered else UNREMEMBERED_LASTS
    if has_role(person.id, now=now):
        lasts = STAFF_LASTS
    begun = begun_sign_in(person.id, token, now=now, lasts=lasts)
    begun.is_strong, begun.is_by_password = is_strong, is_by_password
    begun.is_remembered, begun.browser = is_remembered, browser[:60]
    db.session.add(begun)
    audit.record(Actor(person_id=person.id), Happening.SIGNED_IN, person, now)
    return token


def begin_half(person: Person, *, now: datetime, is_remembered: bool, browser: str) -> str:
    """Remember for ten minutes that the first thing was proved. The number opens nothing but the next question."""
    token = secrets.token_urlsafe(32)
    begun = begun_sign_in(person.id, token, now=now, lasts=HALF_LASTS)
    begun.awaits_factor, begun.is_remembered, begun.browser = True, is_remembered, browser[:60]
    db.session.add(begun)
    db.session.flush()
    return token


def half_signed_in(token: str, *, now: datetime) -> SignIn | None:
    """Who has proved the first thing and not yet the second; None when the ten minutes are over."""
    query = (
        sa.select(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == token_digest(token),
            SignIn.awaits_factor.is_(True),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            Person.suspended_at.is_(None),
        )
    )
    return db.session.scalars(query).one_or_none()


def begun_sign_in(person_id: int, token: str, *, now: datetime, lasts: timedelta = SIGN_IN_LASTS) -> SignIn:
    """The row of a sign-in for a random number of at least 128 bits."""
    return SignIn(
        token_hash=token_digest(token),
        person_id=person_id,
        created_at=now,
        seen_at=now,
        sensitive_at=now,
        expires_at=now + lasts,
    )


def token_digest(token: str) -> str:
    """What is stored of a random number in a cookie or an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def saw(sign_in_id: int, *, now: datetime) -> None:
    """Note that a sign-in is in use, at most once in five minutes."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < now - SEEN_EVERY).values(seen_at=now)
    )


def is_idle(sensitive_at: datetime | None, *, is_staff: bool, now: datetime) -> bool:
    """Whether it is too long since this browser was at a sensitive page for another to be shown unasked."""
    return sensitive_at is None or sensitive_at <= now - (STAFF_IDLE if is_staff else IDLE)


def used(sign_in_id: int, *, now: datetime) -> None:
    """Note that a sensitive page was used."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(sensitive_at=now))


def renumber(sign_in_id: int, *, now: datetime, is_strong: bool | None = None) -> tuple[str, SignIn]:
    """Give a sign-in a new number once more is known of who sits there; the old number opens nothing from now on.

    It lasts no longer than before.
    """
    token = secrets.token_urlsafe(32)
    begun = db.session.get_one(SignIn, sign_in_id)
    begun.token_hash, begun.sensitive_at = token_digest(token), now
    begun.is_strong = begun.is_strong if is_strong is None else is_strong
    db.session.flush()
    return token, begun


def sign_out(sign_in_id: int, *, now: datetime) -> None:
    """End this sign-in; its number opens nothing any more."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now))


def end_sign_ins(person_id: int, *, now: datetime) -> None:
    """End every sign-in of a person."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end_other_sign_ins(person_id: int, *, keep: int | None, now: datetime) -> None:
    """End every sign-in of a person but the one with the id `keep`."""
    others = sa.update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    db.session.execute((others if keep is None else others.where(SignIn.id != keep)).values(ended_at=now))


def close_expired_sign_ins(*, now: datetime) -> None:
    """Sign-ins whose time is over stay ended, even if the clock should be set back."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.ended_at.is_(None), SignIn.expires_at <= now).values(ended_at=SignIn.expires_at)
    )
