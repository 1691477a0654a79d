"""Reading a confidential room: its threads, a page of a thread, and how far one has come. Nothing of it has a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, insert_once
from politiker.discussions.confidential import voices
from politiker.discussions.confidential.models import (
    Deleted,
    SealedDraft,
    SealedFile,
    SealedPoll,
    SealedPost,
    SealedReading,
    SealedRelease,
    SealedThanks,
    SealedThread,
    SealedVersion,
    SealedVoice,
)
from politiker.discussions.confidential.seals import Seals, seals_of
from politiker.discussions.rooms.models import Level
from politiker.discussions.threads.models import ThreadKind

ON_A_PAGE = 20
MOST_COUNTED = 500  # threads whose unread marks are looked at, over all of one's rooms


@dataclass(frozen=True)
class Line:
    """A thread in the list of its room."""

    uid: str
    title: str
    kind: ThreadKind
    post_count: int
    unread: int
    is_answered: bool
    is_muted: bool
    last_post_at: datetime


@dataclass(frozen=True)
class ShownPost:
    """A post as a member sees it. `voice` is None and the text empty when it was taken away."""

    uid: str
    number: int
    body: str
    html: str
    voice: dict[str, Any] | None
    written_at: datetime
    edits: int
    deleted: Deleted | None
    thanks: int
    has_thanked: bool
    is_mine: bool
    has_poll: bool = False
    has_files: bool = False


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread. `read_number` is how far one had come before."""

    title: str
    kind: ThreadKind
    learning: dict[str, str] | None
    posts: list[ShownPost]
    number: int
    last: int
    read_number: int
    level: Level | None
    has_draft: bool
    is_mine: bool
    has_proposals: bool


def threads(seals: Seals, *, me: int | None, page: int) -> tuple[list[Line], bool]:
    """A page of a room's threads, the one last written in first, and whether there are more. Two statements."""
    query = (
        sa.select(SealedThread)
        .where(SealedThread.room_id == seals.room_id)
        .order_by(SealedThread.activity.desc())
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE + 1)
    )
    found = list(db.session.scalars(query))
    readings = _readings(seals, found, me)
    return [_line(row, seals, readings.get(row.uid)) for row in found[:ON_A_PAGE]], len(found) > ON_A_PAGE


def _readings(seals: Seals, rows: Iterable[Any], me: int | None) -> dict[str, SealedReading]:
    marks = [seals.mark("reading", row.uid, me or 0) for row in rows]
    query = sa.select(SealedReading).where(SealedReading.mark.in_(marks))
    return {reading.thread_uid: reading for reading in db.session.scalars(query)}


def _line(row: SealedThread, seals: Seals, reading: SealedReading | None) -> Line:
    content = seals.open(row.sealed_content, SealedThread.sealed_content, row.uid)
    unread = row.post_count - (reading.read_number if reading is not None else 0)
    return Line(
        uid=row.uid, title=content["title"], kind=ThreadKind(content["kind"]), post_count=row.post_count,
        unread=unread, is_answered=row.useful_number is not None,
        is_muted=reading is not None and reading.level is Level.MUTE, last_post_at=row.last_post_at,
    )  # fmt: skip


def unread_in(rooms: Iterable[Any], *, me: int) -> dict[int, int]:
    """How many threads have news in each of some confidential rooms, for one person. Two statements for all of them.

    A room needs id, address and sealed_mark_key. Of very many threads the last written in count.
    """
    seals = {room.id: seals_of(room) for room in rooms}
    query = (
        sa.select(SealedThread.uid, SealedThread.room_id, SealedThread.post_count)
        .where(SealedThread.room_id.in_(seals))
        .order_by(SealedThread.activity.desc())
        .limit(MOST_COUNTED)
    )
    found = list(db.session.execute(query))
    marks = {seals[row.room_id].mark("reading", row.uid, me): row for row in found}
    read = sa.select(SealedReading.mark, SealedReading.read_number, SealedReading.level)
    known = {row.mark: row for row in db.session.execute(read.where(SealedReading.mark.in_(marks)))}
    counts = dict.fromkeys(seals, 0)
    for mark, row in marks.items():
        reading = known.get(mark)
        if reading is None or (reading.read_number < row.post_count and reading.level is not Level.MUTE):
            counts[row.room_id] += 1
    return counts


def thread_in(seals: Seals, uid: str) -> SealedThread | None:
    """A thread of this room, or None."""
    thread = db.session.get(SealedThread, uid)
    return thread if thread is not None and thread.room_id == seals.room_id else None


def post_in(thread: SealedThread, number: int) -> SealedPost | None:
    """A post of this thread by its number, or None."""
    return db.session.scalars(
        sa.select(SealedPost).where(SealedPost.thread_uid == thread.uid, SealedPost.number == number)
    ).one_or_none()


def page_of(number: int) -> int:
    """Which page of its thread a post is on."""
    return (max(number, 1) - 1) // ON_A_PAGE + 1


