"""A double click or a retry after a lost answer gives the same result once.

The key is written first, in the transaction of the act itself: a twin waits for it, and then finds the answer.
What is stored as the key is a hash over the person and a long random number from the form, so that it leads to nobody.
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


class UntimedAnswer(Base):
    """That a form of a confidential room came once. To the hour, without where it led to, and away from the others:
    between their rows it would have a time again.
    """

    __tablename__ = "untimed_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


def _key(person_id: int, key: str) -> str:
    return hashlib.sha256(f"{person_id}:{key}".encode()).hexdigest()


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


def came_before(person_id: int, key: str, request: bytes, *, now: datetime) -> bool:
    """Whether this person's request with this key came before, for what may leave no trace of who or when.

    Raises KeyUsedForSomethingElse.
    """
    whole, digest = _key(person_id, key), hashlib.sha256(request).hexdigest()
    hour = now.replace(minute=0, second=0, microsecond=0)
    if insert_once(UntimedAnswer, {"key": whole, "digest": digest, "at": hour}, "key"):
        return False
    if db.session.get_one(UntimedAnswer, whole).digest != digest:
        raise KeyUsedForSomethingElse
    return True


def remember(person_id: int, key: str, location: str) -> None:
    """Where the request of this key is sent on to, once that is known."""
    db.session.execute(sa.update(Answer).where(Answer.key == _key(person_id, key)).values(location=location))


def is_known(person_id: int, keys: list[str]) -> bool:
    """Whether a request of this person with one of these keys has been answered."""
    known = sa.select(Answer.key).where(Answer.key.in_([_key(person_id, key) for key in keys]))
    return db.session.execute(known.limit(1)).first() is not None


def came_already(person_id: int, keys: list[str]) -> bool:
    """Whether a request that left no trace, of this person with one of these keys, has come."""
    came = sa.select(UntimedAnswer.key).where(UntimedAnswer.key.in_([_key(person_id, key) for key in keys]))
    return db.session.execute(came.limit(1)).first() is not None


def forget_old(*, before: datetime) -> int:
    """Delete answers given before a moment. Returns how many."""
    gone = 0
    for table in (Answer, UntimedAnswer):
        done = db.session.execute(sa.delete(table).where(table.at < before))
        gone += int(done.rowcount)  # type: ignore[attr-defined]
    return gone
