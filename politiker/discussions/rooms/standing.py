"""Where somebody stands towards a room: whether it exists for them, whether they may read it and write in it.

Whatever shows, lists, searches or sends anything of a room asks here, and nowhere else.
"""

import functools
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm

from politiker.core.database import UtcDateTime, db
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind, RoomMember
from politiker.people.models import Duty, Mandate, MandateDuty
from politiker.policy import Actor, Permission, Right, Role, can
from politiker.registrations.models import CERTAIN, Registration

_ME, _NOW = sa.bindparam("me", type_=sa.Integer()), sa.bindparam("moment", type_=UtcDateTime())


@dataclass(frozen=True)
class SeenRoom:
    """A room as one person meets it. To the rules it is a room with that person in it or without."""

    id: int
    lock_version: int
    address: str
    kind: RoomKind
    is_confidential: bool
    title: str
    purpose: str
    event_id: int | None
    duty: Duty | None
    committee: str | None
    newly_elected: bool
    sealed_title: str | None
    sealed_purpose: str | None
    sealed_mark_key: str | None
    locked_at: datetime | None
    archived_at: datetime | None
    is_in: bool
    is_facilitator: bool
    is_invited: bool
    municipalities: int
    parties: int
    level: Level
    silenced_until: datetime | None
    me: int | None
    is_reported: bool = False
    opened_to_ids: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.kind is RoomKind.OPEN

    @property
    def member_ids(self) -> frozenset[int]:
        return frozenset({self.me}) if self.is_in and self.me is not None else frozenset()

    @property
    def owner_ids(self) -> frozenset[int]:
        return self.member_ids if self.is_facilitator else frozenset()


_FACTS = tuple(one.name for one in fields(SeenRoom) if one.name not in {"me", "is_reported", "opened_to_ids"})


def seen(address: str, *, by: Actor, now: datetime) -> SeenRoom | None:
    """The room at an address as somebody meets it, readable or not; None when there is none. One statement."""
    row = db.session.execute(
        seen_statement(), {"address": address, "me": by.person_id or 0, "moment": now}
    ).one_or_none()
    return met(row, by) if row is not None else None


def seen_by_id(room_id: int, *, by: Actor, now: datetime) -> SeenRoom | None:
    """The same, of a room one knows by its number."""
    row = db.session.execute(
        seen_statement(by_id=True), {"room": room_id, "me": by.person_id or 0, "moment": now}
    ).one_or_none()
    return met(row, by) if row is not None else None


def met(row: Any, by: Actor) -> SeenRoom:
    """The room of a row of `seen_statement`, which may hold more than the room."""
    facts = row._mapping
    return SeenRoom(
        **{name: facts[name] for name in _FACTS} | {"level": facts["level"] or Level.NORMAL}, me=by.person_id
    )


def knows(by: Actor, room: SeenRoom) -> bool:
    """Whether the room exists for somebody: one reads it, or one was asked to come and has not answered."""
    return reads(by, room) or (room.is_invited and by.is_councillor)


