"""What a question of an event is, what one may choose, and what a guest has answered."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, personal

LONGEST_KEPT = 365  # days after the event
FORGOTTEN = "Det antal dage efter arrangementet, der står ved spørgsmålet, højst 365"


class QuestionKind(enum.StrEnum):
    """How a question is answered. A yes-no question has two choices, and they may have a limit and a price too."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    FILE = "file"

    @property
    def has_choices(self) -> bool:
        return self in {QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO}


class Asked(enum.StrEnum):
    """When a question is asked: on the sign-up form, or once the seat is certain."""

    BEFORE = "before"
    AFTER = "after"


class Question(Base):
    """One question of an event, why it is asked, and how many days after the event its answers are forgotten.

    One that was answered is closed and not removed: it is asked no more, and what was answered stands.
    """

    __tablename__ = "question"
    __table_args__ = (
        sa.CheckConstraint(f"kept_days BETWEEN 0 AND {LONGEST_KEPT}", name="kept_at_most_a_year"),
        sa.Index("ix_question_event", "event_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    place: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(words(QuestionKind))
    asked: Mapped[Asked] = mapped_column(words(Asked))
    text: Mapped[str] = mapped_column(sa.String(200))
    help: Mapped[str] = mapped_column(sa.String(600), default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(sa.String(200))
    kept_days: Mapped[int] = mapped_column(default=30)
    closed_at: Mapped[datetime | None]

    choices: Mapped[list["QuestionChoice"]] = relationship(
        order_by="QuestionChoice.place", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    condition: Mapped["QuestionCondition | None"] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )

    @property
    def rank(self) -> tuple[bool, int]:
        """Its place among all of them: what is asked before comes first."""
        return self.asked is Asked.AFTER, self.place

    @property
    def only_if(self) -> int | None:
        """The choice that has to be taken for this to be asked; None when it is asked of everybody."""
        return self.condition.choice_id if self.condition is not None else None


class QuestionChoice(Base):
    """One of the answers one may choose: how many may have it, None for any number, and what it costs in øre.

    `taken` is how many have it, where `queries.questions_of` was asked to count.
    """

    __tablename__ = "question_choice"
    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.Index("ix_question_choice_question", "question_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(120))
    most: Mapped[int | None]
    price: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int | None] = query_expression()

    @property
    def left(self) -> int | None:
        """How many may still take it, when it has a limit and was counted."""
        return max(0, self.most - (self.taken or 0)) if self.most is not None else None


class QuestionCondition(Base):
    """That a question is asked only of those who took one choice of an earlier question."""

    __tablename__ = "question_condition"
    __table_args__ = (sa.Index("ix_question_condition_choice", "choice_id"),)

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    choice_id: Mapped[int] = mapped_column(sa.ForeignKey("question_choice.id", ondelete="CASCADE"))


class GuestAnswer(Base):
    """What a guest answered to one question: a text, a file, or a choice; one row for each of several choices."""

    __tablename__ = "guest_answer"
    __table_args__ = (
        sa.Index("ix_guest_answer_registration", "registration_id", "question_id"),
        sa.Index("ix_guest_answer_question", "question_id"),
        sa.Index("ix_guest_answer_choice", "choice_id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"))
    choice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question_choice.id", ondelete="CASCADE"),
        info=personal("Hvad du har valgt, da du tilmeldte dig", "Det, der står ved spørgsmålet", CONTRACT, FORGOTTEN),
    )
    text: Mapped[str] = mapped_column(
        default="",
        info=personal("Hvad du har svaret arrangøren", "Det, der står ved spørgsmålet", CONTRACT, FORGOTTEN),
    )
    file_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("stored_file.id"),
        unique=True,
        info=personal("Filer, du har sendt arrangøren", "Det, der står ved spørgsmålet", CONTRACT, FORGOTTEN),
    )
