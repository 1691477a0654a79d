"""Which answers by mail were taken, so that one that is sent twice becomes one post."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, insert_once

KEPT = timedelta(days=60)  # the address an answer went to has stopped working long before


class TakenAnswer(Base):
    """That a mail was taken: a hash of where it went and its Message-ID, and nothing about whose it was."""

    __tablename__ = "taken_answer"

    mark: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(index=True)


def is_first(address: str, message_id: str, *, now: datetime) -> bool:
    """Note that a mail is taken; False when it was taken before. Who comes second waits for the first to commit."""
    mark = hashlib.sha256(f"{address.lower()}\n{message_id}".encode()).hexdigest()
    return insert_once(TakenAnswer, {"mark": mark, "taken_at": now}, "mark")


def forget_taken(*, now: datetime) -> int:
    """Delete what is remembered of answers longer ago than 60 days. Returns how many."""
    done = db.session.execute(sa.delete(TakenAnswer).where(TakenAnswer.taken_at < now - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
