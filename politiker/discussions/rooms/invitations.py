"""Asking people into a network: by the facilitator, who learns nothing of an address, and their answer."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.names import clean_email
from politiker.discussions import letters
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.actions import RoomIsArchived, moment_in, note_about
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.rooms.standing import SeenRoom
from politiker.people.limits import Limit, TooManyAttempts, note, wait
from politiker.people.models import Mandate, Person
from politiker.people.queries import id_of
from politiker.policy import Actor, Permission, require

INVITATIONS = Limit("room invitations", 50, timedelta(days=1))
NO_LASTS = timedelta(days=30)  # whoever said no is left in peace so long


class NotInvited(RuleBroken):
    """There is no invitation that waits for an answer."""


def count_invitation(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """One more attempt to invite, whoever it is and whether we know them or not. Raises Forbidden, TooManyAttempts."""
    require(by, Permission.INVITE_TO_CLOSED_ROOM, room)
    lock_row(Person, by.person_id or 0)
    if seconds := wait(INVITATIONS, str(by.person_id), now):
        raise TooManyAttempts(seconds=seconds)
    note((INVITATIONS, str(by.person_id)), now=now)


def invite_address(room: SeenRoom, email: str, *, by: Actor, now: datetime) -> None:
    """Ask whoever has this address to come in, if they sit in a council and have an account.

    It ends alike whether we know the address or not. Raises EmailRefused, Forbidden, RoomIsArchived, TooManyAttempts.
    """
    key = clean_email(email).key
    count_invitation(room, by=by, now=now)
    person_id = id_of(key)
    if person_id is not None:
        _invite(room, person_id, by=by, now=now)


def invite_found(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Ask a colleague in whom one has found by name. Raises Forbidden, RoomIsArchived, TooManyAttempts."""
    count_invitation(room, by=by, now=now)
    _invite(room, person_id, by=by, now=now)


def _invite(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    held, moment = _held_open(room), moment_in(room, now)
    if person_id == by.person_id or not _may_be_asked(person_id, by, now):
        return
    row = db.session.get(RoomMember, (room.id, person_id))
    if row is not None and (row.is_inside or row.is_asked or _said_no_lately(row, now)):
        return
    if row is None:
        row = RoomMember(room_id=room.id, person_id=person_id)
        db.session.add(row)
    row.invited_at, row.invited_by_id, row.joined_at, row.left_at = moment, by.person_id, None, None
    note_about(Happening.ROOM_INVITED, held, person_id, by, now)
    letters.room_invited(room, person_id, by=by, now=moment)


def _may_be_asked(person_id: int, by: Actor, now: datetime) -> bool:
    """Somebody with an account who sits in a council, and who will hear from whoever asks."""
    blocks = sa.exists().where(Block.person_id == Person.id, Block.blocked_id == by.person_id)
    query = sa.select(Person.id).where(
        Person.id == person_id,
        Person.joined_at.is_not(None),
        Person.suspended_at.is_(None),
        sa.exists().where(Mandate.person_id == Person.id, Mandate.runs(now)),
        ~blocks,
    )
    return db.session.execute(query).first() is not None


def take_back_invitation(room: SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Ask somebody no longer. Raises Forbidden, NotInvited."""
    require(by, Permission.INVITE_TO_CLOSED_ROOM, room)
    held = lock_row(Room, room.id)
    row = db.session.get(RoomMember, (room.id, person_id))
    if row is None or not row.is_asked:
        raise NotInvited
    db.session.delete(row)
    note_about(Happening.ROOM_REMOVED, held, person_id, by, now)


def accept(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Say yes to an invitation and be in the room. Raises Forbidden, NotInvited, RoomIsArchived."""
    held, row = _held_open(room), _own_invitation(room, by)
    row.joined_at = moment_in(room, now)
    audit.record(by, Happening.ROOM_JOINED, held, moment_in(room, now))


def decline(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Say no to an invitation. Raises Forbidden, NotInvited."""
    lock_row(Room, room.id)
    _own_invitation(room, by).left_at = moment_in(room, now)


def _own_invitation(room: SeenRoom, by: Actor) -> RoomMember:
    if not by.is_councillor or by.person_id is None:
        raise Forbidden(permission=Permission.KNOW_CLOSED_ROOM)
    row = db.session.get(RoomMember, (room.id, by.person_id))
    if row is None or not row.is_asked:
        raise NotInvited
    return row


def _held_open(room: SeenRoom) -> Room:
    held = lock_row(Room, room.id)
    if held.archived_at is not None:
        raise RoomIsArchived
    return held


def _said_no_lately(row: RoomMember, now: datetime) -> bool:
    return row.joined_at is None and row.left_at is not None and row.left_at > now - NO_LASTS
