"""Keys in letters: an address that opens one thing, once, for a while.

What stands in the database opens nothing: the key in the letter is the row's public half joined with a
seal that only the server's secret can make, computed when the letter is rendered.
"""

import enum
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, words
from politiker.core.errors import RuleBroken
from politiker.core.register import CONTRACT, personal


class Purpose(enum.StrEnum):
    """What a key opens. Each lives as long as `FIELD.md` and the contract allow."""

    INVITATION = "invitation"
    RESET = "reset"
    OFFER = "offer"
    LOG_IN = "log_in"
    EMAIL = "email"
    APPLICATION = "application"
    PRESENCE = "presence"
    DATES = "dates"


LIFETIME = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.APPLICATION: timedelta(hours=24),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.LOG_IN: timedelta(minutes=30),
    Purpose.EMAIL: timedelta(minutes=30),
}


# Keys whose subject is a person; each opens the account.
OPENING = (Purpose.INVITATION, Purpose.RESET, Purpose.LOG_IN)


class KeyHasExpired(RuleBroken):
    """The key was true, but its time is over, it was used, or a newer one took its place."""


class Token(Base):
    """One key: for what, about which row, until when. `half` is public, the seal is never stored."""

    __tablename__ = "token"

    half: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(words(Purpose))
    subject_id: Mapped[int] = mapped_column(
        index=True,
        info=personal(
            "Hvem en nøgle i et brev er til", "At lukke det rigtige op", CONTRACT, "30 dage efter, at den udløb"
        ),
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def issue(purpose: Purpose, subject_id: int, *, now: datetime, expires_at: datetime | None = None) -> Token:
    """A new key; older unused ones for the same purpose and subject stop working."""
    db.session.execute(
        sa.update(Token)
        .where(Token.purpose == purpose, Token.subject_id == subject_id, Token.used_at.is_(None))
        .values(used_at=now)
    )
    token = Token(
        half=secrets.token_urlsafe(16),
        purpose=purpose,
        subject_id=subject_id,
        created_at=now,
        expires_at=expires_at or now + LIFETIME[purpose],
    )
    db.session.add(token)
    return token


def reveal(half: str, purpose: Purpose, secret: str) -> str:
    """The whole key as it stands in the letter."""
    seal = hmac.new(secret.encode(), f"key:{purpose.value}:{half}".encode(), hashlib.sha256).digest()
    return f"{half}.{seal[:16].hex()}"


def find(text: str, *, secret: str, now: datetime) -> Token | None:
    """The row a key belongs to, or None when the key was never ours. Raises KeyHasExpired."""
    half = text.partition(".")[0]
    if not half or len(text) > 100:
        return None
    token = db.session.get(Token, half)
    if token is None or not hmac.compare_digest(reveal(half, token.purpose, secret).encode(), text.encode()):
        return None
    if token.used_at is not None or token.expires_at <= now:
        raise KeyHasExpired(purpose=token.purpose)
    return token


def use(token: Token, *, now: datetime) -> None:
    """Turn the key. Raises KeyHasExpired if somebody turned it a moment ago."""
    turned = db.session.execute(
        sa.update(Token)
        .where(Token.half == token.half, Token.used_at.is_(None), Token.expires_at > now)
        .values(used_at=now)
        .returning(Token.half)
    ).scalar_one_or_none()
    if turned is None:
        raise KeyHasExpired(purpose=token.purpose)


def close_opening(person_id: int, *, now: datetime) -> None:
    """Every key to a person's account that is under way opens nothing any more."""
    db.session.execute(
        sa.update(Token)
        .where(Token.purpose.in_(OPENING), Token.subject_id == person_id, Token.used_at.is_(None))
        .values(used_at=now)
    )


def close_expired(*, now: datetime) -> None:
    """Keys whose time is over stay closed, even if the clock should be set back."""
    db.session.execute(
        sa.update(Token).where(Token.used_at.is_(None), Token.expires_at <= now).values(used_at=Token.expires_at)
    )


def forget_old(*, before: datetime) -> int:
    """Delete keys whose time was over before the given moment. Returns how many."""
    done = db.session.execute(sa.delete(Token).where(Token.expires_at < before))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
