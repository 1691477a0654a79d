"""Who keeps which room in order, and the post or the thread that something is to be done about.

A moderator keeps the open rooms, a facilitator their own, an organiser those of their events; nobody keeps a
confidential room. Of a closed room a moderator sees no more than the one post that waits for a decision.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.discussions.moderation.models import Outcome, Removal, Report
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, belongs, reads, seen_by_id
from politiker.discussions.threads.models import Post, Thread
from politiker.policy import Actor, Permission, Right, Role, can


class OwnPost(RuleBroken):
    """Nobody decides about a post of their own."""


@dataclass(frozen=True)
class OnePost:
    """A post where it stands, as whoever is to act meets the room."""

    post: Post
    thread: Thread
    room: SeenRoom


def keeps(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody keeps a room: locks and pins its threads, hides posts, silences people."""
    return not room.is_confidential and can(by, Permission.LOCK_ROOM, room)


def keeps_post(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody may hide a post of this room; of a closed one a moderator only what waits for a decision."""
    return not room.is_confidential and can(by, Permission.DELETE_POST, room)


def kept(by: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """For a query over rooms: those somebody keeps. The twin of `keeps`."""
    some: list[sa.ColumnElement[bool]] = []
    if by.has(Role.MODERATOR):
        some.append(Room.kind == RoomKind.OPEN)
    if by.is_councillor:
        mine = sa.orm.aliased(RoomMember)
        leads = sa.exists().where(
            mine.room_id == Room.id,
            mine.person_id == by.person_id,
            mine.is_facilitator,
            mine.joined_at.is_not(None),
            mine.left_at.is_(None),
        )
        some.append(sa.and_(leads, belongs(by.person_id, now)))
    if by.has(Role.ORGANISER):
        runs = {event for event, right in by.rights if right is not Right.NEEDS}
        some.append(sa.and_(Room.kind == RoomKind.EVENT, Room.event_id.in_(runs)))
    return sa.and_(Room.is_confidential.is_(False), sa.or_(*some)) if some else sa.false()


def has_desk(by: Actor, now: datetime) -> bool:
    """Whether somebody keeps anything at all. One statement, and none for a moderator."""
    if by.has(Role.MODERATOR):
        return True
    if not by.is_councillor and not by.has(Role.ORGANISER):
        return False
    return db.session.execute(sa.select(Room.id).where(kept(by, now)).limit(1)).first() is not None


def post_as_met(post_id: int, *, by: Actor, now: datetime) -> OnePost | None:
    """A post with its thread and its room as somebody meets it; None when it is not there or they may not see it."""
    row = db.session.execute(
        sa.select(Post, Thread).join(Thread, Thread.id == Post.thread_id).where(Post.id == post_id)
    ).one_or_none()
    if row is None:
        return None
    room = seen_by_id(row[1].room_id, by=by, now=now)
    if room is None or room.is_confidential:
        return None
    if not room.is_open and by.has(Role.MODERATOR) and was_reported(post_id):
        room = replace(room, is_reported=True)
    if not keeps_post(by, room) and (row[1].hidden_at is not None or not reads(by, room)):
        return None
    return OnePost(row[0], row[1], room)


def thread_as_met(thread_id: int, *, by: Actor, now: datetime) -> tuple[Thread, SeenRoom] | None:
    """A thread and its room as somebody meets it; None when it is not there or they may not see it."""
    thread = db.session.get(Thread, thread_id)
    room = seen_by_id(thread.room_id, by=by, now=now) if thread is not None else None
    if thread is None or room is None or room.is_confidential or not reads(by, room):
        return None
    if thread.hidden_at is not None and not keeps(by, room):
        return None
    return thread, room


def was_reported(post_id: int) -> bool:
    """Whether a post is a moderator's to see: it waits for a decision, or was hidden by one, which can be undone."""
    reported = sa.select(Report.id).where(
        Report.post_id == post_id, sa.or_(Report.decided_at.is_(None), Report.outcome == Outcome.HIDDEN)
    )
    unwanted = sa.select(Removal.id).where(
        Removal.post_id == post_id, sa.or_(Removal.decided_at.is_(None), Removal.is_confirmed.is_(True))
    )
    return db.session.execute(sa.union_all(reported, unwanted).limit(1)).first() is not None
