"""A letter an organiser writes to some participants of an event, and which reminders an event does without."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, personal
from politiker.registrations.models import Participant

LONGEST_SUBJECT = 150  # characters, as it is written; a name put in makes it longer
LONGEST_TEXT = 10_000  # characters
MOST_FILES = 3
MOST_TOGETHER = 10 * 1024 * 1024  # bytes of all files of one letter
WHY = "At vide, hvad der er skrevet til deltagerne"
LONGEST_BEFORE = 60  # days before an event that a reminder of one's own can go


class Audience(enum.StrEnum):
    """Whom a letter is for."""

    CERTAIN = "certain"
    WAITING = "waiting"
    OFFERED = "offered"
    UNDECIDED = "undecided"
    EVERYBODY = "everybody"
    NEEDS_UNSTATED = "needs_unstated"
    PRESENCE_UNCONFIRMED = "presence_unconfirmed"
    ARRIVED = "arrived"
    ABSENT = "absent"
    CALLED_OFF = "called_off"
    PICKED = "picked"


class Mailing(Lockable, Base):
    """One letter to many: a draft until it is sent, and a record of what was said from then on.

    `picked` are the ids of registrations chosen by hand. With `days_before` it is the event's own reminder, which the
    worker sends by itself so many days before the start.
    """

    __tablename__ = "mailing"
    __table_args__ = (
        sa.Index("ix_mailing_event", "event_id", "id"),
        sa.Index(
            "uq_mailing_reminder",
            "event_id",
            unique=True,
            sqlite_where=sa.text("days_before IS NOT NULL"),
            postgresql_where=sa.text("days_before IS NOT NULL"),
        ),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    audience: Mapped[Audience] = mapped_column(words(Audience))
    kind: Mapped[Participant | None] = mapped_column(words(Participant))
    picked: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    subject: Mapped[str] = mapped_column(
        sa.String(200), info=personal("Emnet i dine breve til deltagere", WHY, CONTRACT, "Når arrangementet slettes")
    )
    text: Mapped[str] = mapped_column(
        info=personal("Dine breve til deltagere", WHY, CONTRACT, "Når arrangementet slettes")
    )
    days_before: Mapped[int | None]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recipients: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class MailingFile(Base):
    """A file that goes with a letter."""

    __tablename__ = "mailing_file"

    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, unique=True)


class MailingRecipient(Base):
    """Whom a letter was sent to, by their place at the event."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (sa.Index("ix_mailing_recipient_registration", "registration_id"),)

    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        sa.ForeignKey("registration.id", ondelete="CASCADE"),
        primary_key=True,
    )


class SilentReminder(Base):
    """A reminder of the house that an event does without: so many days before the start."""

    __tablename__ = "silent_reminder"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


NEEDED = sa.select(MailingFile.file_id)  # the ids of files that letters need
