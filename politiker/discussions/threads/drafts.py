"""What somebody has begun to write, kept until it is sent: their own alone, one for each place."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.markdown import LONGEST_TEXT
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom, readable, writes
from politiker.discussions.threads.models import Draft, Thread
from politiker.policy import Actor

LONGEST_DRAFT = LONGEST_TEXT + 5_000  # characters in all: a post, its title and a poll
MOST_LISTED = 100
FIELDS = (
    "title", "kind", "body", "situation", "action", "outcome", "again",
    "poll_question", "poll_choices", "poll_several", "poll_closes",
)  # fmt: skip
WRITTEN = frozenset(FIELDS) - {"kind", "poll_several"}  # what one types: a kind alone is nothing begun


class DraftIsTooLong(RuleBroken):
    """A draft has at most `longest` characters, as a post has."""


@dataclass(frozen=True)
class Kept:
    """A draft in one's own list. Without a room one may not read there any more, and only the text is left."""

    place: str
    fields: dict[str, str]
    saved_at: datetime
    room_address: str | None = None
    room_title: str | None = None
    thread_id: int | None = None
    thread_title: str | None = None


def in_room(room_id: int) -> str:
    """The place of a conversation that is being started in a room."""
    return f"room:{room_id}"


def in_thread(thread_id: int) -> str:
    """The place of an answer that is being written in a thread."""
    return f"thread:{thread_id}"


def save(place: str, fields: dict[str, str], *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Keep what somebody has written so far; nothing written means no draft. What one did not type is not kept.

    Raises Forbidden where one may not write, DraftIsTooLong.
    """
    if by.person_id is None or room.is_confidential or not writes(by, room, now):
        raise Forbidden
    kept = {name: fields[name] for name in FIELDS if fields.get(name, "").strip()}
    if sum(map(len, kept.values())) > LONGEST_DRAFT:
        raise DraftIsTooLong(longest=LONGEST_DRAFT)
    if not WRITTEN & kept.keys():
        discard(place, by=by)
        return
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.session.get_bind().dialect.name]
    row = {"person_id": by.person_id, "place": place, "content": json.dumps(kept), "saved_at": now}
    newer = {"content": row["content"], "saved_at": now}
    db.session.execute(
        insert(Draft).values(row).on_conflict_do_update(index_elements=["person_id", "place"], set_=newer)
    )


def discard(place: str, *, by: Actor) -> None:
    """Throw one's own draft away: it was sent, or it is not wanted."""
    db.session.execute(sa.delete(Draft).where(Draft.person_id == by.person_id, Draft.place == place))


def content_of(person_id: Any, place: Any) -> sa.ScalarSelect[str]:
    """For a query about a room or a thread: somebody's draft there, for `read`."""
    return sa.select(Draft.content).where(Draft.person_id == person_id, Draft.place == place).scalar_subquery()


def find(place: str, *, by: Actor) -> dict[str, str]:
    """What one had begun to write in a place, by the name of its field; empty when there is nothing."""
    query = sa.select(Draft.content).where(Draft.person_id == by.person_id, Draft.place == place)
    return read(db.session.scalars(query).one_or_none())


def read(content: str | None) -> dict[str, str]:
    """A draft's fields by name; empty when there is none."""
    return {name: str(text) for name, text in json.loads(content).items()} if content else {}


def mine(*, by: Actor, now: datetime) -> list[Kept]:
    """One's own drafts, the newest first, at most a hundred. Two statements, however many there are."""
    query = sa.select(Draft).where(Draft.person_id == by.person_id).order_by(Draft.saved_at.desc(), Draft.place)
    drafts = list(db.session.scalars(query.limit(MOST_LISTED)))
    places = _places([draft.place for draft in drafts], by, now)
    return [Kept(draft.place, read(draft.content), draft.saved_at, *places.get(draft.place, ())) for draft in drafts]


def _places(wanted: list[str], by: Actor, now: datetime) -> dict[str, tuple[Any, ...]]:
    """Where one may still read, as (room address, room title, thread id, thread title) by place."""
    if not wanted:
        return {}
    rooms, threads = ([int(p.partition(":")[2]) for p in wanted if p.startswith(kind)] for kind in ("room:", "thread:"))
    may_read = sa.and_(readable(by, now), ~Room.is_confidential)
    nothing = (sa.cast(sa.null(), sa.Integer).label("thread_id"), sa.cast(sa.null(), sa.Text).label("thread_title"))
    of_rooms = sa.select(Room.id, Room.address, Room.title, *nothing).where(Room.id.in_(rooms), may_read)
    of_threads = (
        sa.select(Room.id, Room.address, Room.title, Thread.id, Thread.title)
        .join(Thread, Thread.room_id == Room.id)
        .where(Thread.id.in_(threads), Thread.hidden_at.is_(None), may_read)
    )
    return {
        in_room(room_id) if thread_id is None else in_thread(thread_id): (address, title, thread_id, thread_title)
        for room_id, address, title, thread_id, thread_title in db.session.execute(sa.union_all(of_rooms, of_threads))
    }
