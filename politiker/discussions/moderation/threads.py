"""What is done to a whole thread: lock and unlock, pin and unpin, hide and show, and move to another open room."""

import enum
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, IllegalMove, RuleBroken
from politiker.discussions.moderation.keeping import keeps
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import Thread
from politiker.policy import Actor, Permission


class Act(enum.StrEnum):
    """What a press of a button does to a thread; each has its opposite."""

    LOCK = "lock"
    UNLOCK = "unlock"
    PIN = "pin"
    UNPIN = "unpin"
    HIDE = "hide"
    SHOW = "show"


class ThreadReason(enum.StrEnum):
    """Why something is done to a thread. Political campaigning is none: that takes two, and is about a post."""

    IMPORTANT = "important"
    DONE = "done"
    DOUBLE = "double"
    WRONG_ROOM = "wrong_room"
    TWO_SUBJECTS = "two_subjects"
    TONE = "tone"
    OUTDATED = "outdated"
    MISTAKE = "mistake"


class NoSuchThread(RuleBroken):
    """The address leads to no thread that whoever asks may see."""


class OnlyOpenRooms(RuleBroken):
    """What was said in a closed room stays there; and nothing is moved into one."""


# The column an act fills or empties, and what the trail calls it.
_DOES = {
    Act.LOCK: ("locked_at", True, Happening.THREAD_LOCKED),
    Act.UNLOCK: ("locked_at", False, Happening.THREAD_UNLOCKED),
    Act.PIN: ("pinned_at", True, Happening.THREAD_PINNED),
    Act.UNPIN: ("pinned_at", False, Happening.THREAD_UNPINNED),
    Act.HIDE: ("hidden_at", True, Happening.THREAD_HIDDEN),
    Act.SHOW: ("hidden_at", False, Happening.THREAD_SHOWN),
}


def do(act: Act, thread: Thread, room: SeenRoom, reason: ThreadReason, *, by: Actor, now: datetime) -> None:
    """Lock, pin or hide a thread, or undo it. Raises IllegalMove when it is so already."""
    require_keeps(by, room)
    lock(thread)
    column, fills, happening = _DOES[act]
    if (getattr(thread, column) is not None) == fills or thread.merged_into_id is not None:
        raise IllegalMove(thread=thread.id, act=act)
    setattr(thread, column, now if fills else None)
    audit.record(by, happening, thread, now, reason=reason.value)


def may(act: Act, thread: Thread) -> bool:
    """Whether an act would change anything."""
    column, fills, _happening = _DOES[act]
    return (getattr(thread, column) is None) == fills


def move(
    thread: Thread, room: SeenRoom, to: SeenRoom, reason: ThreadReason, *, by: Actor, now: datetime
) -> None:  # fmt: skip
    """Move a thread from one open room to another; its old address leads on.

    Raises OnlyOpenRooms, IllegalMove when it is there already. Forbidden unless one keeps both rooms.
    """
    require_keeps(by, room, to)
    require_open(room, to)
    lock(thread)
    if thread.room_id == to.id or thread.merged_into_id is not None:
        raise IllegalMove(thread=thread.id, room=to.id)
    thread.room_id = to.id
    db.session.flush()
    note_last_posts(room.id, to.id)
    audit.record(by, Happening.THREAD_MOVED, thread, now, reason=reason.value)


def require_keeps(by: Actor, *rooms: SeenRoom) -> None:
    """Raises Forbidden unless somebody keeps every one of the rooms."""
    for room in rooms:
        if not keeps(by, room):
            raise Forbidden(permission=Permission.LOCK_ROOM)


def require_open(*rooms: SeenRoom) -> None:
    """Raises OnlyOpenRooms unless they all are."""
    if not all(room.is_open and not room.is_confidential for room in rooms):
        raise OnlyOpenRooms


def note_last_posts(*room_ids: int) -> None:
    """Reckon afresh when somebody last wrote in some rooms; one statement."""
    newest = sa.select(sa.func.max(Thread.last_post_at)).where(
        Thread.room_id == Room.id, Thread.merged_into_id.is_(None), Thread.hidden_at.is_(None)
    )
    db.session.execute(
        sa.update(Room)
        .where(Room.id.in_(room_ids))
        .values(last_post_at=newest.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
