"""What is kept of moderation: reports, removals that take two, who has blocked whom, and opened rooms."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, LEGITIMATE, personal
from politiker.discussions.threads.models import BIG

TONE = "God tone og tryghed i rummene"
YEAR = "12 måneder efter afgørelsen"


class Reason(enum.StrEnum):
    """Why a post is reported, or something is done about it; chosen from a list, for the trail holds no free text."""

    ATTACK = "attack"
    CONFIDENCE = "confidence"
    POLITICS = "politics"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Undo(enum.StrEnum):
    """Why something is undone."""

    MISTAKE = "mistake"
    SETTLED = "settled"


class Outcome(enum.StrEnum):
    """How a report ended."""

    HIDDEN = "hidden"
    KEPT = "kept"


class Category(enum.StrEnum):
    """Why a closed room has to be opened to an administrator."""

    DANGER = "danger"
    CRIME = "crime"
    BREACH = "breach"
    AUTHORITY = "authority"


_OPEN: dict[str, Any] = {
    "sqlite_where": sa.text("decided_at IS NULL"),
    "postgresql_where": sa.text("decided_at IS NULL"),
}


class Report(Lockable, Base):
    """Somebody thinks a moderator should look at a post.

    Of a post in a confidential room there is only the random name of its row, and of whoever reported it a mark
    that nobody can make without the key of the room.
    """

    __tablename__ = "report"
    __table_args__ = (
        sa.Index("uq_report_open", "post_id", "person_id", unique=True, **_OPEN),
        sa.Index("uq_report_open_sealed", "sealed_post_id", "reporter_mark", unique=True, **_OPEN),
        sa.Index("ix_report_decided_at", "decided_at"),
        sa.Index("ix_report_person_id", "person_id"),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"))
    post_id: Mapped[int | None] = mapped_column(BIG, sa.ForeignKey("post.id"))
    sealed_post_id: Mapped[str | None] = mapped_column(sa.String(32))
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id"), info=personal("At du har indberettet et indlæg", TONE, LEGITIMATE, YEAR)
    )
    reporter_mark: Mapped[str | None] = mapped_column(sa.String(64))
    reason: Mapped[Reason] = mapped_column(
        words(Reason), info=personal("Hvorfor du har indberettet et indlæg", TONE, LEGITIMATE, YEAR)
    )
    note: Mapped[str] = mapped_column(
        default="",
        server_default="",
        info=personal("Det, du skrev til moderatoren", TONE, LEGITIMATE, YEAR),
    )
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))


class Removal(Lockable, Base):
    """A wish to hide a post as political campaigning. It takes two; until the second agrees nothing changes."""

    __tablename__ = "removal"
    __table_args__ = (sa.Index("uq_removal_open", "post_id", unique=True, **_OPEN),)

    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool | None]


class Block(Base):
    """Somebody will not hear from another: by their own wish, by a moderator's, or both."""

    __tablename__ = "block"
    __table_args__ = (sa.Index("ix_block_blocked", "blocked_id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Hvem du har blokeret", "At du ikke hører fra dem", CONTRACT, "Når du fjerner den"),
    )
    wished_at: Mapped[datetime | None]
    imposed_at: Mapped[datetime | None]
    imposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class Opening(Lockable, Base):
    """A closed room opened to one administrator for an hour: asked for by that one, allowed by another."""

    __tablename__ = "opening"
    __table_args__ = (
        sa.Index("ix_opening_room", "room_id", "ends_at"),
        sa.Index("uq_opening_waiting", "room_id", "asked_by_id", unique=True, **_OPEN),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    category: Mapped[Category] = mapped_column(words(Category))
    reason: Mapped[str] = mapped_column(
        sa.String(500), info=personal("Hvorfor du ville læse et lukket rum", "Sporbarhed", LEGITIMATE, YEAR)
    )
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    is_allowed: Mapped[bool | None]
    ends_at: Mapped[datetime | None]
