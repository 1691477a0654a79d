"""A double click or a retry after a lost answer gives the same result once.

The key is written first, in the transaction of the act itself: a twin waits for it, and then finds the answer.
"""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, insert_once
from politiker.core.errors import RuleBroken
from politiker.core.register import CONTRACT, personal


class KeyUsedForSomethingElse(RuleBroken):
    """The same key came with another request than the first time."""


class Answer(Base):
    """What was answered to one request of one person. Kept two days; holds a digest, no content."""

    __tablename__ = "answer"

    key: Mapped[str] = mapped_column(
        sa.String(100),
        primary_key=True,
        info=personal("At du har sendt en formular", "At det samme ikke sker to gange", CONTRACT, "2 dage efter"),
    )
    digest: Mapped[str] = mapped_column(sa.String(64))
    location: Mapped[str | None]
    at: Mapped[datetime]


def _key(person_id: int, key: str) -> str:
    return f"{person_id}:{hashlib.sha256(key.encode()).hexdigest()[:48]}"


def answered_before(person_id: int, key: str, request: bytes, *, now: datetime, then: str | None = None) -> str | None:
    """Where this person's request with this key was sent on to the first time, or None the first time.

    `then` is where it will be sent on to, when that is known beforehand; otherwise call `remember`.
    Raises KeyUsedForSomethingElse.
    """
    digest = hashlib.sha256(request).hexdigest()
    whole = _key(person_id, key)
    if insert_once(Answer, {"key": whole, "digest": digest, "location": then, "at": now}, "key"):
        return None
    earlier = db.session.get_one(Answer, whole)
    if earlier.digest != digest:
        raise KeyUsedForSomethingElse
    return earlier.location or "/"


def remember(person_id: int, key: str, location: str) -> None:
    """Where the request of this key is sent on to, once that is known."""
    db.session.execute(sa.update(Answer).where(Answer.key == _key(person_id, key)).values(location=location))


def forget_old(*, before: datetime) -> int:
    """Delete answers given before a moment. Returns how many."""
    done = db.session.execute(sa.delete(Answer).where(Answer.at < before))
    return int(done.rowcount)  # type: ignore[attr-defined]
