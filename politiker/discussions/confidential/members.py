"""Who is in a confidential room now, and what each of them could be recognised by."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.discussions.confidential.sizes import size_of
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, belongs
from politiker.discussions.threads.writing import FIRST
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Person, RegionMembership
from politiker.policy import Actor, Permission, can


def is_member(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody belongs in a room as a councillor. No role opens a confidential room, an event's included."""
    return can(by, Permission.POST_IN_CLOSED_ROOM, room)


def has_consented(room: SeenRoom, person_id: int) -> bool:
    """Whether a member has agreed to the rules of the room. In a network one is let in by that."""
    if room.kind is RoomKind.NETWORK:
        return room.is_in
    row = db.session.get(RoomMember, (room.id, person_id))
    return row is not None and row.joined_at is not None and row.left_at is None


def attributes(room_id: int, *, now: datetime) -> dict[int, dict[str, str]]:
    """Each member by their number, with duty, region and size of municipality. One statement."""
    today = danish.local(now).date()
    duty_now = sa.and_(
        MandateDuty.mandate_id == Mandate.id,
        MandateDuty.runs(now),
    )
    region_now = sa.and_(
        RegionMembership.municipality_id == Municipality.id,
        RegionMembership.starts_on <= today,
        sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= today),
    )
    inside = sa.exists().where(
        Room.id == room_id,
        belongs(Person.id, now),
        RoomMember.room_id == Room.id,
        RoomMember.person_id == Person.id,
        RoomMember.is_in(),
    )
    query = (
        sa.select(Person.id, Municipality.code, RegionMembership.region, MandateDuty.duty)
        .join(Mandate, sa.and_(Mandate.person_id == Person.id, Mandate.runs(now)))
        .join(Municipality, Municipality.id == Mandate.municipality_id)
        .outerjoin(RegionMembership, region_now)
        .outerjoin(MandateDuty, duty_now)
        .where(inside, Person.joined_at.is_not(None), Person.suspended_at.is_(None))
        .order_by(Person.id, Mandate.id)
    )
    found: dict[int, dict[str, str]] = {}
    rank: dict[int, int] = {}
    for row in db.session.execute(query):
        mine = found.setdefault(row.id, {"region": row.region or "", "size": size_of(row.code).value, "duty": ""})
        if (better := _rank(row)) < rank.get(row.id, len(FIRST)):
            rank[row.id], mine["duty"] = better, row.duty.value
    return found


def _rank(row: Any) -> int:
    duty: Duty | None = row.duty
    return FIRST.index(duty) if duty in FIRST else len(FIRST)
