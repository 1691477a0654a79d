"""Threads and their posts, and what each reader has read, thanked for and begun to write."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from politiker.core.analyser import terms
from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, PUBLIC_TASK, personal
from politiker.discussions.rooms.models import Level
from politiker.people.models import Duty

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WRITTEN = "Når kontoen slettes"


class ThreadKind(enum.StrEnum):
    """What somebody opens a thread for."""

    QUESTION = "question"
    EXPERIENCE = "experience"
    ANNOUNCEMENT = "announcement"


class Thread(Lockable, Base):
    """A conversation. `post_count` is the number of its last post: posts are numbered from 1 without gaps.

    Whatever changes what a reader sees of it locks the thread, so `lock_version` tells whether it has changed.
    """

    __tablename__ = "thread"
    __table_args__ = (
        sa.Index("ix_thread_room", "room_id", "last_post_at", "id"),
        sa.Index("ix_thread_author", "author_id"),
        sa.Index(
            "ix_thread_pinned",
            "room_id",
            "last_post_at",
            "id",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        ),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("room.id"))
    kind: Mapped[ThreadKind] = mapped_column(words(ThreadKind))
    title: Mapped[str] = mapped_column(
        sa.String(160), info=personal("Overskrifter, du har skrevet", "Samtalen", CONTRACT, WRITTEN)
    )
    terms: Mapped[str] = mapped_column(
        default="",
        server_default="",
        info=personal("Ordene i overskrifter, du har skrevet", "At samtalen kan findes igen", CONTRACT, WRITTEN),
    )
    author_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), info=personal("Samtaler, du har startet", "Samtalen", CONTRACT, WRITTEN)
    )
    created_at: Mapped[datetime]
    post_count: Mapped[int] = mapped_column(default=0, server_default="0")
    last_post_at: Mapped[datetime]
    useful_post_id: Mapped[int | None] = mapped_column(BIG)
    pinned_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("thread.id"))
    learning: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("Læring, I har skrevet sammen", "Samtalen", CONTRACT, WRITTEN)
    )
    learning_html: Mapped[str] = mapped_column(default="", server_default="")
    learning_version: Mapped[int] = mapped_column(default=0, server_default="0")

    @validates("title")
    def _find_by_title(self, _name: str, title: str) -> str:
        """Whoever gives a thread its title makes it findable by that title."""
        self.terms = " ".join(terms(title))
        return title


class Post(Base):
    """One post, and what its author was when it was written. Its party is nowhere here."""

    __tablename__ = "post"
    __table_args__ = (
        sa.Index("uq_post_thread_number", "thread_id", "number", unique=True),
        sa.Index("ix_post_author", "author_id"),
        sa.Index(
            "ix_post_hidden",
            "hidden_at",
            sqlite_where=sa.text("hidden_at IS NOT NULL"),
            postgresql_where=sa.text("hidden_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), info=personal("Indlæg, du har skrevet", "Samtalen", CONTRACT, WRITTEN)
    )
    municipality_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("municipality.id"),
        info=personal("Kommune, da du skrev", "At læserne ved, hvem der taler", PUBLIC_TASK, WRITTEN),
    )
    duty: Mapped[Duty | None] = mapped_column(
        words(Duty), info=personal("Hverv, da du skrev", "At læserne ved, hvem der taler", PUBLIC_TASK, WRITTEN)
    )
    body: Mapped[str] = mapped_column(info=personal("Det, du skrev", "Samtalen", CONTRACT, WRITTEN))
    html: Mapped[str] = mapped_column(info=personal("Det, du skrev, som det vises", "Samtalen", CONTRACT, WRITTEN))
    terms: Mapped[str] = mapped_column(
        default="",
        server_default="",
        info=personal("Ordene i det, du skrev", "At det kan findes igen", CONTRACT, WRITTEN),
    )
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    thanks: Mapped[int] = mapped_column(default=0, server_default="0")


class PostVersion(Base):
    """What a post said before it was edited."""

    __tablename__ = "post_version"

    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(
        info=personal("Det, du skrev, før du rettede det", "At andre kan se, hvad der er rettet", CONTRACT, WRITTEN)
    )
    until: Mapped[datetime]


class Thanks(Base):
    """Somebody thanked for a post. There is one reaction, and no votes."""

    __tablename__ = "thanks"
    __table_args__ = (sa.Index("ix_thanks_person", "person_id"),)

    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Indlæg, du har takket for", "Samtalen", CONTRACT, WRITTEN),
    )


class Mention(Base):
    """Somebody who can read a post is named in it."""

    __tablename__ = "mention"
    __table_args__ = (sa.Index("ix_mention_person", "person_id"),)

    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Indlæg, du er nævnt i", "At du får det at vide", CONTRACT, WRITTEN),
    )


class ThreadReader(Base):
    """How far somebody has read a thread, and how much they want to hear of it; no level means the room's."""

    __tablename__ = "thread_reader"
    __table_args__ = (sa.Index("ix_thread_reader_thread", "thread_id", "level"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"), primary_key=True)
    read_number: Mapped[int] = mapped_column(
        default=0,
        server_default="0",
        info=personal("Hvor langt du er nået i en samtale", "At du kan fortsætte, hvor du slap", CONTRACT, WRITTEN),
    )
    level: Mapped[Level | None] = mapped_column(
        words(Level), info=personal("Samtaler, du følger eller har slået fra", "Hvad du får brev om", CONTRACT, WRITTEN)
    )


class Draft(Base):
    """What somebody has begun to write, and where: `place` is "room:<id>" or "thread:<id>"."""

    __tablename__ = "draft"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    content: Mapped[str] = mapped_column(
        info=personal("Det, du er begyndt at skrive", "At det ikke går tabt", CONTRACT, "30 dage efter sidste ændring")
    )
    saved_at: Mapped[datetime]


class Poll(Base):
    """A question on a post, with answers to choose from."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), unique=True)
    question: Mapped[str] = mapped_column(sa.String(200))
    takes_several: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    closes_at: Mapped[datetime | None]
    answered: Mapped[int] = mapped_column(default=0, server_default="0")


class PollChoice(Base):
    """One answer of a poll, and how many chose it."""

    __tablename__ = "poll_choice"

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(120))
    chosen: Mapped[int] = mapped_column(default=0, server_default="0")


class PollVoter(Base):
    """That somebody has answered a poll, as a mark nobody can make without the server's secret; never what."""

    __tablename__ = "poll_voter"

    poll_id: Mapped[int] = mapped_column(sa.ForeignKey("poll.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class LearningVersion(Base):
    """What the box "what we learned" said, who wrote it, and when."""

    __tablename__ = "learning_version"

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), info=personal("Læring, du har skrevet på", "Samtalen", CONTRACT, WRITTEN)
    )
    body: Mapped[str] = mapped_column(info=personal("Læring, som du skrev den", "Samtalen", CONTRACT, WRITTEN))
    at: Mapped[datetime]
