"""Rooms, who was let into the closed ones, and what each has chosen for a room."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, LEGITIMATE, personal
from politiker.people.models import Duty


class RoomKind(enum.StrEnum):
    """Whom a room is for.

    An open room is for every councillor; an event's for its participants; a role's for those who have the role now;
    a network for those who were let in.
    """

    OPEN = "open"
    EVENT = "event"
    ROLE = "role"
    NETWORK = "network"


class Level(enum.StrEnum):
    """How much one wants to hear of a room or a thread."""

    FOLLOW = "follow"
    NORMAL = "normal"
    MUTE = "mute"


class Room(Lockable, Base):
    """A room. `address` is a word for an open room and opaque for every other.

    A confidential room has neither title nor purpose here: both stand sealed in `sealed_title` and `sealed_purpose`,
    and `sealed_mark_key` is the sealed key that its marks are made with. Its moments are to the hour.

    How many municipalities and lists are represented is counted now and then by a job; see `breadth`.
    """

    __tablename__ = "room"

    address: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[RoomKind] = mapped_column(words(RoomKind), index=True)
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    title: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    purpose: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"), unique=True)
    duty: Mapped[Duty | None] = mapped_column(words(Duty))
    committee: Mapped[str | None] = mapped_column(sa.String(120))
    newly_elected: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    sealed_title: Mapped[str | None]
    sealed_purpose: Mapped[str | None]
    sealed_mark_key: Mapped[str | None]
    created_at: Mapped[datetime]
    last_post_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    municipalities: Mapped[int] = mapped_column(default=0, server_default="0")
    parties: Mapped[int] = mapped_column(default=0, server_default="0")
    counted_at: Mapped[datetime | None]


class RoomMember(Base):
    """Somebody let into a network, or asked to come; or the facilitator of any room."""

    __tablename__ = "room_member"
    __table_args__ = (sa.Index("ix_room_member_person", "person_id"),)

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Lukkede rum, du er med i", "At lukke dig ind", CONTRACT, "Når kontoen slettes"),
    )
    is_facilitator: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    invited_at: Mapped[datetime | None]
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    @property
    def is_inside(self) -> bool:
        return self.joined_at is not None and self.left_at is None

    @property
    def is_asked(self) -> bool:
        """Invited, and has not answered."""
        return self.invited_at is not None and self.joined_at is None and self.left_at is None

    @classmethod
    def is_in(cls) -> sa.ColumnElement[bool]:
        """The condition of a query that somebody is in the room now."""
        return sa.and_(cls.joined_at.is_not(None), cls.left_at.is_(None))

    @classmethod
    def is_invited(cls) -> sa.ColumnElement[bool]:
        """The condition of a query that somebody is invited and has not answered."""
        return sa.and_(cls.invited_at.is_not(None), cls.joined_at.is_(None), cls.left_at.is_(None))


class RoomChoice(Base):
    """How much somebody wants to hear of a room, and until when they may not write in it."""

    __tablename__ = "room_choice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"), primary_key=True, index=True)
    level: Mapped[Level] = mapped_column(
        words(Level),
        default=Level.NORMAL,
        server_default=Level.NORMAL.value,
        info=personal("Rum, du følger eller har slået fra", "Hvad du får brev om", CONTRACT, "Når kontoen slettes"),
    )
    silenced_until: Mapped[datetime | None] = mapped_column(
        info=personal("Til hvornår du ikke må skrive i et rum", "God tone", LEGITIMATE, "Når kontoen slettes")
    )
