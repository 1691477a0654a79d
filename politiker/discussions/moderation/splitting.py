"""Two threads out of one. A fixed number of statements, however many posts there are."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.analyser import terms
from politiker.core.database import db, lock
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.discussions.moderation.threads import ThreadReason, note_last_posts, require_keeps, require_open
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import Post, Thread, ThreadReader
from politiker.discussions.threads.writing import LONGEST_TITLE, NothingWritten
from politiker.policy import Actor

MOST_CHOSEN = 200  # posts, when they are chosen one by one
_AS_IT_IS = {"synchronize_session": False}


class NoSuchPosts(RuleBroken):
    """The first post stays where it is, and at least one other goes."""


def split(
    thread: Thread, room: SeenRoom, numbers: list[int], title: str, reason: ThreadReason,
    *, and_following: bool, by: Actor, now: datetime,
) -> Thread:  # fmt: skip
    """Make a thread of its own out of some posts, by their numbers; or out of the first of them and all that follow.

    Raises OnlyOpenRooms, NoSuchPosts, NothingWritten without a title, IllegalMove for a hidden or merged thread.
    """
    require_keeps(by, room)
    require_open(room)
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise NothingWritten
    lock(thread)
    if thread.merged_into_id is not None or thread.hidden_at is not None:
        raise IllegalMove(thread=thread.id)
    first = min(numbers, default=0)
    if first < 2 or first > thread.post_count or len(numbers) > MOST_CHOSEN:
        raise NoSuchPosts
    goes = Post.number >= first if and_following else Post.number.in_(sorted(set(numbers)))
    opening = db.session.scalars(
        sa.select(Post).where(Post.thread_id == thread.id, goes).order_by(Post.number).limit(1)
    ).one()
    new = Thread(
        room_id=thread.room_id, kind=thread.kind, title=title, author_id=opening.author_id,
        created_at=opening.created_at, last_post_at=opening.created_at,
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    _carry_readers(thread.id, new.id, goes)
    _renumber(new.id, sa.and_(Post.thread_id == thread.id, goes))
    _renumber(thread.id, Post.thread_id == thread.id)
    if thread.useful_post_id is not None and _thread_of(thread.useful_post_id) != thread.id:
        thread.useful_post_id = None
    for one in (thread, new):
        one.post_count, one.last_post_at = _count(one.id)
    db.session.flush()
    db.session.refresh(opening)
    opening.terms = " ".join(terms(f"{title}\n{opening.body}"))
    db.session.flush()
    db.session.expire_all()
    note_last_posts(room.id)
    audit.record(by, Happening.THREAD_SPLIT, new, now, reason=reason.value)
    return new


def _carry_readers(old: int, new: int, goes: sa.ColumnElement[bool]) -> None:
    """Whoever has read so far has read as many of the posts that go, and as many fewer of those that stay."""
    gone = (
        sa.select(sa.func.count())
        .select_from(Post)
        .where(Post.thread_id == old, goes, Post.number <= ThreadReader.read_number)
        .scalar_subquery()
    )
    readers = sa.select(ThreadReader.person_id, sa.literal(new), gone, ThreadReader.level)
    db.session.execute(
        sa.insert(ThreadReader).from_select(
            ["person_id", "thread_id", "read_number", "level"], readers.where(ThreadReader.thread_id == old)
        )
    )
    db.session.execute(
        sa.update(ThreadReader)
        .where(ThreadReader.thread_id == old)
        .values(read_number=ThreadReader.read_number - gone)
        .execution_options(**_AS_IT_IS)
    )


def _renumber(thread_id: int, which: sa.ColumnElement[bool]) -> None:
    """Give some posts the numbers 1, 2, 3 … of a thread, in the order they stand in.

    By way of numbers below zero, which no post has, for two posts must never have the same even for a moment.
    """
    rank = sa.func.row_number().over(order_by=Post.number).label("rank")
    order = sa.select(Post.id.label("post_id"), rank).where(which).subquery()
    db.session.execute(
        sa.update(Post)
        .where(Post.id == order.c.post_id)
        .values(thread_id=thread_id, number=-order.c.rank)
        .execution_options(**_AS_IT_IS)
    )
    db.session.execute(
        sa.update(Post)
        .where(Post.thread_id == thread_id, Post.number < 0)
        .values(number=-Post.number)
        .execution_options(**_AS_IT_IS)
    )


def _thread_of(post_id: int) -> int:
    return db.session.execute(sa.select(Post.thread_id).where(Post.id == post_id)).scalar_one()


def _count(thread_id: int) -> tuple[int, datetime]:
    """How many posts there are, and when the last was written."""
    query = sa.select(sa.func.count(), sa.func.max(Post.created_at)).where(Post.thread_id == thread_id)
    count, last = db.session.execute(query).one()
    return count, last
