"""A poll about the date of an event, and what those invited answer."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, personal

MOST_DATES = 10
MOST_INVITED = 500  # to one poll
FORGOTTEN = "30 dage efter den sidste af de datoer, der blev spurgt om"


class Reply(enum.StrEnum):
    """Whether somebody can come on a date."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


class DatePoll(Lockable, Base):
    """The one poll about the date of an event. Closed for good when a date is chosen."""

    __tablename__ = "date_poll"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    chosen_starts_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DateOption(Base):
    """One of the dates that are asked about."""

    __tablename__ = "date_option"
    __table_args__ = (sa.Index("ix_date_option_poll", "poll_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("date_poll.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class DateInvitation(Base):
    """Somebody who is asked which dates they can come."""

    __tablename__ = "date_invitation"
    __table_args__ = (sa.UniqueConstraint("poll_id", "person_id"), sa.Index("ix_date_invitation_person", "person_id"))

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("date_poll.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("At du er spurgt om en dato", "At finde en dato, der passer", CONTRACT, FORGOTTEN),
    )
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class DateAnswer(Base):
    """What somebody answered to one date."""

    __tablename__ = "date_answer"
    __table_args__ = (sa.Index("ix_date_answer_option", "option_id"),)

    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("date_invitation.id", ondelete="CASCADE"), primary_key=True
    )
    option_id: Mapped[int] = mapped_column(sa.ForeignKey("date_option.id", ondelete="CASCADE"), primary_key=True)
    reply: Mapped[Reply] = mapped_column(
        words(Reply), info=personal("Hvilke datoer du kan", "At finde en dato, der passer", CONTRACT, FORGOTTEN)
    )
