"""What is kept of a confidential room: sealed texts, marks, numbers, and moments to the hour.

No table here has a person's number, and none a number of its own that grows: rows are known by random names, so that
they cannot be laid beside the rows of a table that tells the time. On SQLite the rows lie in the order of those names
(WITHOUT ROWID), for the hidden number of a row would tell the same. Every table says which room it is of, so that all
of it can be sealed anew when the keys change.
"""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, personal
from politiker.discussions.rooms.models import Level, Room

UID, MARK = sa.String(32), sa.String(43)
SCATTERED = {"sqlite_with_rowid": False}
WRITTEN = "Når kontoen slettes"


def _of_room() -> Mapped[int]:
    return mapped_column(sa.ForeignKey("room.id"), index=True)


def _sealed(name: str, purpose: str = "Samtalen i det fortrolige rum") -> Any:
    return mapped_column(info=personal(f"{name} (krypteret)", purpose, CONTRACT, WRITTEN))


class Deleted(enum.StrEnum):
    """Who took a post away: whoever wrote it, or a facilitator of the room."""

    AUTHOR = "author"
    FACILITATOR = "facilitator"


class SealedThread(Base):
    """A conversation. `number` is its place in the room, `activity` that of its newest post among all of the room.

    `sealed_content` holds title and kind; `sealed_learning` what the members have learned; `sealed_shown` which
    attributes each member may show here, by mark, as reckoned when the thread was opened.
    """

    __tablename__ = "sealed_thread"
    __table_args__ = (
        sa.Index("uq_sealed_thread_number", "room_id", "number", unique=True),
        sa.Index("ix_sealed_thread_activity", "room_id", "activity"),
        SCATTERED,
    )

    uid: Mapped[str] = mapped_column(UID, primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"))
    number: Mapped[int]
    activity: Mapped[int]
    sealed_content: Mapped[str] = _sealed("Overskrifter, du har skrevet i et fortroligt rum")
    sealed_shown: Mapped[str] = mapped_column(deferred=True)
    sealed_learning: Mapped[str | None] = _sealed("Læring, I har skrevet sammen i et fortroligt rum")
    learning_version: Mapped[int] = mapped_column(default=0, server_default="0")
    post_count: Mapped[int] = mapped_column(default=0, server_default="0")
    useful_number: Mapped[int | None]
    opened_at: Mapped[datetime]
    last_post_at: Mapped[datetime]


class SealedPost(Base):
    """A post. `author_mark` stands for whoever wrote it, in this thread and in no other."""

    __tablename__ = "sealed_post"
    __table_args__ = (
        sa.Index("uq_sealed_post_number", "thread_uid", "number", unique=True),
        sa.Index("ix_sealed_post_author", "thread_uid", "author_mark"),
        SCATTERED,
    )

    uid: Mapped[str] = mapped_column(UID, primary_key=True)
    room_id: Mapped[int] = _of_room()
    thread_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_thread.uid"))
    number: Mapped[int]
    author_mark: Mapped[str] = mapped_column(MARK)
    sealed_body: Mapped[str] = _sealed("Det, du skriver i et fortroligt rum")
    written_at: Mapped[datetime]
    edits: Mapped[int] = mapped_column(default=0, server_default="0")
    deleted: Mapped[Deleted | None] = mapped_column(words(Deleted))
    thanks: Mapped[int] = mapped_column(default=0, server_default="0")


class SealedVersion(Base):
    """What a post said before it was edited, the first version being 1."""

    __tablename__ = "sealed_version"
    __table_args__ = (SCATTERED,)

    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_post.uid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = _of_room()
    sealed_body: Mapped[str] = _sealed("Det, du skrev i et fortroligt rum, før du rettede det")


class SealedVoice(Base):
    """As whom somebody speaks in one thread: a name, or an alias with the attributes it shows."""

    __tablename__ = "sealed_voice"
    __table_args__ = (SCATTERED,)

    thread_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_thread.uid"), primary_key=True)
    author_mark: Mapped[str] = mapped_column(MARK, primary_key=True)
    room_id: Mapped[int] = _of_room()
    sealed_voice: Mapped[str] = _sealed("Navn eller alias i en fortrolig samtale")


class SealedThanks(Base):
    """Somebody thanked for a post; who, only a mark tells, of this one post."""

    __tablename__ = "sealed_thanks"
    __table_args__ = (SCATTERED,)

    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_post.uid"), primary_key=True)
    mark: Mapped[str] = mapped_column(MARK, primary_key=True)


class SealedReading(Base):
    """How far somebody has read a thread and how much they want to hear of it; never when."""

    __tablename__ = "sealed_reading"
    __table_args__ = (SCATTERED,)

    mark: Mapped[str] = mapped_column(MARK, primary_key=True)
    thread_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_thread.uid"), index=True)
    read_number: Mapped[int] = mapped_column(default=0, server_default="0")
    level: Mapped[Level | None] = mapped_column(words(Level))


class SealedDraft(Base):
    """What somebody has begun to write, and the day they last did."""

    __tablename__ = "sealed_draft"
    __table_args__ = (SCATTERED,)

    mark: Mapped[str] = mapped_column(MARK, primary_key=True)
    room_id: Mapped[int] = _of_room()
    sealed_content: Mapped[str] = mapped_column(
        info=personal(
            "Det, du er begyndt at skrive i et fortroligt rum (krypteret)", "At det ikke går tabt", CONTRACT,
            "31 dage efter sidste ændring",
        )
    )  # fmt: skip
    saved_on: Mapped[date]


class SealedPoll(Base):
    """A question on a post with answers to choose from; `answered` is how many have."""

    __tablename__ = "sealed_poll"
    __table_args__ = (SCATTERED,)

    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_post.uid"), primary_key=True)
    room_id: Mapped[int] = _of_room()
    sealed_content: Mapped[str]
    answered: Mapped[int] = mapped_column(default=0, server_default="0")


class SealedPollChoice(Base):
    """How many chose one answer. The words of it stand sealed in the poll."""

    __tablename__ = "sealed_poll_choice"
    __table_args__ = (SCATTERED,)

    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_poll.post_uid"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    chosen: Mapped[int] = mapped_column(default=0, server_default="0")


class SealedPollVoter(Base):
    """That somebody has answered a poll, as a mark of this one poll; never what."""

    __tablename__ = "sealed_poll_voter"
    __table_args__ = (SCATTERED,)

    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_poll.post_uid"), primary_key=True)
    mark: Mapped[str] = mapped_column(MARK, primary_key=True)


class SealedFile(Base):
    """A file on a post: its name, and its content, both sealed."""

    __tablename__ = "sealed_file"
    __table_args__ = (SCATTERED,)

    uid: Mapped[str] = mapped_column(UID, primary_key=True)
    room_id: Mapped[int] = _of_room()
    post_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_post.uid"), index=True)
    sealed_name: Mapped[str] = _sealed("Navne på filer i et fortroligt rum")
    sealed_content: Mapped[str] = mapped_column(
        deferred=True,
        info=personal(
            "Filer i et fortroligt rum (krypteret)", "Samtalen i det fortrolige rum", CONTRACT, WRITTEN
        ),
    )  # fmt: skip


class SealedRelease(Base):
    """What was learned, on its way out of the room: a text, the posts it quotes, and the open room it is meant for."""

    __tablename__ = "sealed_release"
    __table_args__ = (SCATTERED,)

    uid: Mapped[str] = mapped_column(UID, primary_key=True)
    room_id: Mapped[int] = _of_room()
    thread_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_thread.uid"), index=True)
    number: Mapped[int]
    proposer_mark: Mapped[str] = mapped_column(MARK)
    sealed_content: Mapped[str]
    is_out: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_stopped: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class SealedApproval(Base):
    """Whether somebody who is quoted lets the text out; no answer yet is None."""

    __tablename__ = "sealed_approval"
    __table_args__ = (SCATTERED,)

    release_uid: Mapped[str] = mapped_column(sa.ForeignKey("sealed_release.uid"), primary_key=True)
    author_mark: Mapped[str] = mapped_column(MARK, primary_key=True)
    is_approved: Mapped[bool | None]


# Every sealed column with what its row is known by: what is sealed anew when the keys change.
SEALED: tuple[tuple[type[Base], tuple[str, ...], tuple[str, ...]], ...] = (
    (Room, ("address",), ("sealed_title", "sealed_purpose", "sealed_mark_key")),
    (SealedThread, ("uid",), ("sealed_content", "sealed_shown", "sealed_learning")),
    (SealedPost, ("uid",), ("sealed_body",)),
    (SealedVersion, ("post_uid", "number"), ("sealed_body",)),
    (SealedVoice, ("thread_uid", "author_mark"), ("sealed_voice",)),
    (SealedDraft, ("mark",), ("sealed_content",)),
    (SealedPoll, ("post_uid",), ("sealed_content",)),
    (SealedFile, ("uid",), ("sealed_name", "sealed_content")),
    (SealedRelease, ("uid",), ("sealed_content",)),
)