def reads(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody may read a room. No role opens a confidential one, not even that of an event one works on."""
    return can(by, Permission.READ_CLOSED_ROOM if room.is_confidential else _READING[room.kind], room) or (
        not room.is_open and can(by, Permission.READ_CLOSED_ROOM, room)
    )


def writes(by: Actor, room: SeenRoom, now: datetime) -> bool:
    """Whether somebody may write in a room now: it is neither locked nor put away, and they are not silenced in it."""
    is_silenced = room.silenced_until is not None and room.silenced_until > now
    permission = Permission.POST_IN_CLOSED_ROOM if room.is_confidential else _WRITING[room.kind]
    return can(by, permission, room) and not (room.locked_at or room.archived_at or is_silenced)


_READING = {
    RoomKind.OPEN: Permission.READ_OPEN_ROOMS,
    RoomKind.EVENT: Permission.USE_EVENT_ROOM,
    RoomKind.ROLE: Permission.READ_CLOSED_ROOM,
    RoomKind.NETWORK: Permission.READ_CLOSED_ROOM,
}
_WRITING = {
    RoomKind.OPEN: Permission.POST_IN_OPEN_ROOMS,
    RoomKind.EVENT: Permission.USE_EVENT_ROOM,
    RoomKind.ROLE: Permission.POST_IN_CLOSED_ROOM,
    RoomKind.NETWORK: Permission.POST_IN_CLOSED_ROOM,
}


def readable(by: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """For a query over rooms: those somebody may read, confidential ones included. The twin of `reads`."""
    me = by.person_id or 0
    some: list[sa.ColumnElement[bool]] = []
    if by.is_councillor or by.has(Role.MODERATOR):
        some.append(Room.kind == RoomKind.OPEN)
    if by.is_councillor:
        some.append(sa.and_(Room.kind != RoomKind.OPEN, belongs(me, now)))
    if by.has(Role.ORGANISER):
        runs = {event for event, right in by.rights if right is not Right.NEEDS}
        some.append(sa.and_(Room.kind == RoomKind.EVENT, ~Room.is_confidential, Room.event_id.in_(runs)))
    return sa.or_(*some) if some else sa.false()


def belongs(person_id: Any, now: Any) -> sa.ColumnElement[bool]:
    """For a query over rooms: the rooms a councillor is in. That they sit in a council is asked elsewhere."""
    return sa.or_(
        Room.kind == RoomKind.OPEN,
        sa.and_(Room.kind == RoomKind.EVENT, _is_guest(person_id)),
        sa.and_(Room.kind == RoomKind.NETWORK, _was_let_in(person_id)),
        sa.and_(Room.kind == RoomKind.ROLE, has_role(person_id, now)),
    )


def _is_guest(person_id: Any) -> sa.ColumnElement[bool]:
    seat = sa.orm.aliased(Registration)
    return sa.exists().where(seat.event_id == Room.event_id, seat.person_id == person_id, seat.state.in_(CERTAIN))


def _was_let_in(person_id: Any) -> sa.ColumnElement[bool]:
    """Under a name of its own, for a query may join one's own membership besides."""
    inside = sa.orm.aliased(RoomMember)
    is_in = sa.and_(inside.joined_at.is_not(None), inside.left_at.is_(None))
    return sa.exists().where(inside.room_id == Room.id, inside.person_id == person_id, is_in)


def has_role(person_id: Any, now: Any) -> sa.ColumnElement[bool]:
    """For a query over rooms: somebody is newly elected, or has the duty of the room (in its committee, if any)."""
    is_new = sa.exists().where(
        Room.newly_elected, Mandate.person_id == person_id, Mandate.runs(now), Mandate.is_first_period
    )
    has_duty = sa.exists().where(
        Mandate.person_id == person_id,
        Mandate.runs(now),
        MandateDuty.mandate_id == Mandate.id,
        MandateDuty.duty == Room.duty,
        MandateDuty.runs(now),
        sa.or_(Room.committee.is_(None), MandateDuty.committee == Room.committee),
    )
    return sa.or_(is_new, has_duty)


@functools.cache
def seen_statement(*, by_id: bool = False) -> sa.Select[*tuple[Any, ...]]:
    """The statement behind `seen`, for whoever has more to ask about the same room; it needs address, me and moment."""
    mine = sa.and_(RoomMember.room_id == Room.id, RoomMember.person_id == _ME)
    chosen = sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == _ME)
    is_facilitator = sa.and_(RoomMember.is_in(), RoomMember.is_facilitator)
    is_invited = sa.and_(
        RoomMember.invited_at.is_not(None), RoomMember.joined_at.is_(None), RoomMember.left_at.is_(None)
    )
    which = Room.id == sa.bindparam("room") if by_id else Room.address == sa.bindparam("address")
    return (
        sa.select(
            Room.id, Room.lock_version, Room.address, Room.kind, Room.is_confidential, Room.title, Room.purpose,
            Room.event_id, Room.duty, Room.committee, Room.newly_elected, Room.sealed_title, Room.sealed_purpose,
            Room.sealed_mark_key, Room.locked_at, Room.archived_at, Room.municipalities, Room.parties,
            belongs(_ME, _NOW).label("is_in"),
            sa.func.coalesce(is_facilitator, sa.false()).label("is_facilitator"),
            sa.func.coalesce(is_invited, sa.false()).label("is_invited"),
            RoomChoice.level, RoomChoice.silenced_until,
        )
        .outerjoin(RoomMember, mine)
        .outerjoin(RoomChoice, chosen)
        .where(which)
    )  # fmt: skip
