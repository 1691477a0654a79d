"""Files that hang on posts: put there with the post, shown under it, and gone with it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db
from politiker.core.errors import RuleBroken
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import BIG, Post, Thread
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.files.taking import MOST_FILES, Clean
from politiker.policy import Actor, Permission, can, require


class TooManyFiles(RuleBroken):
    """A post has five files at most."""


class PostFile(Base):
    """A file under a post, in the order they were chosen."""

    __tablename__ = "post_file"

    post_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("post.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), primary_key=True, unique=True)
    place: Mapped[int]


HAS_FILES = sa.exists().where(PostFile.post_id == Post.id)  # a column of a statement over Post: whether to ask further


def attach(post: Post, files: Iterable[Clean], *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Hang files that were taken in on one's own post, whose thread is held or new. Raises Forbidden, TooManyFiles."""
    files = list(files)
    if not files:
        return
    require(by, Permission.UPLOAD_FILE, room)
    before = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(PostFile.place), 0)).where(PostFile.post_id == post.id)
    ).one()
    if before[0] + len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for place, file in enumerate(files, before[1] + 1):
        stored = storing.keep(file, by=by, now=now)
        db.session.add(PostFile(post_id=post.id, file_id=stored.id, place=place))
    db.session.flush()


def take_off(post_id: int, *, now: datetime, uids: Collection[str] | None = None) -> None:
    """Take these files off a post whose thread is held, or all of them; they are gone for good."""
    query = (
        sa.select(StoredFile.id, StoredFile.uid)
        .join(PostFile, PostFile.file_id == StoredFile.id)
        .where(PostFile.post_id == post_id)
    )
    rows = list(db.session.execute(query if uids is None else query.where(StoredFile.uid.in_(uids))))
    db.session.execute(sa.delete(PostFile).where(PostFile.file_id.in_([row.id for row in rows])))
    for row in rows:
        storing.drop(row.uid, now=now)


def files_of(post_ids: Collection[int]) -> dict[int, list[Any]]:
    """The files of some posts, as post id → (uid, name, media_type, size) in order. One statement, or none."""
    if not post_ids:
        return {}
    found: dict[int, list[Any]] = {}
    for row in db.session.connection().execute(_FILES, {"posts": list(post_ids)}):
        found.setdefault(row.post_id, []).append(row)
    return found


_FILES = (
    sa.select(PostFile.post_id, StoredFile.uid, StoredFile.name, StoredFile.media_type, StoredFile.size)
    .join(StoredFile, StoredFile.id == PostFile.file_id)
    .where(PostFile.post_id.in_(sa.bindparam("posts", expanding=True)))
    .order_by(PostFile.post_id, PostFile.place)
)


def may_fetch(by: Actor, room: SeenRoom, place: Any) -> bool:
    """Whether somebody may fetch a file of a post: what is hidden is for those who may take it away alone.

    `place` is a row with `hidden_at` and `thread_hidden_at`.
    """
    is_hidden = place.hidden_at is not None or place.thread_hidden_at is not None
    return (
        not room.is_confidential
        and can(by, Permission.DOWNLOAD_FILE, room)
        and (not is_hidden or can(by, Permission.DELETE_POST, room))
    )


NEEDED = sa.select(PostFile.file_id)  # the ids of files that posts need


def place_of(file_id: int) -> Any | None:
    """Where a file hangs: (room_id, post_id, hidden_at, thread_hidden_at); None when it hangs on no post."""
    query = (
        sa.select(Thread.room_id, PostFile.post_id, Post.hidden_at, Thread.hidden_at.label("thread_hidden_at"))
        .join(Post, Post.thread_id == Thread.id)
        .join(PostFile, PostFile.post_id == Post.id)
        .where(PostFile.file_id == file_id, Post.deleted_at.is_(None))
    )
    return db.session.execute(query).one_or_none()
