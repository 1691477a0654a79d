"""Opening a thread and answering in one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.analyser import terms
from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions import letters
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom, writes
from politiker.discussions.threads import attachments, mentions, pace
from politiker.discussions.threads.following import note_read
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.files.taking import Clean
from politiker.people.models import Duty, Mandate, MandateDuty
from politiker.policy import Actor

LONGEST_TITLE = 160  # characters
# The duty a reader should know of first, when somebody has several.
FIRST = (Duty.MAYOR, Duty.DEPUTY_MAYOR, Duty.COMMITTEE_CHAIR, Duty.MEMBER, Duty.SUBSTITUTE)


class RoomIsLocked(RuleBroken):
    """Nobody writes in the room for the time being."""


class ThreadIsLocked(RuleBroken):
    """Nobody answers in the thread any more."""


class NothingWritten(RuleBroken):
    """A thread needs a title, and a post needs words."""


def open_thread(
    room: SeenRoom, kind: ThreadKind, title: str, body: str, *, by: Actor, now: datetime, files: Iterable[Clean] = ()
) -> tuple[Thread, Post]:
    """Start a conversation in a room with its first post, written in markdown.

    Raises Forbidden, RoomIsLocked, NothingWritten, TooManyFiles, TextTooLong of `core.markdown`, and TooManyPosts and
    TooManyThreads of `threads.pace`.
    """
    author = _require_may_write(room, by, now)
    pace.require_calm(author, starts=True, now=now)
    return add_thread(room, kind, title, body, by=by, now=now, files=files)


def add_thread(
    room: SeenRoom, kind: ThreadKind, title: str, body: str, *, by: Actor, now: datetime, files: Iterable[Clean] = ()
) -> tuple[Thread, Post]:
    """A new thread with its first post, for somebody who may write one more now. Raises NothingWritten."""
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise NothingWritten
    thread = Thread(room_id=room.id, kind=kind, title=title, author_id=by.person_id, created_at=now, last_post_at=now)
    db.session.add(thread)
    db.session.flush()
    return thread, add_post(thread, body, room=room, by=by, now=now, files=files)


def reply(thread: Thread, body: str, *, room: SeenRoom, by: Actor, now: datetime, files: Iterable[Clean] = ()) -> Post:
    """Answer in a thread.

    Raises Forbidden, RoomIsLocked, ThreadIsLocked, NothingWritten, TooManyFiles, TextTooLong of `core.markdown`, and
    TooManyPosts of `threads.pace`.
    """
    author = _require_may_write(room, by, now)
    pace.require_calm(author, starts=False, now=now)
    lock(thread)
    if thread.locked_at is not None or thread.hidden_at is not None or thread.merged_into_id is not None:
        raise ThreadIsLocked
    return add_post(thread, body, room=room, by=by, now=now, files=files)


def add_post(
    thread: Thread, body: str, *, room: SeenRoom, by: Actor, now: datetime, files: Iterable[Clean] = ()
) -> Post:
    """The next post of a thread that is held or new; whoever writes it has read it, and follows it.

    They follow it unless they have chosen otherwise.
    """
    assert by.person_id is not None
    body = body.strip()
    if not body:
        raise NothingWritten
    thread.post_count += 1
    thread.last_post_at = now
    found_by = f"{thread.title}\n{body}" if thread.post_count == 1 else body
    municipality_id, duty = speaks_for(by.person_id, now)
    post = Post(
        thread_id=thread.id, number=thread.post_count, author_id=by.person_id, municipality_id=municipality_id,
        duty=duty, body=body, html=markdown.render(body), terms=" ".join(terms(found_by)), created_at=now,
    )  # fmt: skip
    db.session.add(post)
    db.session.execute(sa.update(Room).where(Room.id == room.id).values(last_post_at=now))
    db.session.flush()
    note_read(by.person_id, thread.id, thread.post_count, follows=True)
    mentions.note(post, room, by=by, now=now)
    attachments.attach(post, files, room=room, by=by, now=now)
    letters.told_of(post, thread, room, by=by, now=now)
    return post


def speaks_for(person_id: int, now: datetime) -> tuple[int | None, Duty | None]:
    """The municipality and the duty somebody has at this moment, as (municipality id, duty); None without one."""
    query = (
        sa.select(Mandate.municipality_id, MandateDuty.duty)
        .outerjoin(
            MandateDuty,
            sa.and_(
                MandateDuty.mandate_id == Mandate.id,
                MandateDuty.runs(now),
            ),
        )
        .where(Mandate.person_id == person_id, Mandate.runs(now))
    )
    rows: list[Any] = sorted(
        db.session.execute(query), key=lambda row: FIRST.index(row.duty) if row.duty in FIRST else len(FIRST)
    )
    return (rows[0].municipality_id, rows[0].duty if rows[0].duty in FIRST else None) if rows else (None, None)


def _require_may_write(room: SeenRoom, by: Actor, now: datetime) -> int:
    if room.locked_at is not None or room.archived_at is not None:
        raise RoomIsLocked
    if by.person_id is None or not writes(by, room, now):
        raise Forbidden
    return by.person_id