def thread_page(thread: SealedThread, seals: Seals, *, me: int | None, page: int | None) -> ThreadPage:
    """A page of a thread; without a number the one with the first unread post. Two statements, whatever its length."""
    reading = _my_reading(thread.uid, seals, me)
    read_number = reading.read_number
    last = page_of(thread.post_count)
    number = min(max(page or page_of(min(read_number + 1, thread.post_count)), 1), last)
    content = seals.open(thread.sealed_content, SealedThread.sealed_content, thread.uid)
    learning = thread.sealed_learning
    return ThreadPage(
        title=content["title"],
        kind=ThreadKind(content["kind"]),
        learning=seals.open(learning, SealedThread.sealed_learning, thread.uid) if learning else None,
        posts=_posts(thread, seals, me, range((number - 1) * ON_A_PAGE + 1, number * ON_A_PAGE + 1)),
        number=number,
        last=last,
        read_number=read_number,
        level=reading.level,
        has_draft=reading.has_draft,
        is_mine=reading.is_mine,
        has_proposals=reading.has_proposals,
    )


def _my_reading(thread_uid: str, seals: Seals, me: int | None) -> Any:
    mark, draft = seals.mark("reading", thread_uid, me or 0), seals.mark("draft", thread_uid, me or 0)
    author = seals.author(thread_uid, me) if me is not None else ""
    first = (SealedPost.thread_uid == thread_uid, SealedPost.number == 1, SealedPost.author_mark == author)
    one = sa.select(sa.literal(1).label("one")).subquery()
    query = (
        sa.select(
            sa.func.coalesce(SealedReading.read_number, 0).label("read_number"),
            SealedReading.level,
            sa.exists().where(SealedDraft.mark == draft).label("has_draft"),
            sa.exists().where(*first).label("is_mine"),
            sa.exists().where(SealedRelease.thread_uid == thread_uid).label("has_proposals"),
        )
        .select_from(one)
        .outerjoin(SealedReading, SealedReading.mark == mark)
    )
    return db.session.execute(query).one()


def _posts(thread: SealedThread, seals: Seals, me: int | None, numbers: range) -> list[ShownPost]:
    mine = seals.author(thread.uid, me) if me is not None else ""
    marks = [seals.mark("thanks", thread.uid, number, me) for number in numbers] if me is not None else []
    same_voice = sa.and_(
        SealedVoice.thread_uid == SealedPost.thread_uid, SealedVoice.author_mark == SealedPost.author_mark
    )
    thanked = sa.and_(SealedThanks.post_uid == SealedPost.uid, SealedThanks.mark.in_(marks))
    query = (
        sa.select(
            SealedPost,
            SealedVoice.sealed_voice,
            SealedThanks.mark.label("thanked"),
            sa.exists().where(SealedPoll.post_uid == SealedPost.uid).label("has_poll"),
            sa.exists().where(SealedFile.post_uid == SealedPost.uid).label("has_files"),
        )
        .outerjoin(SealedVoice, same_voice)
        .outerjoin(SealedThanks, thanked)
        .where(SealedPost.thread_uid == thread.uid, SealedPost.number.between(numbers[0], numbers[-1]))
        .order_by(SealedPost.number)
    )
    return [shown(row, seals, mine=mine) for row in db.session.execute(query)]


def shown(row: Any, seals: Seals, *, mine: str = "") -> ShownPost:
    """A row of post, sealed voice and whether one has thanked, as it is shown."""
    post: SealedPost = row.SealedPost
    content = seals.open(post.sealed_body, SealedPost.sealed_body, post.uid)
    voice = voices.opened(row.sealed_voice, seals, post.thread_uid, post.author_mark) if row.sealed_voice else None
    return ShownPost(
        uid=post.uid, number=post.number, body=content["body"], html=content["html"], voice=voice,
        written_at=post.written_at, edits=post.edits, deleted=post.deleted, thanks=post.thanks,
        has_thanked=row.thanked is not None, is_mine=post.author_mark == mine,
        has_poll=getattr(row, "has_poll", False), has_files=getattr(row, "has_files", False),
    )  # fmt: skip


def versions(post: SealedPost, seals: Seals) -> list[str]:
    """What a post said before, as HTML, the oldest first."""
    query = sa.select(SealedVersion).where(SealedVersion.post_uid == post.uid).order_by(SealedVersion.number)
    rows = db.session.scalars(query)
    return [seals.open(row.sealed_body, SealedVersion.sealed_body, post.uid, row.number)["html"] for row in rows]


def note_read(thread_uid: str, number: int, seals: Seals, me: int) -> None:
    """Somebody has read a thread as far as a post; never less far than before."""
    mark = _reading(thread_uid, seals, me)
    further = sa.update(SealedReading).where(SealedReading.mark == mark, SealedReading.read_number < number)
    db.session.execute(further.values(read_number=number))


def choose_level(thread_uid: str, level: Level, seals: Seals, me: int) -> None:
    """Follow a thread, hear of it as of the room, or not at all."""
    mine = sa.update(SealedReading).where(SealedReading.mark == _reading(thread_uid, seals, me))
    db.session.execute(mine.values(level=None if level is Level.NORMAL else level))


def _reading(thread_uid: str, seals: Seals, me: int) -> str:
    mark = seals.mark("reading", thread_uid, me)
    insert_once(SealedReading, {"mark": mark, "thread_uid": thread_uid, "read_number": 0, "level": None}, "mark")
    return mark
