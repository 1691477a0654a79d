"""Breaking the glass: in an emergency one administrator reads a closed room for an hour, when another allows it.

It is asked for with the address of a room or the number of a report, for administrators do not know which closed
rooms there are; whether what they asked with leads anywhere only the other administrator is told. It is for the one who
asked, for reading alone, for sixty minutes from the yes, once. Everybody in the room is told, and each page read is in
the trail.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import RuleBroken
from politiker.discussions.moderation import letters
from politiker.discussions.moderation.models import Category, Opening, Report
from politiker.discussions.moderation.reporting import AlreadyDecided
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require

LASTS = timedelta(minutes=60)
WAITS = timedelta(hours=24)  # for an answer; afterwards the emergency is over
LONGEST_REASON = 500  # characters


class ReasonIsMissing(RuleBroken):
    """Nobody opens a closed room without saying why."""


class AskedByOneself(RuleBroken):
    """Whoever asks does not answer too."""


class _Nobody:
    """Whom an administrator asks about when it is nobody in particular."""

    id = None


def ask(found_by: str, category: Category, reason: str, *, by: Actor, now: datetime) -> Opening | None:
    """Ask another administrator to be let into the closed room at an address, or of a report with this number.

    None when there is no such closed room; whoever asks is told the same in either case. Raises ReasonIsMissing.
    """
    require(by, Permission.BREAK_GLASS, _Nobody)
    reason = reason.strip()
    if not reason:
        raise ReasonIsMissing
    room = _room(found_by)
    if room is None or by.person_id is None:
        return None
    lock_row(Person, by.person_id)  # so that two presses at once make one wish
    waiting = sa.select(Opening).where(
        Opening.room_id == room.id, Opening.asked_by_id == by.person_id, Opening.decided_at.is_(None)
    )
    if (earlier := db.session.scalars(waiting).one_or_none()) is not None:
        earlier.asked_at, earlier.category, earlier.reason = now, category, reason[:LONGEST_REASON]
        opening = earlier
    else:
        opening = Opening(
            room_id=room.id, asked_by_id=by.person_id, asked_at=now, category=category, reason=reason[:LONGEST_REASON]
        )
        db.session.add(opening)
    db.session.flush()
    audit.record(by, Happening.GLASS_ASKED, opening, now, reason=category.value)
    return opening


def allow(opening: Opening, *, by: Actor, now: datetime) -> None:
    """Another administrator agrees: the room is open to the one who asked for sixty minutes, and its members are told.

    Raises AskedByOneself, AlreadyDecided; the wish is over after a day.
    """
    _answer(opening, by, now)
    opening.is_allowed, opening.ends_at = True, now + LASTS
    audit.record(by, Happening.GLASS_BROKEN, opening, now, reason=opening.category.value)
    letters.room_opened(opening, now)


def refuse(opening: Opening, *, by: Actor, now: datetime) -> None:
    """Another administrator says no. Raises AskedByOneself, AlreadyDecided."""
    _answer(opening, by, now)
    opening.is_allowed = False
    audit.record(by, Happening.GLASS_REFUSED, opening, now, reason=opening.category.value)


def opened_to(room_id: int, now: datetime) -> frozenset[int]:
    """The administrators to whom a room is open at this moment. One statement."""
    query = sa.select(Opening.asked_by_id).where(
        Opening.room_id == room_id,
        Opening.is_allowed.is_(True),
        Opening.decided_at <= now,
        Opening.ends_at > now,
    )
    return frozenset(db.session.scalars(query))


def open_now(*, by: Actor, now: datetime) -> list[Any]:
    """The rooms that are open to oneself at this moment, as (address, until); who asked by a report learns it here."""
    require(by, Permission.BREAK_GLASS, _Nobody)
    query = (
        sa.select(Room.address, sa.func.max(Opening.ends_at).label("until"))
        .join(Opening, Opening.room_id == Room.id)
        .where(
            Opening.asked_by_id == by.person_id,
            Opening.is_allowed.is_(True),
            Opening.decided_at <= now,
            Opening.ends_at > now,
        )
        .group_by(Room.address)
        .order_by(sa.text("until"), Room.address)
    )
    return list(db.session.execute(query))


def note_read(room_id: int, *, by: Actor, now: datetime) -> None:
    """An administrator to whom the room is open read a page of it: the room, and neither which page nor whose words."""
    room = db.session.get_one(Room, room_id)
    audit.record(by, Happening.GLASS_READ, room, now)


def _answer(opening: Opening, by: Actor, now: datetime) -> None:
    asker = db.session.get_one(Person, opening.asked_by_id)
    if by.person_id is None or by.person_id == asker.id:
        raise AskedByOneself
    require(by, Permission.BREAK_GLASS, asker)
    lock(opening)
    if opening.decided_at is not None or opening.asked_at <= now - WAITS:
        raise AlreadyDecided
    opening.decided_by_id, opening.decided_at = by.person_id, now


def _room(found_by: str) -> Room | None:
    """The closed room at an address, whole or its last part, or of a report."""
    asked = found_by.strip()
    if asked.isdecimal() and asked.isascii() and len(asked) < 10:
        where = Room.id == sa.select(Report.room_id).where(Report.id == int(asked)).scalar_subquery()
    else:
        where = Room.address == asked.split("?")[0].rstrip("/").rpartition("/samtaler/")[2].partition("/")[0]
    return db.session.scalars(sa.select(Room).where(where, Room.kind != RoomKind.OPEN)).one_or_none()


def waiting(*, by: Actor, now: datetime) -> list[Any]:
    """What another asked for and what waits for one's answer, oldest first.

    Never what one asked for oneself: that would tell whether the address one gave leads to a room.
    """
    require(by, Permission.BREAK_GLASS, _Nobody)
    query = (
        sa.select(Opening, Person.name)
        .join(Person, Person.id == Opening.asked_by_id)
        .where(Opening.decided_at.is_(None), Opening.asked_at > now - WAITS, Opening.asked_by_id != by.person_id)
        .order_by(Opening.asked_at, Opening.id)
    )
    return list(db.session.execute(query))
