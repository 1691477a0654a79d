"""What an evaluation is: sums and loose slips of paper, and nothing that says who answered what.

There is no row for an answer. A question holds how often each answer was given, and its texts in a bag that is shaken
whenever one more is put in. That somebody has not answered yet is a ballot, known by a keyed hash; answering tears it
up, and what is gone has neither a time nor a place in an order.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONSENT, CONTRACT, personal

FEWEST = 5  # people behind any number that is shown
SCALE = tuple("12345")
LONGEST_QUESTION, LONGEST_TEXT, LONGEST_TAKEAWAY = 300, 1000, 500  # characters


class QuestionKind(enum.StrEnum):
    """How a question is answered: from 1 to 5, by choosing one of several, or in one's own words."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class CertificateFor(enum.StrEnum):
    """Who can have a certificate: those who were there, everybody with a seat, or nobody."""

    THERE = "there"
    SEATED = "seated"
    NOBODY = "nobody"


class Used(enum.StrEnum):
    """Whether what somebody took home was put to use."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Evaluation(Lockable, Base):
    """What comes after one event: the questions, until when they can be answered, and who gets a certificate.

    `groups` says, for each way of dividing the guests, which groups were large enough at the opening to be counted
    apart: nothing is ever noted about a smaller one.
    """

    __tablename__ = "evaluation"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    days_open: Mapped[int]
    asks_takeaway: Mapped[bool]
    certificate_for: Mapped[CertificateFor] = mapped_column(words(CertificateFor))
    certificate_hours: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    groups: Mapped[dict[str, Any]]
    answers: Mapped[int]

    def is_open(self, now: datetime) -> bool:
        """Whether one can answer: from the opening until the last day, even if it is closed a little later."""
        return (
            self.opened_at is not None
            and self.closed_at is None
            and (self.closes_at is not None and now < self.closes_at)
        )


class EvaluationQuestion(Base):
    """One question with all that was answered: `counts` by dimension, group and answer, `texts` in no order."""

    __tablename__ = "evaluation_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(words(QuestionKind))
    text: Mapped[str] = mapped_column(sa.String(300))
    options: Mapped[str]
    counts: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be answered, when it is not in one's own words."""
        if self.kind is QuestionKind.SCALE:
            return SCALE
        return tuple(self.options.splitlines()) if self.kind is QuestionKind.CHOICE else ()


class Ballot(Base):
    """That one answer may still be given. Without rows in order, and torn up when it is used."""

    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(
        sa.String(64),
        primary_key=True,
        info=personal(
            "At du endnu ikke har evalueret (kun som hash)", "At ingen svarer to gange", CONTRACT,
            "Når evalueringen lukker",
        ),
    )  # fmt: skip
    evaluation_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation.id", ondelete="CASCADE"))


class Takeaway(Base):
    """The one thing a guest takes home; theirs alone to read. `sent_back` is how often it was sent to them: 0 to 2."""

    __tablename__ = "takeaway"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(
        sa.String(500),
        info=personal("Det, du tager med hjem", "At minde dig om det", CONSENT, "14 måneder efter arrangementet"),
    )
    sent_back: Mapped[int] = mapped_column(default=0)
    used_after_month: Mapped[Used | None] = mapped_column(
        words(Used),
        info=personal("Om det blev brugt, efter 30 dage", "At lære af det", CONSENT, "14 måneder efter arrangementet"),
    )
    used_after_year: Mapped[Used | None] = mapped_column(
        words(Used),
        info=personal("Om det blev brugt, efter et år", "At lære af det", CONSENT, "14 måneder efter arrangementet"),
    )


class Certificate(Base):
    """That a guest was there, to be shown to others. Whoever has the code can see that it is true."""

    __tablename__ = "certificate"

    code: Mapped[str] = mapped_column(
        sa.String(22),
        primary_key=True,
        info=personal(
            "Koden på din dokumentation for deltagelse", "At andre kan se, at den er ægte", CONTRACT,
            "5 år efter (bogføring)",
        ),
    )  # fmt: skip
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    issued_at: Mapped[datetime]
