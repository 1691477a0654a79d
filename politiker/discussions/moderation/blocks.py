"""Who will not hear from whom: by their own wish, or by a moderator's between two.

Whoever is blocked notices nothing. Their posts are folded for the one who blocked them, they cannot name them in a
post, and nothing they write becomes a letter to them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.moderation.models import Block, Reason, Undo
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require


class NotOneself(RuleBroken):
    """Nobody blocks themselves."""


class AlreadyBlocked(RuleBroken):
    """It is so already."""


class NotBlocked(RuleBroken):
    """There is nothing to undo, or a moderator decided it."""


def block(person: Person, *, by: Actor, now: datetime) -> None:
    """Hear no more from somebody. Raises NotOneself, AlreadyBlocked.

    The trail notes that one blocked, and not whom, for the other may ask what the trail holds of them.
    """
    require(by, Permission.BLOCK_MEMBER, person)
    if by.person_id is None or by.person_id == person.id:
        raise NotOneself
    me = lock_row(Person, by.person_id)
    row = _row(by.person_id, person.id)
    if row.wished_at is not None:
        raise AlreadyBlocked
    row.wished_at = now
    db.session.flush()
    audit.record(by, Happening.BLOCKED, me, now, reason="own_wish")


def unblock(person: Person, *, by: Actor, now: datetime) -> None:
    """Hear from somebody again, unless a moderator has come between. Raises NotBlocked."""
    if by.person_id is None:
        raise Forbidden(permission=Permission.BLOCK_MEMBER)
    me = lock_row(Person, by.person_id)
    row = db.session.get(Block, (by.person_id, person.id), populate_existing=True)
    if row is None or row.wished_at is None:
        raise NotBlocked
    row.wished_at = None
    _sweep(row)
    audit.record(by, Happening.BLOCK_ENDED, me, now, reason="own_wish")


def impose(one: Person, other: Person, reason: Reason, *, by: Actor, now: datetime) -> None:
    """A moderator comes between two: neither hears from the other. Raises NotOneself, AlreadyBlocked."""
    require(by, Permission.SEE_REPORTS)
    if one.id == other.id or by.person_id in {one.id, other.id}:
        raise NotOneself
    _hold(one, other)
    rows = [_row(one.id, other.id), _row(other.id, one.id)]
    if all(row.imposed_at is not None for row in rows):
        raise AlreadyBlocked
    for row in rows:
        row.imposed_at, row.imposed_by_id = now, by.person_id
    db.session.flush()
    audit.record(by, Happening.BLOCKED, one, now, reason=reason.value)


def lift(one: Person, other: Person, reason: Undo, *, by: Actor, now: datetime) -> None:
    """A moderator no longer stands between two; what they wished themselves stays. Raises NotBlocked."""
    require(by, Permission.SEE_REPORTS)
    if by.person_id in {one.id, other.id}:
        raise NotOneself
    _hold(one, other)
    found = [
        row
        for pair in ((one.id, other.id), (other.id, one.id))
        if (row := db.session.get(Block, pair, populate_existing=True)) is not None and row.imposed_at is not None
    ]
    if not found:
        raise NotBlocked
    for row in found:
        row.imposed_at = row.imposed_by_id = None
        _sweep(row)
    audit.record(by, Happening.BLOCK_ENDED, one, now, reason=reason.value)


def between(blocker_id: Any, writer_id: Any) -> sa.ColumnElement[bool]:
    """For a query: that the first has blocked the second, who then never becomes a letter to the first."""
    return sa.exists().where(Block.person_id == blocker_id, Block.blocked_id == writer_id)


def blocked_by(reader_id: Any) -> sa.ScalarSelect[str | None]:
    """For a query that tells a reader something else: the numbers of those they blocked, with commas."""
    ids = sa.func.aggregate_strings(sa.cast(Block.blocked_id, sa.Text), ",")
    return sa.select(ids).where(Block.person_id == reader_id).scalar_subquery()


def are_apart(blocker_id: int, writer_id: int) -> bool:
    """Whether the first will not hear from the second."""
    return bool(db.session.scalar(sa.select(between(blocker_id, writer_id))))


def own_block(person_id: int, *, by: Actor) -> Block | None:
    """What stands between oneself and somebody, of one's own wish or a moderator's."""
    return db.session.get(Block, (by.person_id, person_id)) if by.person_id is not None else None


def own_blocks(*, by: Actor) -> Sequence[Any]:
    """Whom one has blocked oneself, as (uid, name, wished_at), the latest first."""
    query = (
        sa.select(Person.uid, Person.name, Block.wished_at)
        .join(Person, Person.id == Block.blocked_id)
        .where(Block.person_id == by.person_id, Block.wished_at.is_not(None))
        .order_by(Block.wished_at.desc(), Person.id)
    )
    return db.session.execute(query).all()


def _row(person_id: int, blocked_id: int) -> Block:
    """The row of this pair, made when there is none; the blocker's own row is held."""
    row = db.session.get(Block, (person_id, blocked_id), populate_existing=True)
    if row is None:
        row = Block(person_id=person_id, blocked_id=blocked_id)
        db.session.add(row)
    return row


def _hold(one: Person, other: Person) -> None:
    for person_id in sorted((one.id, other.id)):
        lock_row(Person, person_id)


def _sweep(row: Block) -> None:
    """Keep no row that says nothing any more."""
    if row.wished_at is None and row.imposed_at is None:
        db.session.delete(row)
    db.session.flush()
