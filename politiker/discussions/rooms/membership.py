"""Who is in a network: leaving it, being removed from it, and who looks after it."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import RuleBroken
from politiker.discussions.rooms.actions import moment_in, note_about
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom
from politiker.people.models import Mandate, Person
from politiker.policy import Actor, Permission, require


class LastFacilitator(RuleBroken):
    """A network needs somebody who looks after it: name another first, or put the room away."""


class IsFacilitator(RuleBroken):
    """Whoever looks after the room is not removed from it; take the task away first."""


class NotAMember(RuleBroken):
    """The person is not in the room now."""


def leave(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Go out of a network. Raises Forbidden, NotAMember, LastFacilitator."""
    require(by, Permission.READ_CLOSED_ROOM, room)
    held = lock_row(Room, room.id)
    row = _member(room, by.person_id or 0)
    if row.is_facilitator and held.archived_at is None and not _others_look_after(room, row.person_id, now):
        raise LastFacilitator
    _out(row, moment_in(room, now))
    audit.record(by, Happening.ROOM_LEFT, held, moment_in(room, now))


def remove(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Take somebody out of a network. Raises Forbidden, NotAMember, IsFacilitator."""
    require(by, Permission.INVITE_TO_CLOSED_ROOM, room)
    held = lock_row(Room, room.id)
    row = _member(room, person_id)
    if row.is_facilitator:
        raise IsFacilitator
    _out(row, moment_in(room, now))
    note_about(Happening.ROOM_REMOVED, held, person_id, by, now)


def make_facilitator(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Let a member look after the room too. Raises Forbidden, NotAMember."""
    require(by, Permission.INVITE_TO_CLOSED_ROOM, room)
    held = lock_row(Room, room.id)
    row = _member(room, person_id)
    if not row.is_facilitator:
        row.is_facilitator = True
        note_about(Happening.FACILITATOR_MADE, held, person_id, by, now)


def end_facilitator(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Let a facilitator be a member like the others. Raises Forbidden, NotAMember, LastFacilitator."""
    require(by, Permission.INVITE_TO_CLOSED_ROOM, room)
    held = lock_row(Room, room.id)
    row = _member(room, person_id)
    if row.is_facilitator:
        if not _others_look_after(room, person_id, now):
            raise LastFacilitator
        row.is_facilitator = False
        note_about(Happening.FACILITATOR_ENDED, held, person_id, by, now)


def hand_over(*, by: Actor, now: datetime) -> int:
    """Give each network that nobody looks after any more to its longest-standing member. Returns how many."""
    inside = sa.and_(RoomMember.room_id == Room.id, RoomMember.is_in(), _sits(RoomMember.person_id, now))
    query = sa.select(Room.id).where(
        Room.kind == RoomKind.NETWORK,
        Room.archived_at.is_(None),
        ~sa.exists().where(inside, RoomMember.is_facilitator),
        sa.exists().where(inside),
    )
    handed = 0
    for room_id in sorted(db.session.scalars(query)):
        room = lock_row(Room, room_id)
        members = sa.select(RoomMember).where(
            RoomMember.room_id == room_id, RoomMember.is_in(), _sits(RoomMember.person_id, now)
        )
        rows = list(db.session.scalars(members.order_by(RoomMember.joined_at, RoomMember.person_id)))
        if rows and not any(row.is_facilitator for row in rows):
            rows[0].is_facilitator = True
            note_about(Happening.FACILITATOR_MADE, room, rows[0].person_id, by, now)
            handed += 1
    return handed


def _sits(person_id: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int], now: datetime) -> sa.Exists:
    """Somebody who sits in a council and may come in."""
    return sa.exists().where(
        Person.id == person_id,
        Person.suspended_at.is_(None),
        Mandate.person_id == Person.id,
        Mandate.runs(now),
    )


def _others_look_after(room: SeenRoom, person_id: int, now: datetime) -> bool:
    query = sa.select(RoomMember.person_id).where(
        RoomMember.room_id == room.id,
        RoomMember.is_facilitator,
        RoomMember.is_in(),
        RoomMember.person_id != person_id,
        _sits(RoomMember.person_id, now),
    )
    return db.session.execute(query.limit(1)).first() is not None


def _member(room: SeenRoom, person_id: int) -> RoomMember:
    row = db.session.get(RoomMember, (room.id, person_id))
    if room.kind is not RoomKind.NETWORK or row is None or not row.is_inside:
        raise NotAMember
    return row


def _out(row: RoomMember, moment: datetime) -> None:
    row.left_at, row.is_facilitator = moment, False
    mine = RoomChoice.room_id == row.room_id, RoomChoice.person_id == row.person_id
    db.session.execute(sa.update(RoomChoice).where(*mine).values(level=Level.NORMAL))
