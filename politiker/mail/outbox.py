"""The outbox: a letter is a row, written in the same transaction as the change it tells about.

The row holds which letter, to whom, and the facts as plain data; the worker writes it out and delivers it.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, insert_many_once, insert_once
from politiker.core.register import CONTRACT, personal

POSTED_AT_ONCE = 500  # letters a statement


class OutgoingMail(Base):
    """One letter to one person. `intent` is unique: the same thing is never told twice."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index(
            "ix_outgoing_mail_due",
            "due_at",
            sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
        ),
        sa.Index(
            "ix_outgoing_mail_failed",
            "failed_at",
            sqlite_where=sa.text("failed_at IS NOT NULL"),
            postgresql_where=sa.text("failed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    intent: Mapped[str] = mapped_column(sa.String(120), unique=True)
    code: Mapped[str] = mapped_column(sa.String(32))
    letter: Mapped[str] = mapped_column(sa.String(40))
    person_id: Mapped[int] = mapped_column(
        index=True,
        info=personal(
            "Hvem et brev er til",
            "At skrive til dig, og kun én gang",
            CONTRACT,
            "7 dage efter afsendelse; at du er blevet mindet om et arrangement: 5 år; at en arrangør har skrevet: 1 år",
        ),
    )
    address: Mapped[str | None] = mapped_column(
        info=personal("En anden adresse end den, vi kender", "At skrive til dig", CONTRACT, "7 dage efter afsendelse")
    )
    facts: Mapped[dict[str, Any]] = mapped_column(
        info=personal("Brevets oplysninger", "At skrive brevet", CONTRACT, "7 dage efter afsendelse")
    )
    subject_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


def post(
    letter: str,
    person_id: int,
    facts: dict[str, Any],
    *,
    intent: str,
    now: datetime,
    subject_id: int | None = None,
    address: str | None = None,
) -> bool:
    """Put a letter in the outbox; False when this very intent is there already.

    `intent` names what is told (`registered:17`) and gives the letter its one Message-ID. `subject_id` is the
    row the letter speaks of, read again when the letter is written out. `address` is for the rare letter that
    goes elsewhere than to the person's present address.
    """
    row = _row(letter, person_id, facts, intent, now, subject_id) | {"address": address}
    return insert_once(OutgoingMail, row, "intent")


def post_many(letter: str, to: Iterable[tuple[int, int, dict[str, Any]]], *, intent: str, now: datetime) -> None:
    """The same letter to many, each as (person id, subject id, facts); `intent` gets the subject's id at its end."""
    rows = [_row(letter, person, facts, f"{intent}:{subject}", now, subject) for person, subject, facts in to]
    if rows:
        db.session.execute(sa.insert(OutgoingMail), rows)


def post_to_all(
    letter: str,
    people: Iterable[tuple[int, str]],
    facts: dict[str, Any],
    *,
    subject_id: int,
    now: datetime,
) -> None:
    """One thing told to many in few statements, each as (person id, intent); an intent that is there stays as it is."""
    rows = [_row(letter, person, facts, intent, now, subject_id) for person, intent in people]
    for start in range(0, len(rows), POSTED_AT_ONCE):
        insert_many_once(OutgoingMail, rows[start : start + POSTED_AT_ONCE], "intent")


def _row(
    letter: str, person_id: int, facts: dict[str, Any], intent: str, now: datetime, subject_id: int | None
) -> dict[str, Any]:
    return {
        "intent": intent,
        "code": secrets.token_hex(12),
        "letter": letter,
        "person_id": person_id,
        "facts": facts,
        "subject_id": subject_id,
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }


def oldest_unsent() -> datetime | None:
    """When the oldest letter that still waits was written."""
    return db.session.execute(
        sa.select(sa.func.min(OutgoingMail.created_at)).where(
            OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None), OutgoingMail.dropped_at.is_(None)
        )
    ).scalar_one()


def counts() -> dict[str, int]:
    """How many letters are queued, sent, dropped (no longer due to anybody) and failed."""
    mail = OutgoingMail
    states = {"sent": mail.sent_at, "dropped": mail.dropped_at, "failed": mail.failed_at}
    state = sa.case(*((column.is_not(None), name) for name, column in states.items()), else_="queued")
    found = db.session.execute(sa.select(state, sa.func.count()).group_by(state))
    return {"queued": 0, "sent": 0, "dropped": 0, "failed": 0} | {name: count for name, count in found}


def retry_failed(*, now: datetime) -> int:
    """Put every letter that was given up in line again. Returns how many."""
    done = db.session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, due_at=now, leased_until=None)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def send_again(mail_id: int, *, now: datetime) -> bool:
    """Put a letter that was given up, or sent already, in line once more; False when it is neither.

    What was given up keeps its Message-ID; what was sent gets another, or the recipient's machine would throw it away.
    """
    has_left = sa.or_(OutgoingMail.failed_at.is_not(None), OutgoingMail.sent_at.is_not(None))
    anew = sa.case((OutgoingMail.sent_at.is_not(None), secrets.token_hex(12)), else_=OutgoingMail.code)
    return _in_line_again(sa.and_(OutgoingMail.id == mail_id, has_left), now=now, code=anew, sent_at=None) == 1


def retry(which: sa.ColumnElement[bool], *, now: datetime) -> int:
    """Put those letters of some that were given up in line again. Returns how many."""
    return _in_line_again(sa.and_(which, OutgoingMail.failed_at.is_not(None)), now=now)


def _in_line_again(which: sa.ColumnElement[bool], *, now: datetime, **more: Any) -> int:
    done = db.session.execute(
        sa.update(OutgoingMail)
        .where(which)
        .values(failed_at=None, error=None, attempts=0, due_at=now, leased_until=None, **more)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
