"""So many in so long: attempts to sign in, letters asked for, profiles opened. The count is in the database."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db
from politiker.core.errors import RuleBroken
from politiker.core.register import LEGITIMATE, personal


@dataclass(frozen=True)
class Limit:
    """So many of something are allowed in so long a time, counted apart for each account, network or both."""

    kind: str
    most: int
    window: timedelta


class TooManyAttempts(RuleBroken):
    """Wait `seconds` before trying again."""


class FailedSignIn(Base):
    """A failed attempt to sign in, counted per account and per network for an hour; only hashes."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (sa.Index("ix_failed_sign_in_bucket", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(
        sa.String(64),
        info=personal(
            "Forsøg på at logge ind: e-mailadresse og netværk (kun som hash)",
            "At stoppe gæt på adgangskoder",
            LEGITIMATE,
            "Senest 2 timer efter",
        ),
    )
    at: Mapped[datetime]


def bucket(limit: Limit, value: str) -> str:
    """What a counted thing is known by; only a hash."""
    return hashlib.sha256(f"{limit.kind}:{value}".encode()).hexdigest()


def wait(limit: Limit, value: str, now: datetime, *, besides: int = 0) -> int:
    """How many seconds until one more is allowed, not counting the `besides` newest; 0 when it is now."""
    query = (
        sa.select(FailedSignIn.at)
        .where(FailedSignIn.bucket == bucket(limit, value), FailedSignIn.at > now - limit.window)
        .order_by(FailedSignIn.at.desc())
        .offset(limit.most + besides - 1)
        .limit(1)
    )
    eldest = db.session.scalars(query).one_or_none()  # of the newest so many; nothing when there are fewer
    return 0 if eldest is None else max(1, math.ceil((eldest + limit.window - now).total_seconds()))


def note(*counts: tuple[Limit, str], now: datetime) -> None:
    """Count one more of each."""
    db.session.add_all(FailedSignIn(bucket=bucket(limit, value), at=now) for limit, value in counts)


def count(*counts: tuple[Limit, str], now: datetime) -> bool:
    """Count one more of each; whether any of them was reached already."""
    is_too_often = any([wait(limit, value, now) for limit, value in counts])  # all are asked, whichever is reached
    note(*counts, now=now)
    return is_too_often
