"""One thread out of two. A fixed number of statements, however many posts there are.

The posts of the one are put after those of the other. So no post that stood there changes its number, every mark of
how far somebody has read stays true, and nobody finds an answer above the question it answers.
"""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import markdown
from politiker.core.database import db, lock_row
from politiker.core.errors import IllegalMove
from politiker.discussions.moderation.threads import ThreadReason, note_last_posts, require_keeps, require_open
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import Draft, LearningVersion, Post, Thread, ThreadReader
from politiker.policy import Actor

_AS_IT_IS = {"synchronize_session": False}


def merge(
    thread: Thread, room: SeenRoom, into: Thread, into_room: SeenRoom, reason: ThreadReason, *, by: Actor, now: datetime
) -> None:
    """Put a thread at the end of another; its old address leads there.

    Raises OnlyOpenRooms, IllegalMove for a thread into itself or one that is hidden or merged already.
    """
    require_keeps(by, room, into_room)
    require_open(room, into_room)
    if thread.id == into.id:
        raise IllegalMove(thread=thread.id)
    for held in sorted({thread.id, into.id}):
        lock_row(Thread, held)
    if any(one.merged_into_id is not None or one.hidden_at is not None for one in (thread, into)):
        raise IllegalMove(thread=thread.id, into=into.id)
    _carry_readers(thread, into)
    _carry_drafts(thread.id, into.id)
    db.session.execute(
        sa.update(Post)
        .where(Post.thread_id == thread.id)
        .values(thread_id=into.id, number=Post.number + into.post_count)
        .execution_options(**_AS_IT_IS)
    )
    db.session.execute(
        sa.update(Thread)
        .where(Thread.merged_into_id == thread.id)
        .values(merged_into_id=into.id)
        .execution_options(**_AS_IT_IS)
    )
    _carry_learning(thread, into, by, now)
    into.post_count += thread.post_count
    into.last_post_at = max(into.last_post_at, thread.last_post_at)
    thread.post_count, thread.merged_into_id, thread.useful_post_id, thread.pinned_at = 0, into.id, None, None
    db.session.flush()
    db.session.expire_all()
    note_last_posts(room.id, into_room.id)
    audit.record(by, Happening.THREADS_MERGED, thread, now, reason=reason.value)


def _carry_readers(thread: Thread, into: Thread) -> None:
    """Whoever had read all of the other has read on as far as they had read this one; nobody skips a post unread."""
    theirs = sa.orm.aliased(ThreadReader)
    of_thread = sa.and_(theirs.thread_id == thread.id, theirs.person_id == ThreadReader.person_id)
    read = sa.select(theirs.read_number).where(of_thread).scalar_subquery()
    level = sa.select(theirs.level).where(of_thread).scalar_subquery()
    had_read_all = ThreadReader.read_number >= into.post_count
    db.session.execute(
        sa.update(ThreadReader)
        .where(ThreadReader.thread_id == into.id, sa.exists().where(of_thread))
        .values(
            read_number=sa.case((had_read_all, into.post_count + read), else_=ThreadReader.read_number),
            level=sa.func.coalesce(ThreadReader.level, level),
        )
        .execution_options(**_AS_IT_IS)
    )
    knows_both = sa.exists().where(theirs.thread_id == into.id, theirs.person_id == ThreadReader.person_id)
    newcomers = sa.select(
        ThreadReader.person_id, sa.literal(into.id), sa.literal(0), ThreadReader.level
    ).where(ThreadReader.thread_id == thread.id, ~knows_both)  # fmt: skip
    db.session.execute(
        sa.insert(ThreadReader).from_select(["person_id", "thread_id", "read_number", "level"], newcomers)
    )
    db.session.execute(
        sa.delete(ThreadReader).where(ThreadReader.thread_id == thread.id).execution_options(**_AS_IT_IS)
    )


def _carry_drafts(thread_id: int, into_id: int) -> None:
    """What somebody has begun to write goes along, unless they have begun an answer there too."""
    other = sa.orm.aliased(Draft)
    is_taken = sa.exists().where(other.person_id == Draft.person_id, other.place == f"thread:{into_id}")
    db.session.execute(
        sa.update(Draft)
        .where(Draft.place == f"thread:{thread_id}", ~is_taken)
        .values(place=f"thread:{into_id}")
        .execution_options(**_AS_IT_IS)
    )


def _carry_learning(thread: Thread, into: Thread, by: Actor, now: datetime) -> None:
    """What was learned in both stands in both; the history of the one that is merged goes along."""
    if not thread.learning:
        return
    db.session.execute(
        sa.update(LearningVersion)
        .where(LearningVersion.thread_id == thread.id)
        .values(thread_id=into.id, number=LearningVersion.number + into.learning_version)
        .execution_options(**_AS_IT_IS)
    )
    number = into.learning_version + thread.learning_version
    if into.learning:
        number += 1
        into.learning = f"{into.learning}\n\n{thread.learning}"
        db.session.add(
            LearningVersion(thread_id=into.id, number=number, person_id=by.person_id, body=into.learning, at=now)
        )
    else:
        into.learning = thread.learning
    into.learning_html = markdown.render(into.learning)
    into.learning_version = number
    thread.learning, thread.learning_html, thread.learning_version = "", "", 0
