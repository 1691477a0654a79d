"""Writing in a confidential room: opening a thread, answering, correcting, taking back.

In the order of the house: permit, hold (the room's row), change. Nothing is remembered in the trail, and nobody is told
one by one: what the worker sends, it sends to all members alike, from the hour of the room's newest post.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove, RuleBroken
from politiker.discussions.confidential import files, polls, voices
from politiker.discussions.confidential.emptying import empty
from politiker.discussions.confidential.members import has_consented, is_member
from politiker.discussions.confidential.models import (
    Deleted,
    SealedPost,
    SealedThread,
    SealedVersion,
)
from politiker.discussions.confidential.polls import Poll
from politiker.discussions.confidential.reading import note_read
from politiker.discussions.confidential.seals import Seals, hour, new_uid, seals_of
from politiker.discussions.confidential.voices import Manner
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom, writes
from politiker.discussions.threads.models import ThreadKind
from politiker.discussions.threads.writing import LONGEST_TITLE, NothingWritten, RoomIsLocked
from politiker.files.taking import Clean
from politiker.policy import Actor, Permission, can

MOST_POSTS, MOST_THREADS = 60, 30  # an hour: of one author in one thread, and in one room


class TooMuchAtOnce(RuleBroken):
    """So much within an hour is no conversation. Counted from the posts themselves: no attempt is noted anywhere."""


@dataclass(frozen=True)
class Written:
    """What somebody has written: the text in markdown, and perhaps a poll and files with it."""

    body: str
    poll: Poll | None = None
    files: tuple[Clean, ...] = ()


def open_thread(
    room: SeenRoom, kind: ThreadKind, title: str, written: Written, manner: Manner, *, by: Actor, now: datetime
) -> SealedPost:
    """Start a conversation with its first post. What each member may show is reckoned now and stays so.

    Raises Forbidden, RoomIsLocked, NothingWritten, NothingToShow, TooMuchAtOnce, and TextTooLong of `core.markdown`.
    """
    author = require_may_write(room, by, now)
    lock_row(Room, room.id)
    seals = seals_of(room)
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise NothingWritten
    opened = sa.select(sa.func.count()).where(SealedThread.room_id == room.id, SealedThread.opened_at == hour(now))
    if db.session.execute(opened).scalar_one() >= MOST_THREADS:
        raise TooMuchAtOnce
    newest = sa.select(sa.func.max(SealedThread.number)).where(SealedThread.room_id == room.id)
    number = (db.session.execute(newest).scalar_one() or 0) + 1
    uid = new_uid()
    thread = SealedThread(
        uid=uid,
        room_id=room.id,
        number=number,
        activity=0,
        sealed_content=seals.seal(SealedThread.sealed_content, {"title": title, "kind": kind.value}, uid),
        sealed_shown=seals.seal(SealedThread.sealed_shown, voices.frozen(seals, uid, now=now), uid),
        post_count=0,
        opened_at=hour(now),
        last_post_at=hour(now),
    )
    db.session.add(thread)
    db.session.flush()
    return _add_post(thread, written, manner, seals, author, now=now)


def reply(
    thread: SealedThread, written: Written, manner: Manner, *, room: SeenRoom, by: Actor, now: datetime
) -> SealedPost:
    """Answer in a thread; `manner` counts the first time one speaks in it.

    Raises Forbidden, RoomIsLocked, NothingWritten, NothingToShow, TooMuchAtOnce, and TextTooLong of `core.markdown`.
    """
    author = require_may_write(room, by, now)
    _hold(room, thread)
    return _add_post(thread, written, manner, seals_of(room), author, now=now)


def edit(post: SealedPost, body: str, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Correct one's own post; what it said before can still be read by the members.

    Raises Forbidden, RoomIsLocked, NothingWritten, IllegalMove for a post that is gone, and TextTooLong.
    """
    author = require_may_write(room, by, now)
    _hold(room, post)
    seals = seals_of(room)
    _require_own(post, seals, author)
    if not body.strip():
        raise NothingWritten
    before = seals.open(post.sealed_body, SealedPost.sealed_body, post.uid)
    if before["body"] == body.strip():
        return
    post.edits += 1
    kept = seals.seal(SealedVersion.sealed_body, before, post.uid, post.edits)
    db.session.add(SealedVersion(post_uid=post.uid, number=post.edits, room_id=room.id, sealed_body=kept))
    post.sealed_body = seals.seal(SealedPost.sealed_body, _content(body), post.uid)
    db.session.flush()


