"""How far somebody has read a thread, and how much they want to hear of it."""

import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.rooms.models import Level
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.discussions.threads.models import Thread, ThreadReader
from politiker.policy import Actor


def mark_read(thread: Thread, number: int, *, room: SeenRoom, by: Actor) -> None:
    """Somebody has read a thread as far as a post, but never further than there are posts. Raises Forbidden."""
    note_read(_require_reads(room, by), thread.id, max(0, min(number, thread.post_count)))


def choose_level(thread: Thread, level: Level, *, room: SeenRoom, by: Actor) -> None:
    """Choose how much to hear of a thread; it stands whatever one chooses for the room. Raises Forbidden."""
    values = {"person_id": _require_reads(room, by), "thread_id": thread.id, "read_number": 0, "level": level}
    db.session.execute(_choose(db.session.get_bind().dialect.name), values)


def note_read(person_id: int, thread_id: int, number: int, *, follows: bool = False) -> None:
    """Somebody has read a thread as far as a post; never less far than before.

    With `follows` they hear of it from now on, unless they have chosen otherwise.
    """
    level = Level.FOLLOW if follows else None
    values = {"person_id": person_id, "thread_id": thread_id, "read_number": number, "level": level}
    db.session.execute(_note(db.session.get_bind().dialect.name), values)


def _require_reads(room: SeenRoom, by: Actor) -> int:
    if by.person_id is None or not reads(by, room):
        raise Forbidden
    return by.person_id


def _insert(dialect: str) -> Any:
    kinds: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return kinds[dialect](sa.inspect(ThreadReader).local_table)


@functools.cache
def _note(dialect: str) -> Any:
    """In one statement, for a page that is shown and an answer that is sent may both note it at once."""
    rows, insert = sa.inspect(ThreadReader).local_table, _insert(dialect)
    further = sa.case(
        (rows.c.read_number < insert.excluded.read_number, insert.excluded.read_number), else_=rows.c.read_number
    )
    level = sa.func.coalesce(rows.c.level, insert.excluded.level)
    return insert.on_conflict_do_update(
        index_elements=["person_id", "thread_id"], set_={"read_number": further, "level": level}
    )


@functools.cache
def _choose(dialect: str) -> Any:
    insert = _insert(dialect)
    return insert.on_conflict_do_update(
        index_elements=["person_id", "thread_id"], set_={"level": insert.excluded.level}
    )
