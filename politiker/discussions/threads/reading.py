"""What one asks of a thread: where one stands in it, one page of its posts, and one post.

Posts are numbered from 1 without gaps, so that a page is found by number, as quickly at its end as at its beginning.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.moderation.blocks import blocked_by
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, met, seen_statement
from politiker.discussions.threads.attachments import HAS_FILES
from politiker.discussions.threads.drafts import content_of, in_thread
from politiker.discussions.threads.models import Poll, Post, PostVersion, Thanks, Thread, ThreadKind, ThreadReader
from politiker.people.models import Duty, Municipality, Person
from politiker.policy import Actor

PAGE = 20  # posts


@dataclass(frozen=True)
class SeenThread:
    """A thread as one person meets it: how far they have read, which page they see, and their own there.

    `thanked_for` are the numbers of the posts of the page they thanked for, `folded` those whose posts they will not
    read unasked, `draft` what they began to answer.
    """

    id: int
    lock_version: int
    kind: ThreadKind
    title: str
    author_id: int
    post_count: int
    useful_post_id: int | None
    pinned_at: datetime | None
    locked_at: datetime | None
    hidden_at: datetime | None
    merged_into_id: int | None
    learning_html: str
    learning_version: int
    read_number: int
    level: Level | None
    page: int
    thanked_for: frozenset[int]
    folded: frozenset[int]
    draft: str | None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return page_of(max(self.post_count, 1))

    @property
    def first_unread(self) -> int | None:
        """The number of the first post one has not read, if there is one."""
        return self.read_number + 1 if self.read_number < self.post_count else None


@dataclass(frozen=True)
class Said:
    """One post as everybody who may read it sees it."""

    id: int
    number: int
    author_id: int
    name: str
    municipality: str | None
    duty: Duty | None
    html: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    thanks: int
    has_poll: bool
    has_files: bool


def page_of(number: int) -> int:
    """The page on which the post with a number stands."""
    return (number - 1) // PAGE + 1


def seen_thread(
    address: str, thread_id: int, page: int | None, *, by: Actor, now: datetime, is_closed: bool = False
) -> tuple[SeenRoom, SeenThread] | None:
    """A thread in the room at an address, readable or not; None when there is none.

    Without a page it is the one with the first unread post, or the last when all is read. One statement for a thread
    in an open room, and for one in a closed room when it is known beforehand that it `is_closed`.
    """
    first = (page - 1) * PAGE + 1 if page is not None else None
    facts = {"address": address, "thread": thread_id, "first": first, "place": in_thread(thread_id), "moment": now}
    facts["me"] = by.person_id or 0
    connection = db.session.connection()
    if not is_closed and (row := connection.execute(_in_open_room(), facts).one_or_none()) is not None:
        return _open_room(row, by), _thread(row[len(_OPEN) :])
    row = connection.execute(_in_any_room(), facts).one_or_none()
    return (met(row, by), _thread(row[-len(_FACTS) :])) if row is not None else None


def _thread(facts: Sequence[Any]) -> SeenThread:
    *plain, read_number, level, first, thanked, blocked, draft = facts
    thanked_for = frozenset(first + n for n in range(PAGE) if int(thanked) >> n & 1) if thanked else frozenset()
    folded = frozenset(map(int, blocked.split(","))) if blocked else frozenset()
    return SeenThread(*[*plain, read_number or 0, level, page_of(first), thanked_for, folded, draft])


def _open_room(row: Any, by: Actor) -> SeenRoom:
    """The room of a row of `_in_open_room`: every councillor is in it, and it needs no more."""
    id, lock_version, address, title, locked_at, archived_at, is_facilitator, level, silenced_until = row[: len(_OPEN)]
    return SeenRoom(
        id=id, lock_version=lock_version, address=address, kind=RoomKind.OPEN, is_confidential=False, title=title,
        purpose="", event_id=None, duty=None, committee=None, newly_elected=False, sealed_title=None,
        sealed_purpose=None, sealed_mark_key=None, locked_at=locked_at, archived_at=archived_at, is_in=True,
        is_facilitator=is_facilitator, is_invited=False, municipalities=0, parties=0, level=level or Level.NORMAL,
        silenced_until=silenced_until, me=by.person_id,
    )  # fmt: skip


def posts_of(thread_id: int, page: int) -> list[Said]:
    """The posts of a page in order. Ask only for a thread that whoever is looking may read. One statement."""
    facts = {"thread": thread_id, "first": (page - 1) * PAGE + 1, "last": page * PAGE}
    return [Said(**row._mapping) for row in db.session.connection().execute(_POSTS, facts)]


def post_with_thread(post_id: int) -> tuple[Post, Thread] | None:
    """A post and its thread; None when there is no such post. Who may read it is asked of its room."""
    query = sa.select(Post, Thread).join(Thread, Thread.id == Post.thread_id).where(Post.id == post_id)
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row is not None else None


def versions(post_id: int, most: int, *, before: int | None = None) -> list[PostVersion]:
    """What a post said before, the latest first, at most so many; those before a number, if one is given."""
    query = sa.select(PostVersion).where(PostVersion.post_id == post_id)
    if before is not None:
        query = query.where(PostVersion.number < before)
    return list(db.session.scalars(query.order_by(PostVersion.number.desc()).limit(most)))


def who_thanked(post_id: int, most: int) -> list[str]:
    """The names of those who thanked for a post, in no order that tells anything, at most so many."""
    query = sa.select(Person.name).join(Thanks, Thanks.person_id == Person.id).where(Thanks.post_id == post_id)
    return list(db.session.scalars(query.order_by(Person.name, Person.id).limit(most)))


def where_it_went(thread_id: int) -> tuple[str, int, str] | None:
    """The address of a thread that another was merged into: its room's address, its id and its title.

    None once it is hidden: the address would say its title to whoever cannot see it any more.
    """
    query = sa.select(Room.address, Thread.id, Thread.title).join(Room, Room.id == Thread.room_id)
    row = db.session.execute(query.where(Thread.id == thread_id, Thread.hidden_at.is_(None))).one_or_none()
    return (row.address, row.id, row.title) if row is not None else None


_ME = sa.bindparam("me", type_=sa.Integer())
# Constants stand in the statement, typed: of what it does not know to be whole, a division is not.
_NOUGHT, _ONE, _PAGE = (sa.literal_column(str(n), sa.Integer()) for n in (0, 1, PAGE))
_READ = sa.func.coalesce(ThreadReader.read_number, _NOUGHT)
_NEXT_UP = sa.case((Thread.post_count > _READ, _READ), else_=Thread.post_count - _ONE)
# The number of the first post of the page: as asked for, or of the page with the first unread post.
_FIRST = sa.func.coalesce(sa.bindparam("first", type_=sa.Integer()), _NEXT_UP // _PAGE * _PAGE + _ONE)


def _thanked() -> sa.ScalarSelect[Any]:
    """Which posts of the page one thanked for: a bit for each, the lowest for the first."""
    shown = (
        sa.select(Post.id, Post.number)
        .where(Post.thread_id == Thread.id, Post.number >= _FIRST)
        .order_by(Post.number)
        .limit(_PAGE)
        .correlate(Thread, ThreadReader)
        .subquery("p")
    )
    return (
        sa.select(sa.func.sum(_ONE.bitwise_lshift(shown.c.number - _FIRST)))
        .select_from(shown)
        .join(Thanks, sa.and_(Thanks.post_id == shown.c.id, Thanks.person_id == _ME))
        .correlate(Thread, ThreadReader)
        .scalar_subquery()
    )


_IS_HERE = sa.and_(Thread.room_id == Room.id, Thread.id == sa.bindparam("thread"))
_IS_MINE = sa.and_(ThreadReader.thread_id == Thread.id, ThreadReader.person_id == _ME)
_FACTS = (
    Thread.id, Thread.lock_version, Thread.kind, Thread.title, Thread.author_id, Thread.post_count,
    Thread.useful_post_id, Thread.pinned_at, Thread.locked_at, Thread.hidden_at, Thread.merged_into_id,
    Thread.learning_html, Thread.learning_version, ThreadReader.read_number, ThreadReader.level, _FIRST, _thanked(),
    blocked_by(_ME), content_of(_ME, sa.bindparam("place", type_=sa.Text())),
)  # fmt: skip
_OPEN = (
    Room.id, Room.lock_version, Room.address, Room.title, Room.locked_at, Room.archived_at,
    sa.func.coalesce(sa.and_(RoomMember.is_in(), RoomMember.is_facilitator), sa.false()),
    RoomChoice.level, RoomChoice.silenced_until,
)  # fmt: skip


@functools.cache
def _in_open_room() -> sa.Select[*tuple[Any, ...]]:
    """As little as a page needs: who is in an open room need not be asked, and short statements are quicker."""
    return (
        sa.select(*_OPEN, *_FACTS)
        .select_from(Room)
        .join(Thread, _IS_HERE)
        .outerjoin(ThreadReader, _IS_MINE)
        .outerjoin(RoomMember, sa.and_(RoomMember.room_id == Room.id, RoomMember.person_id == _ME))
        .outerjoin(RoomChoice, sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == _ME))
        .where(Room.address == sa.bindparam("address"), Room.kind == RoomKind.OPEN, ~Room.is_confidential)
    )


@functools.cache
def _in_any_room() -> sa.Select[*tuple[Any, ...]]:
    return seen_statement().add_columns(*_FACTS).join(Thread, _IS_HERE).outerjoin(ThreadReader, _IS_MINE)


_POSTS = (
    sa.select(
        Post.id, Post.number, Post.author_id, Person.name, Municipality.name.label("municipality"), Post.duty,
        Post.html, Post.created_at, Post.edited_at, Post.deleted_at, Post.hidden_at, Post.thanks,
        sa.exists().where(Poll.post_id == Post.id).label("has_poll"),
        HAS_FILES.label("has_files"),
    )
    .join(Person, Person.id == Post.author_id)
    .outerjoin(Municipality, Municipality.id == Post.municipality_id)
    .where(
        Post.thread_id == sa.bindparam("thread"),
        Post.number >= sa.bindparam("first"),
        Post.number <= sa.bindparam("last"),
    )
    .order_by(Post.number)
)  # fmt: skip