def delete(post: SealedPost, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Take a post back: its words, versions, poll and files are gone, its number stays, and so does who took it away.

    One's own, or as a facilitator anybody's. Afterwards nothing in it leads to its author, not even with the key.
    Raises Forbidden, IllegalMove for a post that is gone already.
    """
    if by.person_id is None or not is_member(by, room):
        raise Forbidden
    _hold(room, post)
    seals = seals_of(room)
    is_own = post.author_mark == seals.author(post.thread_uid, by.person_id)
    if not is_own and not can(by, Permission.DELETE_POST, room):
        raise Forbidden(permission=Permission.DELETE_POST)
    if post.deleted is not None:
        raise IllegalMove(post=post.uid)
    empty(post, seals, Deleted.AUTHOR if is_own else Deleted.FACILITATOR)


def mark_useful(thread: SealedThread, number: int, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Say which answer helped most, or take it back by saying it again; for whoever asked. Raises Forbidden."""
    author = require_may_write(room, by, now)
    _hold(room, thread)
    first = db.session.scalars(
        sa.select(SealedPost).where(SealedPost.thread_uid == thread.uid, SealedPost.number.in_((1, number)))
    )
    posts = {post.number: post for post in first}
    asked = posts.get(1)
    if asked is None or asked.author_mark != seals_of(room).author(thread.uid, author):
        raise Forbidden
    if number < 2 or number not in posts or posts[number].deleted is not None:
        raise IllegalMove(number=number)
    thread.useful_number = None if thread.useful_number == number else number


def require_may_write(room: SeenRoom, by: Actor, now: datetime) -> int:
    """Who writes: a member who has agreed to the rules and is not silenced. Raises RoomIsLocked, Forbidden."""
    if room.locked_at is not None or room.archived_at is not None:
        raise RoomIsLocked
    is_in = by.person_id is not None and is_member(by, room) and writes(by, room, now)
    if by.person_id is None or not is_in or not has_consented(room, by.person_id):
        raise Forbidden(permission=Permission.POST_IN_CLOSED_ROOM)
    return by.person_id


def _hold(room: SeenRoom, thing: SealedThread | SealedPost) -> None:
    lock_row(Room, room.id)
    db.session.refresh(thing)
    if thing.room_id != room.id:
        raise Forbidden


def _require_own(post: SealedPost, seals: Seals, author: int) -> None:
    if post.deleted is not None:
        raise IllegalMove(post=post.uid)
    if post.author_mark != seals.author(post.thread_uid, author):
        raise Forbidden(permission=Permission.EDIT_OWN_POST)


def _add_post(
    thread: SealedThread, written: Written, manner: Manner, seals: Seals, author: int, *, now: datetime
) -> SealedPost:
    """The next post of a thread whose room is held; whoever writes it has read it."""
    if not written.body.strip():
        raise NothingWritten
    mark = seals.author(thread.uid, author)
    mine = (SealedPost.thread_uid == thread.uid, SealedPost.author_mark == mark, SealedPost.written_at == hour(now))
    if db.session.execute(sa.select(sa.func.count()).where(*mine)).scalar_one() >= MOST_POSTS:
        raise TooMuchAtOnce
    content = _content(written.body)
    voices.take(thread, manner, seals, author, now=now)
    newest = sa.select(sa.func.max(SealedThread.activity)).where(SealedThread.room_id == thread.room_id)
    thread.activity = (db.session.execute(newest).scalar_one() or 0) + 1
    thread.post_count += 1
    thread.last_post_at = hour(now)
    uid = new_uid()
    post = SealedPost(
        uid=uid, room_id=thread.room_id, thread_uid=thread.uid, number=thread.post_count, author_mark=mark,
        sealed_body=seals.seal(SealedPost.sealed_body, content, uid), written_at=hour(now), edits=0, thanks=0,
    )  # fmt: skip
    db.session.add(post)
    db.session.execute(sa.update(Room).where(Room.id == thread.room_id).values(last_post_at=hour(now)))
    db.session.flush()
    if written.poll is not None:
        polls.add(post, written.poll, seals)
    files.attach(post, written.files, seals)
    note_read(thread.uid, thread.post_count, seals, author)
    return post


def _content(body: str) -> dict[str, str]:
    body = body.strip()
    return {"body": body, "html": markdown.render(body)}


def quote(body: str, voice: str) -> str:
    """A post as a quotation to answer to, with whose words they are in this thread."""
    lines: Sequence[str] = [f"**{voice}:**", "", *body.splitlines()]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"
