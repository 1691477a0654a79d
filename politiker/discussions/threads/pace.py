"""How much one person may write in a short time, so that a room can still be read by the others.

Counted from the posts and threads themselves, in all rooms together but the confidential ones, which count for
themselves; no attempt is noted anywhere. Nothing is held: whoever sends many at the very same moment gets a few more.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.threads.models import Post, Thread
from politiker.people.limits import Limit, TooManyAttempts

POSTS = Limit("posts", 20, timedelta(minutes=10))
THREADS = Limit("threads", 5, timedelta(hours=1))


class TooManyPosts(TooManyAttempts):
    """Twenty posts in ten minutes; wait `seconds` before the next."""


class TooManyThreads(TooManyAttempts):
    """Five conversations started within an hour; wait `seconds` before the next."""


def require_calm(person_id: int, *, starts: bool, now: datetime) -> None:
    """Nothing for whoever may write one more post now, or start one more conversation with it.

    Raises TooManyPosts, TooManyThreads.
    """
    if starts and (seconds := _wait(THREADS, Thread.created_at, Thread.author_id == person_id, now)):
        raise TooManyThreads(seconds=seconds)
    if seconds := _wait(POSTS, Post.created_at, Post.author_id == person_id, now):
        raise TooManyPosts(seconds=seconds)


def _wait(limit: Limit, written: Any, is_theirs: sa.ColumnElement[bool], now: datetime) -> int:
    """How many seconds until one more is allowed; 0 when it is now."""
    eldest = db.session.scalars(
        sa.select(written)
        .where(is_theirs, written > now - limit.window, written <= now)
        .order_by(written.desc())
        .offset(limit.most - 1)
        .limit(1)
    ).one_or_none()
    return 0 if eldest is None else int((eldest + limit.window - now).total_seconds()) + 1
