"""Rooms, threads and posts to test with. Call inside an app context; everything is flushed, not committed."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, lock
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, seen
from politiker.discussions.threads import writing
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.events.models import Event
from politiker.people.models import Person
from tests import people


def open_room(now: datetime, title: str = "Politikerrollen", address: str = "", **more: Any) -> Room:
    """A room for every councillor."""
    return _room(now, RoomKind.OPEN, address or f"rum-{secrets.token_hex(4)}", title=title, **more)


def network(now: datetime, *members: Person, facilitator: Person | None = None, **more: Any) -> Room:
    """A closed room with the people who were let in."""
    room = _room(now, RoomKind.NETWORK, secrets.token_urlsafe(16), **{"title": "Netværk for formænd"} | more)
    for person in (*members, *([facilitator] if facilitator else [])):
        db.session.add(
            RoomMember(room_id=room.id, person_id=person.id, is_facilitator=person is facilitator, joined_at=now)
        )
    db.session.flush()
    return room


def role_room(now: datetime, **more: Any) -> Room:
    """A room for those with a duty (`duty=…`), or `newly_elected=True`."""
    return _room(now, RoomKind.ROLE, secrets.token_urlsafe(16), **{"title": "Borgmestre"} | more)


def event_room(now: datetime, event: Event) -> Room:
    """The room of an event."""
    return _room(now, RoomKind.EVENT, secrets.token_urlsafe(16), title=event.title, event_id=event.id)


def _room(now: datetime, kind: RoomKind, address: str, **more: Any) -> Room:
    room = Room(kind=kind, address=address, created_at=now, **more)
    db.session.add(room)
    db.session.flush()
    return room


def met(room: Room, somebody: Person, now: datetime) -> SeenRoom:
    """The room as somebody meets it."""
    found = seen(room.address, by=people.actor(somebody, now), now=now)
    assert found is not None
    return found


def thread(
    room: Room, author: Person, now: datetime, *, title: str = "Hvordan siger man nej til sin borgmester?",
    body: str = "Jeg er **ny** og ved det ikke.", kind: ThreadKind = ThreadKind.QUESTION,
) -> Thread:  # fmt: skip
    """A conversation with its first post, however many the author has started by a clock that stands still."""
    return writing.add_thread(met(room, author, now), kind, title, body, by=people.actor(author, now), now=now)[0]


def answer(there: Thread, author: Person, now: datetime, body: str = "Tal med ham først.") -> Post:
    """One more post in a conversation, however many the author has written by a clock that stands still."""
    room = db.session.get_one(Room, there.room_id)
    return writing.add_post(lock(there), body, room=met(room, author, now), by=people.actor(author, now), now=now)


def many_answers(there: Thread, author: Person, number: int, now: datetime, body: str = "Svar nummer {n}.") -> None:
    """So many more posts in a conversation at once, as they would stand in the tables."""
    first = there.post_count + 1
    rows = [
        {"thread_id": there.id, "number": n, "author_id": author.id, "body": body.format(n=n),
         "html": f"<p>{body.format(n=n)}</p>\n", "created_at": now}
        for n in range(first, first + number)
    ]  # fmt: skip
    db.session.execute(sa.insert(Post), rows)
    lock(there)
    there.post_count, there.last_post_at = first + number - 1, now
    db.session.flush()
