"""How broad a room is: how many municipalities and lists are represented in it, and never which or who.

Counted now and then by a job and kept with the room, so that a list of rooms counts nothing.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import has_role
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Mandate, Party, Person
from politiker.registrations.models import CERTAIN, Registration

YEAR, DAY, HOUR = timedelta(days=365), timedelta(days=1), timedelta(minutes=50)
IN_USE = timedelta(days=30)
OPEN_AT_ONCE = 1  # of those counted before: it takes reading through what was written in a year


def count_breadth(*, now: datetime) -> int:
    """Count afresh where it is time. Returns how many rooms were counted.

    A closed room in use is counted every hour, any other room once a day, and the open ones one after another.
    """
    closed, opened = _due_closed(now), _due_open(now)
    parts = [part for ids, select in ((closed, _in_closed), (opened, _in_open)) for part in select(ids, now) if ids]
    counted = {row.room_id: row for row in db.session.execute(_counts(sa.union(*parts), now))} if parts else {}
    rows = [
        {
            "id": id,
            "municipalities": counted[id].municipalities if id in counted else 0,
            "parties": counted[id].parties if id in counted else 0,
            "counted_at": now,
        }
        for id in (*closed, *opened)
    ]
    if rows:
        db.session.execute(sa.update(Room), rows)
    return len(rows)


def _due_closed(now: datetime) -> list[int]:
    in_use = sa.func.coalesce(Room.last_post_at, Room.created_at) > now - IN_USE
    is_due = sa.or_(
        Room.counted_at.is_(None), Room.counted_at < now - DAY, sa.and_(Room.counted_at < now - HOUR, in_use)
    )
    query = sa.select(Room.id).where(Room.kind != RoomKind.OPEN, Room.archived_at.is_(None), is_due)
    return list(db.session.scalars(query))


def _due_open(now: datetime) -> list[int]:
    some = sa.select(Room.id).where(Room.kind == RoomKind.OPEN)
    new = list(db.session.scalars(some.where(Room.counted_at.is_(None))))
    old = some.where(Room.counted_at < now - DAY).order_by(Room.counted_at).limit(OPEN_AT_ONCE)
    return [*new, *db.session.scalars(old)]


def _in_closed(ids: list[int], now: datetime) -> list[Any]:
    """Who is in these rooms, as statements of (room id, person id): guests, those let in, and holders of a role."""
    return [
        sa.select(Room.id.label("room_id"), Registration.person_id.label("person_id"))
        .join(Registration, Registration.event_id == Room.event_id)
        .where(Room.id.in_(ids), Registration.state.in_(CERTAIN)),
        sa.select(RoomMember.room_id, RoomMember.person_id).where(RoomMember.room_id.in_(ids), RoomMember.is_in()),
        sa.select(Room.id, Person.id)
        .join(Person, sa.and_(Person.joined_at.is_not(None), has_role(Person.id, now)))
        .where(Room.id.in_(ids), Room.kind == RoomKind.ROLE),
    ]


def _in_open(ids: list[int], now: datetime) -> list[Any]:
    """Who has written in these rooms within a year, in the same shape."""
    return [
        sa.select(Thread.room_id.label("room_id"), Post.author_id.label("person_id"))
        .join(Post, Post.thread_id == Thread.id)
        .where(Thread.room_id.in_(ids), Thread.last_post_at > now - YEAR, Post.created_at > now - YEAR)
        .distinct()
    ]


def _counts(inside: Any, now: datetime) -> Any:
    """Of those inside who sit in a council now: the municipalities, and the lists.

    A letter is one list all over the country; a local list is one in its own municipality.
    """
    people = inside.subquery()
    a_list = sa.case((Party.is_local, "local " + sa.cast(Party.id, sa.Text)), else_=Party.letter)
    return (
        sa.select(
            people.c.room_id,
            sa.func.count(sa.distinct(Mandate.municipality_id)).label("municipalities"),
            sa.func.count(sa.distinct(a_list)).label("parties"),
        )
        .join(Person, Person.id == people.c.person_id)
        .join(Mandate, sa.and_(Mandate.person_id == Person.id, Mandate.runs(now)))
        .join(Party, Party.id == Mandate.party_id)
        .where(Person.suspended_at.is_(None))
        .group_by(people.c.room_id)
    )
