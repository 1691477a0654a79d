"""What one asks of rooms: which are mine, what is new in them, and what is talked about in one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm

from politiker.core.database import UtcDateTime, db
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomMember
from politiker.discussions.rooms.standing import readable
from politiker.discussions.threads.models import Draft, Thread, ThreadKind, ThreadReader
from politiker.policy import Actor, Permission, Right, Role, can

NEWS_LASTS, NEWS_OF_FRONT_PAGE = timedelta(days=60), timedelta(days=14)
LOOKED_AT, MOST_UNREAD = 200, 100  # threads of a room, the newest first; what is shown as "99+" is 100
ON_A_PAGE, MOST_PINNED = 20, 10


def may_have_rooms(by: Actor) -> bool:
    """Whether somebody has the page of rooms: who reads the open ones, and who works on events, which have rooms."""
    runs_events = by.has(Role.ORGANISER) and any(right is not Right.NEEDS for _event, right in by.rights)
    return can(by, Permission.READ_OPEN_ROOMS) or runs_events


def rooms_of(by: Actor, *, now: datetime) -> list[Any]:
    """Every room somebody may read or is asked into, with what is new in it. One statement, whatever there is.

    `unread` is how many threads have news, at most 100; None in a room they do not want to hear of. `has_drafts`, the
    same in every row, is whether they have begun to write anything.
    """
    me = by.person_id or 0
    mine = sa.and_(RoomMember.room_id == Room.id, RoomMember.person_id == me)
    is_invited = RoomMember.is_invited()
    level = sa.func.coalesce(RoomChoice.level, Level.NORMAL.value)
    listed = sa.or_(readable(by, now), is_invited) if by.is_councillor else readable(by, now)
    query = (
        sa.select(
            Room.id, Room.address, Room.kind, Room.is_confidential, Room.title, Room.purpose,
            Room.sealed_title, Room.sealed_mark_key, Room.last_post_at, Room.locked_at,
            Room.archived_at, Room.municipalities, Room.parties,
            level.label("level"),
            sa.func.coalesce(is_invited, sa.false()).label("is_invited"),
            sa.case((sa.or_(level == Level.MUTE.value, Room.is_confidential), None), else_=_unread(me, now)).label(
                "unread"
            ),
            sa.exists().where(Draft.person_id == me).label("has_drafts"),
        )
        .outerjoin(RoomMember, mine)
        .outerjoin(RoomChoice, sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == me))
        .where(listed)
    )  # fmt: skip
    return list(db.session.execute(query))


def _is_shown() -> sa.ColumnElement[bool]:
    return sa.and_(Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None))


def _newest(many: int, now: datetime) -> sa.Select[int, int]:
    """The newest threads of the room of the statement around it."""
    return (
        sa.select(Thread.id, Thread.post_count)
        .where(Thread.room_id == Room.id, Thread.last_post_at > now - NEWS_LASTS, _is_shown())
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(many)
        .correlate(Room)
    )


def _has_news(post_count: Any) -> sa.ColumnElement[bool]:
    is_wanted = sa.or_(ThreadReader.level.is_(None), ThreadReader.level != Level.MUTE)
    return sa.and_(post_count > sa.func.coalesce(ThreadReader.read_number, 0), is_wanted)


def _unread(me: int, now: datetime) -> sa.ScalarSelect[int]:
    newest = _newest(LOOKED_AT, now).subquery()
    mine = sa.and_(ThreadReader.thread_id == newest.c.id, ThreadReader.person_id == me)
    some = (
        sa.select(newest.c.id)
        .outerjoin(ThreadReader, mine)
        .where(_has_news(newest.c.post_count))
        .limit(MOST_UNREAD)
        .correlate(Room)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def to_continue(by: Actor, room_ids: Collection[int], *, now: datetime) -> Any | None:
    """The thread somebody has read in that has the newest news, in one of these rooms; None when there is none."""
    query = (
        sa.select(
            Thread.id, Thread.title, Room.address, Room.title.label("room_title"),
            (Thread.post_count - ThreadReader.read_number).label("new"),
        )
        .select_from(ThreadReader)
        .join(Thread, Thread.id == ThreadReader.thread_id)
        .join(Room, Room.id == Thread.room_id)
        .where(
            ThreadReader.person_id == by.person_id,
            ThreadReader.read_number > 0,
            Thread.last_post_at > now - NEWS_LASTS,
            Room.id.in_(room_ids),
            _has_news(Thread.post_count),
            _is_shown(),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.execute(query).one_or_none()


def news(by: Actor, *, most: int, now: datetime) -> list[Any]:
    """Threads with news of the last two weeks in somebody's rooms, the newest first; confidential rooms are silent.

    One statement; it looks at what was written in these rooms within the two weeks, and no further.
    """
    me = by.person_id or 0
    is_muted = sa.exists().where(
        RoomChoice.room_id == Room.id, RoomChoice.person_id == me, RoomChoice.level == Level.MUTE
    )
    mine = sa.select(Room.id).where(
        readable(by, now), Room.is_confidential.is_(False), Room.archived_at.is_(None), ~is_muted
    )
    there = sa.orm.aliased(Room)
    query = (
        sa.select(
            Thread.id, Thread.title, Thread.post_count, Thread.last_post_at, there.address,
            there.title.label("room_title"),
            (Thread.post_count - sa.func.coalesce(ThreadReader.read_number, 0)).label("new"),
        )
        .join(there, there.id == Thread.room_id)
        .outerjoin(ThreadReader, sa.and_(ThreadReader.thread_id == Thread.id, ThreadReader.person_id == me))
        .where(
            Thread.room_id.in_(mine), Thread.last_post_at > now - NEWS_OF_FRONT_PAGE, _is_shown(),
            _has_news(Thread.post_count),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(most)
    )  # fmt: skip
    return list(db.session.execute(query))


@dataclass(frozen=True)
class Wanted:
    """Which threads of a room are asked for; `before` is the last one already seen, as (last post at, id)."""

    kind: ThreadKind | None = None
    unanswered: bool = False
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class Threads:
    """At most twenty threads, the newest first; on the first page those that are pinned stand above them."""

    pinned: tuple[Any, ...]
    rows: tuple[Any, ...]
    has_more: bool


def threads_in(room_id: int, wanted: Wanted, *, by: Actor) -> Threads:
    """What is talked about in a room. At most two statements, however many threads there are."""
    query = (
        sa.select(
            Thread.id, Thread.title, Thread.kind, Thread.post_count, Thread.last_post_at, Thread.useful_post_id,
            Thread.pinned_at, Thread.locked_at, ThreadReader.level,
            sa.func.coalesce(ThreadReader.read_number, 0).label("read_number"),
        )
        .outerjoin(
            ThreadReader, sa.and_(ThreadReader.thread_id == Thread.id, ThreadReader.person_id == by.person_id)
        )
        .where(Thread.room_id == room_id, _is_shown())
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
    )  # fmt: skip
    if wanted.kind is not None:
        query = query.where(Thread.kind == wanted.kind)
    if wanted.unanswered:
        query = query.where(Thread.kind == ThreadKind.QUESTION, Thread.post_count == 1)
    page = query.where(Thread.pinned_at.is_(None)).limit(ON_A_PAGE + 1)
    pinned: list[Any] = []
    if wanted.before is None:
        pinned = list(db.session.execute(query.where(Thread.pinned_at.is_not(None)).limit(MOST_PINNED)))
    else:
        moment, id = wanted.before
        there = sa.tuple_(sa.literal(moment, UtcDateTime()), sa.literal(id))
        page = page.where(sa.tuple_(Thread.last_post_at, Thread.id) < there)
    rows = list(db.session.execute(page))
    return Threads(tuple(pinned), tuple(rows[:ON_A_PAGE]), len(rows) > ON_A_PAGE)
