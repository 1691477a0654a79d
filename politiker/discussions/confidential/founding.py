"""Making a confidential room, and agreeing to its rules."""

import secrets
from datetime import datetime
from typing import Any

from politiker import audit
from politiker.audit import Happening
from politiker.core import sealing
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden
from politiker.core.sealing import NoRoomKeys
from politiker.discussions.confidential.members import is_member
from politiker.discussions.confidential.seals import hour, place
from politiker.discussions.rooms import invitations
from politiker.discussions.rooms.actions import (
    LONGEST_PURPOSE,
    LONGEST_TITLE,
    RoomNeedsTitle,
    count_room,
    may_create_network,
)
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom
from politiker.policy import Actor


def create(title: str, purpose: str, *, by: Actor, now: datetime) -> Room:
    """Make a confidential room for those one invites, and be its facilitator. Whoever makes it agrees to the rules.

    Raises Forbidden, NoRoomKeys, RoomNeedsTitle, and TooManyAttempts after five rooms within a day.
    """
    may_create_network(by)
    if not sealing.is_possible():
        raise NoRoomKeys
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise RoomNeedsTitle
    count_room(by=by, now=now)
    room = sealed_room(RoomKind.NETWORK, title, purpose.strip()[:LONGEST_PURPOSE], now=now)
    db.session.add(RoomMember(room_id=room.id, person_id=by.person_id, is_facilitator=True, joined_at=hour(now)))
    audit.record(by, Happening.ROOM_CREATED, room, hour(now))
    return room


def sealed_room(kind: RoomKind, title: str, purpose: str, *, now: datetime, **more: Any) -> Room:
    """The row of a new confidential room of any kind but an open one, with a mark key of its own. Raises NoRoomKeys."""
    if kind is RoomKind.OPEN:
        raise ValueError("what everybody reads cannot be confidential")
    address = secrets.token_urlsafe(16)

    def sealed(column: Any, content: bytes) -> str:
        return sealing.seal(content, room=address, place=place(column, address))

    room = Room(
        address=address,
        kind=kind,
        is_confidential=True,
        sealed_title=sealed(Room.sealed_title, title.encode()),
        sealed_purpose=sealed(Room.sealed_purpose, purpose.encode()),
        sealed_mark_key=sealed(Room.sealed_mark_key, sealing.new_mark_key()),
        created_at=hour(now),
        **more,
    )
    db.session.add(room)
    db.session.flush()
    return room


def consent(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Agree to the rules of a room and go in: whoever was invited, or belongs there by role or event.

    Raises Forbidden, NotInvited, RoomIsArchived.
    """
    if room.kind is RoomKind.NETWORK:
        invitations.accept(room, by=by, now=now)
        return
    if by.person_id is None or not is_member(by, room):
        raise Forbidden
    held = lock_row(Room, room.id)
    row = db.session.get(RoomMember, (room.id, by.person_id))
    if row is None:
        row = RoomMember(room_id=room.id, person_id=by.person_id)
        db.session.add(row)
    if row.joined_at is None or row.left_at is not None:
        row.joined_at, row.left_at = hour(now), None
        audit.record(by, Happening.ROOM_JOINED, held, hour(now))
