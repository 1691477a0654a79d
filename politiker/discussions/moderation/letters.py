"""What we write to people about moderation."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.moderation.models import Opening, Reason
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import belongs
from politiker.discussions.threads.models import Post
from politiker.mail import outbox
from politiker.people.models import Mandate, Person


def post_hidden(post: Post, reason: Reason, now: datetime) -> None:
    """To its author: which post is hidden, and why."""
    facts = {"post": post.id, "reason": reason.value}
    outbox.post("post_hidden", post.author_id, facts, intent=f"post_hidden:{post.id}:{now.isoformat()}", now=now)


def warned(person: Person, post: Post, reason: Reason, now: datetime) -> None:
    """A post breaks the rules of the rooms: which, and which rule."""
    facts = {"post": post.id, "reason": reason.value}
    outbox.post("warned", person.id, facts, intent=f"warned:{post.id}:{now.isoformat()}", now=now)


def room_opened(opening: Opening, now: datetime) -> None:
    """To everybody in a closed room: an administrator can read it for an hour, and why; not which room it is."""
    people = ((person_id, f"room_opened:{opening.id}:{person_id}") for person_id in _members(opening.room_id, now))
    outbox.post_to_all("room_opened", people, {}, subject_id=opening.id, now=now)


def _members(room_id: int, now: datetime) -> Sequence[int]:
    """The numbers of the councillors in a room at this moment."""
    sits = sa.exists().where(Mandate.person_id == Person.id, Mandate.runs(now))
    query = (
        sa.select(Person.id)
        .select_from(Person)
        .join(Room, Room.id == room_id)
        .where(Person.suspended_at.is_(None), sits, belongs(Person.id, now))
        .order_by(Person.id)
    )
    return db.session.scalars(query).all()
