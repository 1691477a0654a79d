"""An event's room: it opens by itself before the event and lives on after it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, insert_once
from politiker.discussions import letters
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.events.models import Event
from politiker.policy import Actor
from politiker.registrations.models import CERTAIN, Registration

OPENS_BEFORE = timedelta(days=14)
FEWEST = 2  # guests: nobody talks alone
LONGEST_TITLE, LONGEST_PURPOSE = 120, 500  # characters
AT_ONCE = 200  # the rest an hour later
# For a query over events: where the room is, or NULL before it has opened. Whether one may use it is asked elsewhere.
ADDRESS = sa.select(Room.address).where(Room.event_id == Event.id).scalar_subquery().label("room_address")


def open_rooms(*, by: Actor, now: datetime) -> int:
    """Open the room of each published event within 14 days, or begun, with two certain seats. Returns how many.

    However often and by however many it is done, an event has one room, and its guests are told once.
    """
    opened = 0
    for event in _without_a_room(now):
        row = {
            "address": secrets.token_urlsafe(16), "kind": RoomKind.EVENT, "event_id": event.id, "created_at": now,
            "title": event.title[:LONGEST_TITLE], "purpose": event.summary[:LONGEST_PURPOSE],
        }  # fmt: skip
        if insert_once(Room, row, "event_id"):
            opened += 1
            room = db.session.scalars(sa.select(Room).where(Room.event_id == event.id)).one()
            audit.record(by, Happening.ROOM_OPENED, room, now, event_id=event.id)
            letters.event_room_opened(room, now=now)
    return opened


def _without_a_room(now: datetime) -> list[Any]:
    guests = (
        sa.select(sa.func.count())
        .where(Registration.event_id == Event.id, Registration.state.in_(CERTAIN))
        .scalar_subquery()
    )
    query = (
        sa.select(Event.id, Event.title, Event.summary)
        .where(
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
            Event.starts_at <= now + OPENS_BEFORE,
            ~sa.exists().where(Room.event_id == Event.id),
            guests >= FEWEST,
        )
        .order_by(Event.id)
        .limit(AT_ONCE)
    )
    return list(db.session.execute(query))


def follow_events() -> int:
    """Call each event's room what the event is called by now. Returns how many were renamed."""
    title = sa.func.substr(Event.title, 1, LONGEST_TITLE)
    purpose = sa.func.substr(Event.summary, 1, LONGEST_PURPOSE)
    differs = sa.exists().where(Event.id == Room.event_id, sa.or_(title != Room.title, purpose != Room.purpose))
    done = db.session.execute(
        sa.update(Room)
        .where(Room.kind == RoomKind.EVENT, differs)
        .values(
            title=sa.select(title).where(Event.id == Room.event_id).scalar_subquery(),
            purpose=sa.select(purpose).where(Event.id == Room.event_id).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
