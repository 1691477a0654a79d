"""What one does with a room: make a network, choose how much to hear of it, lock it, put it away."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.people.limits import Limit, TooManyAttempts, note, wait
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require

ROOMS = Limit("rooms", 5, timedelta(days=1))
LONGEST_TITLE, LONGEST_PURPOSE = 120, 500  # characters


class RoomNeedsTitle(RuleBroken):
    """A room is called something."""


class RoomIsArchived(RuleBroken):
    """The room was put away, so nothing is changed in it."""


@dataclass(frozen=True)
class _NoEvent:
    """A network belongs to no event."""

    id: None = None


def moment_in(room: Room | SeenRoom, now: datetime) -> datetime:
    """The moment something happened in a room, as it is kept: of a confidential one only the hour."""
    return now.replace(minute=0, second=0, microsecond=0) if room.is_confidential else now


def may_create_network(by: Actor) -> None:
    """Raises Forbidden unless somebody may make a room of their own."""
    require(by, Permission.CREATE_ROOM, _NoEvent())
    if not by.is_councillor:
        raise Forbidden(permission=Permission.CREATE_ROOM)


def count_room(*, by: Actor, now: datetime) -> None:
    """One more room made within a day. Raises TooManyAttempts."""
    lock_row(Person, by.person_id or 0)
    if seconds := wait(ROOMS, str(by.person_id), now):
        raise TooManyAttempts(seconds=seconds)
    note((ROOMS, str(by.person_id)), now=now)


def create_network(title: str, purpose: str, *, by: Actor, now: datetime) -> Room:
    """Make a closed room for those one invites, and be its facilitator.

    Raises Forbidden, RoomNeedsTitle, and TooManyAttempts after five within a day.
    """
    may_create_network(by)
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise RoomNeedsTitle
    count_room(by=by, now=now)
    room = Room(
        address=secrets.token_urlsafe(16), kind=RoomKind.NETWORK, title=title, created_at=now,
        purpose=purpose.strip()[:LONGEST_PURPOSE],
    )  # fmt: skip
    db.session.add(room)
    db.session.flush()
    db.session.add(RoomMember(room_id=room.id, person_id=by.person_id, is_facilitator=True, joined_at=now))
    audit.record(by, Happening.ROOM_CREATED, room, now)
    return room


def choose_level(room: SeenRoom, level: Level, *, by: Actor) -> None:
    """Follow a room, hear of it as usual, or not at all. Raises Forbidden for who does not read it."""
    if not reads(by, room) or by.person_id is None:
        raise Forbidden
    lock_row(Person, by.person_id)  # so that two presses at once make one row
    mine = db.session.get(RoomChoice, (by.person_id, room.id))
    if mine is None:
        db.session.add(RoomChoice(person_id=by.person_id, room_id=room.id, level=level))
    else:
        mine.level = level


def lock_room(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Let nobody write in a room for the time being; a locked room stays as it is. Raises Forbidden, RoomIsArchived."""
    held = _held(room, by)
    if held.archived_at is not None:
        raise RoomIsArchived
    if held.locked_at is None:
        held.locked_at = moment_in(held, now)
        audit.record(by, Happening.ROOM_LOCKED, held, moment_in(held, now))


def unlock_room(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Let people write again. Raises Forbidden."""
    held = _held(room, by)
    if held.locked_at is not None:
        held.locked_at = None
        audit.record(by, Happening.ROOM_UNLOCKED, held, moment_in(held, now))


def archive_room(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Put a room away: it is still read, and nobody writes in it. Raises Forbidden."""
    held = _held(room, by)
    if held.archived_at is None:
        held.archived_at = moment_in(held, now)
        audit.record(by, Happening.ROOM_ARCHIVED, held, moment_in(held, now))


def take_out_room(room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Take a room that was put away into use again. Raises Forbidden."""
    held = _held(room, by)
    if held.archived_at is not None:
        held.archived_at = None
        audit.record(by, Happening.ROOM_OPENED, held, moment_in(held, now))


def _held(room: SeenRoom, by: Actor) -> Room:
    require(by, Permission.LOCK_ROOM, room)
    return lock_row(Room, room.id)


def note_about(happening: Happening, room: Room, person_id: int, by: Actor, now: datetime) -> None:
    """One line in the trail about what was done to somebody in a room; the reason is the number of the room."""
    person = db.session.get_one(Person, person_id)
    audit.record(by, happening, person, moment_in(room, now), reason=f"room:{room.id}")
