"""The most useful answer to a question, as whoever asked it sees it."""

from datetime import datetime
from typing import Protocol

from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.standing import SeenRoom, reads, writes
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.discussions.threads.writing import ThreadIsLocked
from politiker.policy import Actor


class NotAnAnswer(RuleBroken):
    """Only a question has a most useful answer, and only a post that answers it, and is still there, can be it."""


class AThread(Protocol):
    """As much of a thread as one has to see to know whose question it is."""

    @property
    def author_id(self) -> int: ...

    @property
    def kind(self) -> ThreadKind: ...


def may_mark(thread: AThread, room: SeenRoom, *, by: Actor, now: datetime) -> bool:
    """Whether somebody says which answer was the most useful: who asked, and the room's facilitator."""
    is_theirs = by.person_id is not None and (by.person_id == thread.author_id or by.person_id in room.owner_ids)
    return is_theirs and thread.kind is ThreadKind.QUESTION and reads(by, room) and writes(by, room, now)


def mark(thread: Thread, post: Post, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Say that this answer was the most useful, instead of another if one was chosen.

    Raises Forbidden, ThreadIsLocked, NotAnAnswer.
    """
    thread = _hold(thread, room, by, now)
    db.session.refresh(post)
    is_gone = post.deleted_at is not None or post.hidden_at is not None
    if post.thread_id != thread.id or post.number == 1 or is_gone:
        raise NotAnAnswer
    thread.useful_post_id = post.id
    db.session.flush()


def unmark(thread: Thread, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Take the choice back. Raises Forbidden, ThreadIsLocked, NotAnAnswer."""
    thread = _hold(thread, room, by, now)
    thread.useful_post_id = None
    db.session.flush()


def _hold(thread: Thread, room: SeenRoom, by: Actor, now: datetime) -> Thread:
    if thread.kind is not ThreadKind.QUESTION:
        raise NotAnAnswer
    if not may_mark(thread, room, by=by, now=now):
        raise Forbidden
    thread = lock(thread)
    if thread.locked_at is not None or thread.hidden_at is not None:
        raise ThreadIsLocked
    return thread
