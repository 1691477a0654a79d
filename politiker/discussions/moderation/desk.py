"""What needs a hand in the rooms somebody keeps. A fixed number of statements, however much there is."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import UtcDateTime, db
from politiker.discussions.moderation.keeping import kept
from politiker.discussions.moderation.models import Block, Removal, Report
from politiker.discussions.rooms.models import Room, RoomChoice, RoomKind, RoomMember
from politiker.discussions.threads.models import BIG, Post, Thread, ThreadKind
from politiker.people.models import Municipality, Person
from politiker.policy import Actor, Permission, Role, can

UNANSWERED = timedelta(days=2)
QUIET = timedelta(days=30)
NEW = timedelta(days=7)
UNDONE_WITHIN = timedelta(days=30)
MOST = 20  # lines of each sort
MOST_NOTES = 10  # what reporters say of one post
SHOWN = 600  # characters of a post, before one asks for all of it
LOOKED_THROUGH = 500  # the newest posts of each thread

# Of an open room everything is told; of a closed one nothing, until the one post is opened.
_IS_OPEN = Room.kind == RoomKind.OPEN
_FACTS = (
    Post.id.label("post_id"), Post.author_id, Post.hidden_at, Post.deleted_at, Post.duty, Person.name,
    Municipality.name.label("municipality"), _IS_OPEN.label("is_open"), Thread.id.label("thread_id"),
    sa.case((sa.and_(_IS_OPEN, sa.func.length(Post.body) <= SHOWN), Post.html)).label("html"),
    sa.case((_IS_OPEN, sa.func.substr(Post.body, 1, SHOWN))).label("beginning"),
    sa.case((_IS_OPEN, Thread.title)).label("thread"),
    sa.case((_IS_OPEN, Room.title)).label("room"), sa.case((_IS_OPEN, Room.address)).label("address"),
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """One page of work: each list in the order in which it should be seen to.

    `reports` are those about at most twenty posts, by post, and `next_reports` where the next page of them begins. Of
    a long post there is no `html` but the `beginning` of what was written.
    """

    rooms: Sequence[Any]
    reports: list[list[Any]]
    next_reports: int | None
    removals: Sequence[Any]
    questions: Sequence[Any]
    quiet: list[Any]
    newcomers: Sequence[Any]
    first_posts: Sequence[Any]
    to_undo: Sequence[Any]


def desk(by: Actor, *, now: datetime, after: int = 0) -> Desk | None:
    """What needs a hand; None for whoever keeps no room at all. Seven statements, and one for who keeps nothing.

    `after` is the `next_reports` of the page before.
    """
    rooms = db.session.execute(
        sa.select(Room.id, Room.address, Room.kind, Room.title, Room.created_at, Room.last_post_at, Room.archived_at)
        .where(kept(by, now))
        .order_by(Room.title, Room.id)
    ).all()
    if not rooms and not can(by, Permission.SEE_REPORTS):
        return None
    ids = [room.id for room in rooms]
    reports = _by_post(_reports(after) if can(by, Permission.SEE_REPORTS) else [])
    return Desk(
        rooms=rooms,
        reports=reports[:MOST],
        next_reports=reports[MOST - 1][0].first if len(reports) > MOST else None,
        removals=_removals(by),
        questions=_questions(ids, now),
        quiet=[
            room for room in rooms if room.archived_at is None and (room.last_post_at or room.created_at) < now - QUIET
        ],
        newcomers=_newcomers(ids, now),
        first_posts=_first_posts(ids, by, now),
        to_undo=_to_undo(ids, by, now),
    )


def _reports(after: int) -> Sequence[Any]:
    """What is said about the posts that have waited longest, one more than a page shows; of each the first reports."""
    one_post = (Report.post_id, Report.sealed_post_id)
    waiting = (
        sa.select(
            Report.id,
            sa.func.min(Report.id).over(partition_by=one_post).label("first"),
            sa.func.count().over(partition_by=one_post).label("many"),
            sa.func.row_number().over(partition_by=one_post, order_by=Report.id).label("place"),
        )
        .where(Report.decided_at.is_(None))
        .subquery()
    )
    cases = (
        sa.select(waiting.c.id)
        .where(waiting.c.place == 1, waiting.c.first > after)
        .order_by(waiting.c.id)
        .limit(MOST + 1)
    )
    query = (
        sa.select(
            Report.id, Report.reason, Report.note, Report.created_at, Report.sealed_post_id, waiting.c.first,
            waiting.c.many, *_FACTS
        )
        .join(waiting, waiting.c.id == Report.id)
        .join(Room, Room.id == Report.room_id)
        .outerjoin(Post, Post.id == Report.post_id)
        .outerjoin(Thread, Thread.id == Post.thread_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(Municipality, Municipality.id == Post.municipality_id)
        .where(waiting.c.first.in_(cases), waiting.c.place <= MOST_NOTES)
        .order_by(waiting.c.first, Report.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def _by_post(rows: Sequence[Any]) -> list[list[Any]]:
    """The reports of one post together, the post that has waited longest first."""
    return [list(several) for _first, several in itertools.groupby(rows, key=lambda row: row.first)]


def _removals(by: Actor) -> Sequence[Any]:
    """For a moderator all of them; for others those they asked for themselves."""
    mine = Removal.asked_by_id == by.person_id
    query = (
        sa.select(Removal.id, Removal.asked_by_id, Removal.asked_at, *_FACTS)
        .join(Post, Post.id == Removal.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Room, Room.id == Thread.room_id)
        .join(Person, Person.id == Post.author_id)
        .outerjoin(Municipality, Municipality.id == Post.municipality_id)
        .where(Removal.decided_at.is_(None), sa.true() if can(by, Permission.SEE_REPORTS) else mine)
        .order_by(Removal.id)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _questions(room_ids: list[int], now: datetime) -> Sequence[Any]:
    """Questions nobody but the asker has written to, the oldest first."""
    answer = sa.orm.aliased(Post)
    is_answered = sa.exists().where(
        answer.thread_id == Thread.id, answer.author_id != Thread.author_id, answer.deleted_at.is_(None)
    )
    query = (
        sa.select(Thread.id, Thread.title, Thread.created_at, Room.address, Room.title.label("room"), Person.name)
        .join(Room, Room.id == Thread.room_id)
        .join(Person, Person.id == Thread.author_id)
        .where(
            Thread.room_id.in_(room_ids),
            Thread.kind == ThreadKind.QUESTION,
            Thread.created_at < now - UNANSWERED,
            Thread.hidden_at.is_(None),
            Thread.locked_at.is_(None),
            Thread.merged_into_id.is_(None),
            ~is_answered,
        )
        .order_by(Thread.created_at, Thread.id)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _newcomers(room_ids: list[int], now: datetime) -> Sequence[Any]:
    """Who came into a closed room within the week."""
    query = (
        sa.select(Person.name, RoomMember.joined_at, Room.address, Room.title.label("room"))
        .select_from(RoomMember)
        .join(Room, Room.id == RoomMember.room_id)
        .join(Person, Person.id == RoomMember.person_id)
        .where(RoomMember.room_id.in_(room_ids), RoomMember.is_in(), RoomMember.joined_at > now - NEW)
        .where(RoomMember.is_facilitator.is_(False))
        .order_by(RoomMember.joined_at.desc(), Person.id)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _first_posts(room_ids: list[int], by: Actor, now: datetime) -> Sequence[Any]:
    """What others wrote within the week who had never written before, until whoever asks has written after them."""
    earlier = sa.orm.aliased(Post)
    wrote_before = sa.exists().where(earlier.author_id == Post.author_id, earlier.id < Post.id)
    mine = sa.orm.aliased(Post)
    is_welcomed = sa.exists().where(
        mine.thread_id == Post.thread_id, mine.author_id == by.person_id, mine.number > Post.number
    )
    query = (
        sa.select(
            Post.id, Post.created_at, Post.duty, Person.name, Municipality.name.label("municipality"), Thread.title,
            Room.title.label("room"),
        )
        .select_from(Thread)
        .join(Room, Room.id == Thread.room_id)
        .join(Post, sa.and_(Post.thread_id == Thread.id, Post.number > Thread.post_count - LOOKED_THROUGH))
        .join(Person, Person.id == Post.author_id)
        .outerjoin(Municipality, Municipality.id == Post.municipality_id)
        .where(
            Thread.room_id.in_(room_ids),
            Thread.last_post_at > now - NEW,
            Thread.hidden_at.is_(None),
            Post.created_at > now - NEW,
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
            Post.author_id != by.person_id,
            Person.joined_at.is_not(None),
            ~wrote_before,
            ~is_welcomed,
        )
        .order_by(Post.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return db.session.execute(query).all()


def _to_undo(room_ids: list[int], by: Actor, now: datetime) -> Sequence[Any]:
    """What was hidden of late, who is silenced, and between whom a moderator stands; each can be undone."""
    since, other = now - UNDONE_WITHIN, sa.orm.aliased(Person)
    nothing, no_number = sa.cast(sa.null(), sa.Text), sa.cast(sa.null(), BIG)
    parts: list[sa.Select[*tuple[Any, ...]]] = [
        _line("post", Post.id, nothing, Person.name, Thread.title, Post.hidden_at)
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Person, Person.id == Post.author_id)
        .where(Thread.room_id.in_(room_ids), Post.hidden_at > since, Post.deleted_at.is_(None)),
        _line("thread", sa.cast(Thread.id, BIG), nothing, Thread.title, Room.title, Thread.hidden_at)
        .select_from(Thread)
        .join(Room, Room.id == Thread.room_id)
        .where(Thread.room_id.in_(room_ids), Thread.hidden_at > since),
        _line("silence", sa.cast(Room.id, BIG), Person.uid, Person.name, Room.title, RoomChoice.silenced_until)
        .select_from(RoomChoice)
        .join(Room, Room.id == RoomChoice.room_id)
        .join(Person, Person.id == RoomChoice.person_id)
        .where(RoomChoice.room_id.in_(room_ids), RoomChoice.silenced_until > now),
    ]
    if by.has(Role.MODERATOR):
        parts.append(
            _line("block", no_number, Person.uid, Person.name, other.name, Block.imposed_at, other.uid)
            .select_from(Block)
            .join(Person, Person.id == Block.person_id)
            .join(other, other.id == Block.blocked_id)
            .where(Block.imposed_at.is_not(None), Block.person_id < Block.blocked_id)
        )
    lines = sa.union_all(*parts).subquery()
    return db.session.execute(sa.select(lines).order_by(lines.c.at.desc()).limit(5 * MOST)).all()


def _line(
    kind: str, number: Any, uid: Any, words: Any, place: Any, at: Any, other_uid: Any | None = None
) -> sa.Select[*tuple[Any, ...]]:  # fmt: skip
    return sa.select(
        sa.literal(kind).label("kind"),
        sa.cast(number, BIG).label("number"),
        sa.cast(uid, sa.Text).label("uid"),
        sa.cast(words, sa.Text).label("words"),
        sa.cast(place, sa.Text).label("place"),
        sa.type_coerce(at, UtcDateTime()).label("at"),
        sa.cast(sa.null() if other_uid is None else other_uid, sa.Text).label("other_uid"),
    )
