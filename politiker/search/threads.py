"""Finding a conversation by its words: in the open rooms, or inside one closed room that one is in.

The answer is the same on both databases and never costs more than so much: threads whose title has every word come
first, the newest first; then threads with such a post, by the newest of them. At most the newest 300 posts count.
"""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.dialects.postgresql import TSQUERY

from politiker.core.analyser import Query, search_terms
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.discussions.threads.models import BIG, Post, Thread
from politiker.policy import Actor, Permission, can
from politiker.search.excerpts import Piece, excerpt, plain
from politiker.search.models import PostSearch

PAGE = 20
MOST_POSTS = 300  # that one search looks at
MOST_TITLES = 100
MOST_AUTHORS = 20  # posts by which one tells whether several people use a word
LEAFED = 10_000  # newest numbers of posts that PostgreSQL leafs through before it asks its index
SHORT_PREFIX = 4  # letters; PostgreSQL's index would gather half the language for one
READ_FOR_EXCERPT = 20_000  # characters of a post

Place = tuple[bool, int]


@dataclass(frozen=True)
class Hit:
    """A conversation that was found, and the post that speaks for it, if it may still be read."""

    thread_id: int
    title: tuple[Piece, ...]
    plain_title: str
    room_title: str
    room_address: str
    post_id: int | None
    number: int | None
    written_at: datetime | None
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """One page of conversations. `after` is where the next begins; `is_all` is False if older posts were left out."""

    hits: tuple[Hit, ...] = ()
    after: Place | None = None
    is_all: bool = True


def searches_rooms(by: Actor) -> bool:
    """Whether somebody has open rooms to search in."""
    return can(by, Permission.READ_OPEN_ROOMS)


