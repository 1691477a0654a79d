"""What is new for one person in the rooms: threads in the open ones by name, the closed ones only as a number."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind
from politiker.discussions.rooms.standing import belongs
from politiker.discussions.threads.models import Post, Thread, ThreadReader

MOST_THREADS = 7
MOST_POSTS = 100  # of one thread are looked at; a longer list of news is "at least so many"


def has_news(person_id: Any, since: Any, until: datetime, now: datetime) -> sa.ColumnElement[bool]:
    """For a query over persons: whether anything happened in their rooms that they have not read."""
    in_thread = sa.exists(
        _threads(person_id, since, now)
        .with_only_columns(sa.literal(1))
        .where(Thread.post_count > _read())
        .correlate_except(Thread, Room, ThreadReader, RoomChoice)
    )
    in_sealed = sa.exists(
        _rooms(person_id, now)
        .with_only_columns(sa.literal(1))
        .where(_is_sealed_news(since, until))
        .correlate_except(Room, RoomChoice)
    )
    return sa.or_(in_thread, in_sealed)


def threads_with_news(person_id: int, since: datetime, *, now: datetime) -> tuple[list[Any], int]:
    """Threads in open rooms with posts one has not read, those one follows or opened first, and how many there are.

    Each as (id, title, address, posts, first_at): how many new posts, and when the first of them was written. Two
    statements.
    """
    mine = sa.or_(Thread.author_id == person_id, _level() == Level.FOLLOW.value)
    picked = db.session.execute(
        _threads(person_id, since, now)
        .where(Room.kind == RoomKind.OPEN, sa.exists().where(*_unread(person_id, since)))
        .with_only_columns(Thread.id, sa.func.count().over().label("total"))
        .order_by(sa.case((mine, 0), else_=1), Thread.last_post_at.desc(), Thread.id.desc())
        .limit(MOST_THREADS)
    ).all()
    counted = (
        _threads(person_id, since, now)
        .join(Post, sa.and_(*_unread(person_id, since)))
        .where(Thread.id.in_([row.id for row in picked]))
        .with_only_columns(
            Thread.id, Thread.title, Room.address,
            sa.func.count(Post.id).label("posts"), sa.func.min(Post.created_at).label("first_at"),
        )
        .group_by(Thread.id, Thread.title, Room.address)
    )  # fmt: skip
    found = {row.id: row for row in db.session.execute(counted)} if picked else {}
    return [found[row.id] for row in picked if row.id in found], picked[0].total if picked else 0


def closed_rooms_with_news(person_id: int, since: datetime, until: datetime, *, now: datetime) -> int:
    """In how many of one's closed rooms something happened. Of a confidential room it is told to all alike."""
    in_thread = (
        _threads(person_id, since, now)
        .where(Room.kind != RoomKind.OPEN, sa.exists().where(*_unread(person_id, since)))
        .with_only_columns(Room.id)
    )
    sealed = _rooms(person_id, now).where(_is_sealed_news(since, until)).with_only_columns(Room.id)
    rooms = sa.union(in_thread, sealed).subquery()
    return int(db.session.execute(sa.select(sa.func.count()).select_from(rooms)).scalar_one())


def _rooms(person_id: Any, now: datetime) -> sa.Select[Any]:
    """The closed rooms a councillor is in and has not muted."""
    choice = sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == person_id)
    is_muted = sa.func.coalesce(RoomChoice.level == Level.MUTE, sa.false())
    return (
        sa.select(Room.id)
        .outerjoin(RoomChoice, choice)
        .where(Room.kind != RoomKind.OPEN, Room.archived_at.is_(None), belongs(person_id, now), ~is_muted)
    )


def _is_sealed_news(since: Any, until: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Room.is_confidential, Room.last_post_at >= since, Room.last_post_at < until)


def _threads(person_id: Any, since: Any, now: datetime) -> sa.Select[Any]:
    """The threads with a post since then that a councillor can read and has not muted."""
    return (
        sa.select(Thread.id)
        .join(Room, Room.id == Thread.room_id)
        .outerjoin(ThreadReader, sa.and_(ThreadReader.thread_id == Thread.id, ThreadReader.person_id == person_id))
        .outerjoin(RoomChoice, sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == person_id))
        .where(
            Thread.last_post_at >= since,
            Thread.hidden_at.is_(None),
            Thread.merged_into_id.is_(None),
            ~Room.is_confidential,
            Room.archived_at.is_(None),
            _level() != Level.MUTE.value,
            belongs(person_id, now),
        )
    )


def _level() -> sa.ColumnElement[str]:
    levels = (sa.cast(ThreadReader.level, sa.String), sa.cast(RoomChoice.level, sa.String))
    return sa.func.coalesce(*levels, Level.NORMAL.value)


def _read() -> sa.ColumnElement[int]:
    return sa.func.coalesce(ThreadReader.read_number, 0)


def _unread(person_id: int, since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Among the last hundred posts of a thread: those of others that one has not read and that are still there."""
    blocked = sa.exists().where(Block.person_id == person_id, Block.blocked_id == Post.author_id)
    return (
        Post.thread_id == Thread.id,
        Post.number > _read(),
        Post.number > Thread.post_count - MOST_POSTS,
        Post.created_at >= since,
        Post.author_id != person_id,
        Post.deleted_at.is_(None),
        Post.hidden_at.is_(None),
        ~blocked,
    )