def may_search_in(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody may search in one room from here. A confidential room is searched inside itself alone."""
    return not room.is_confidential and reads(by, room) and can(by, Permission.SEARCH_POSTS, room)


def search(
    text: str,
    *,
    by: Actor,
    room: SeenRoom | None = None,
    after: Place | None = None,
    most: int = PAGE,
) -> Found:
    """The conversations with every word of a text; the last word may be half typed. One statement, on PostgreSQL two.

    Without a room the open rooms are searched, and those alone. `after` is where the page before ended. Raises
    Forbidden for a room one may not search in.
    """
    if room is not None and not may_search_in(by, room):
        raise Forbidden(permission=Permission.SEARCH_POSTS)
    asked = search_terms(text)
    if asked.is_empty or (room is None and not searches_rooms(by)):
        return Found()
    dialect = db.session.get_bind().dialect.name
    given: dict[str, Any] = {
        "match": match(asked, dialect),
        "titles": match(asked, dialect, for_titles=True),
        "most": most + 1,
    }
    given |= patterns(asked) | _steps() if dialect == "postgresql" else {}
    given |= {"room": room.id} if room is not None else {}
    titled, place = after or (True, 2**62)
    given |= {"titled": int(titled), "place": place}
    statement = _page(len(asked.whole) + (asked.prefix is not None), room is not None, dialect, MOST_POSTS)
    rows = list(db.session.connection().execute(statement, given))  # rows alone: the mapper need not look
    shown = rows[:most]
    last = (bool(shown[-1].titled), int(shown[-1].place)) if len(rows) > most else None
    return Found(tuple(_hit(row, asked) for row in shown), last, not rows or rows[0].posts < MOST_POSTS)


def authors(stem: str) -> set[int]:
    """Who wrote the newest posts with a word in the open rooms: some of them, so that one can tell one from several."""
    dialect, asked = db.session.get_bind().dialect.name, Query((stem,), None)
    given: dict[str, Any] = {"match": match(asked, dialect)}
    given |= patterns(asked) | _steps() if dialect == "postgresql" else {}
    return set(db.session.connection().execute(_authors(dialect), given).scalars())


@functools.lru_cache(maxsize=10)
def _authors(dialect: str) -> sa.Select[Any]:
    here = PostSearch.room_id.in_(sa.select(Room.id).where(are_open()))
    found = newest_posts(1, dialect, here).limit(MOST_AUTHORS).subquery()
    return sa.select(Post.author_id).join(found, found.c.post_id == Post.id)


def are_open() -> sa.ColumnElement[bool]:
    """For a query over rooms: those that whoever `searches_rooms` may search from outside."""
    return sa.and_(Room.kind == RoomKind.OPEN, Room.is_confidential.is_(False))


def match(asked: Query, dialect: str, *, for_titles: bool = False) -> str:
    """What is asked, as the text search of the database reads it. Words hold letters and digits only."""
    begun = [asked.prefix] if asked.prefix else []
    if dialect == "sqlite":
        return " ".join([f'"{word}"' for word in asked.whole] + [f'"{word}"*' for word in begun])
    if asked.whole and begun and len(begun[0]) <= SHORT_PREFIX and not for_titles:
        begun = []  # the pattern sifts what the whole words find
    return " & ".join([f"'{word}'" for word in asked.whole] + [f"'{word}':*" for word in begun])


def patterns(asked: Query) -> dict[str, str]:
    """The same, as it stands in the words of a post: each word between spaces."""
    shapes = [f"% {word} %" for word in asked.whole] + ([f"% {asked.prefix}%"] if asked.prefix else [])
    return {f"like_{number}": shape for number, shape in enumerate(shapes)}


@functools.lru_cache(maxsize=100)
def _page(words: int, in_room: bool, dialect: str, most_posts: int) -> sa.Select[Any]:
    """The statement for one shape of question, made once."""
    open_rooms = sa.select(Room.id).where(are_open())
    here = PostSearch.room_id == sa.bindparam("room") if in_room else PostSearch.room_id.in_(open_rooms)
    there = Thread.room_id == sa.bindparam("room") if in_room else Thread.room_id.in_(open_rooms)
    hit = newest_posts(words, dialect, here).limit(most_posts).cte("hit")
    titled = (
        sa.select(Thread.id)
        .where(_has_title(dialect), Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None), there)
        .order_by(sa.desc(Thread.id + 0 if dialect == "postgresql" else Thread.id))
        .limit(MOST_TITLES)
        .cte("titled")
    )
    best = sa.select(sa.func.max(hit.c.post_id)).where(hit.c.thread_id == titled.c.id).scalar_subquery()
    found = sa.union_all(
        sa.select(
            sa.literal_column("1").label("titled"),
            sa.cast(titled.c.id, BIG).label("place"),
            titled.c.id.label("thread_id"),
            best.label("post_id"),
        ),
        sa.select(sa.literal_column("0"), sa.func.max(hit.c.post_id), hit.c.thread_id, sa.func.max(hit.c.post_id))
        .where(hit.c.thread_id.not_in(sa.select(titled.c.id)))
        .group_by(hit.c.thread_id),
    ).subquery("found")
    place = sa.tuple_(found.c.titled, found.c.place)
    page = (
        sa.select(found)
        .where(place < sa.tuple_(sa.bindparam("titled", type_=sa.Integer()), sa.bindparam("place", type_=BIG)))
        .order_by(found.c.titled.desc(), found.c.place.desc())
        .limit(sa.bindparam("most", type_=sa.Integer()))
        .cte("page")
    )
    first = sa.orm.aliased(Post)
    return (
        sa.select(
            page.c.titled, page.c.place, page.c.thread_id, Thread.title,
            Room.title.label("room_title"), Room.address.label("room_address"),
            sa.func.coalesce(Post.id, first.id).label("post_id"),
            sa.func.coalesce(Post.number, first.number).label("number"),
            sa.func.coalesce(Post.created_at, first.created_at, type_=Post.created_at.type).label("written_at"),
            sa.func.substr(sa.func.coalesce(Post.html, first.html, ""), 1, READ_FOR_EXCERPT).label("html"),
            sa.select(sa.func.count()).select_from(hit).scalar_subquery().label("posts"),
        )
        .select_from(page)
        .join(Thread, Thread.id == page.c.thread_id)
        .join(Room, Room.id == Thread.room_id)
        .outerjoin(Post, Post.id == page.c.post_id)
        .outerjoin(
            first,
            sa.and_(
                first.thread_id == page.c.thread_id, first.number == 1, first.deleted_at.is_(None),
                first.hidden_at.is_(None),
            ),
        )
        .order_by(page.c.titled.desc(), page.c.place.desc())
    )  # fmt: skip


def newest_posts(words: int, dialect: str, where: sa.ColumnElement[bool]) -> Any:
    """The posts with every word asked for, as (post_id, thread_id), the newest first. To be limited.

    SQLite reads its index backwards. PostgreSQL's has no order, and a word that is in every tenth post would have to
    be fetched and sorted whole. So it goes back in three steps, each nine times as long as the one before: the newest
    posts are leafed through, then the index is asked for those before, then for all the rest. A step of the union is
    not begun while those before it satisfy the limit.
    """
    columns = (PostSearch.post_id, PostSearch.thread_id)
    if dialect == "sqlite":
        words_of = sa.table("post_search_words", sa.column("rowid"))
        return (
            sa.select(*columns)
            .select_from(words_of.join(PostSearch, PostSearch.post_id == words_of.c.rowid))
            .where(sa.text("post_search_words MATCH :match"), where)
            .order_by(words_of.c.rowid.desc())
        )
    like = sa.and_(
        *(PostSearch.terms.like(sa.bindparam(f"like_{n}", type_=sa.Text(), literal_execute=True)) for n in range(words))
    )
    vector: Any = sa.literal_column("array_to_tsvector(string_to_array(btrim(post_search.terms), ' '))")
    is_found = sa.and_(vector.bool_op("@@")(_asked("match")), like)
    near, far = (sa.bindparam(name, type_=BIG, literal_execute=True) for name in ("near", "far"))
    order = sa.desc(PostSearch.post_id + 0)  # by a sum, for which no index offers itself
    steps = (
        sa.select(*columns).where(PostSearch.post_id > near, like, where).order_by(PostSearch.post_id.desc()),
        sa.select(*columns)
        .where(PostSearch.post_id <= near, PostSearch.post_id > far, is_found, where)
        .order_by(order),
        sa.select(*columns).where(PostSearch.post_id <= far, is_found, where).order_by(order),
    )
    parts = [step.subquery() for step in steps]
    every = sa.union_all(*(sa.select(part.c.post_id, part.c.thread_id) for part in parts)).subquery()
    return sa.select(every.c.post_id, every.c.thread_id)


def _steps() -> dict[str, int]:
    """Where the three steps of PostgreSQL end. Asked beforehand: of numbers it does not know it takes a step for tiny.

    Measured over a million posts, two words that are in every tenth: 150 ms with the numbers inside the statement.
    """
    newest = db.session.connection().execute(_NEWEST).scalar_one() or 0
    return {"near": newest - LEAFED, "far": newest - 10 * LEAFED}


_NEWEST = sa.select(sa.func.max(PostSearch.post_id))


def _has_title(dialect: str) -> sa.ColumnElement[bool]:
    if dialect == "sqlite":
        return Thread.id.in_(sa.text("SELECT rowid FROM thread_search WHERE thread_search MATCH :titles"))
    vector: Any = sa.literal_column("array_to_tsvector(string_to_array(thread.terms, ' '))")
    return vector.bool_op("@@")(_asked("titles"))  # type: ignore[no-any-return]


def _asked(name: str) -> sa.ColumnElement[Any]:
    """What is asked for, written into the statement: how best to look depends on how common just these words are."""
    return sa.cast(sa.bindparam(name, type_=sa.Text(), literal_execute=True), TSQUERY)


def _hit(row: Any, asked: Query) -> Hit:
    return Hit(
        thread_id=row.thread_id,
        title=excerpt(row.title, asked, whole=True),
        plain_title=row.title,
        room_title=row.room_title,
        room_address=row.room_address,
        post_id=row.post_id,
        number=row.number,
        written_at=row.written_at,
        excerpt=excerpt(plain(row.html), asked),
    )
