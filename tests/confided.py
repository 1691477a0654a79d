"""Confidential rooms to test with. Call inside an app context; everything is flushed, not committed."""

from datetime import datetime
from typing import Any

from politiker.core.database import db
from politiker.discussions.confidential import founding, writing
from politiker.discussions.confidential.models import SealedPost, SealedThread
from politiker.discussions.confidential.seals import hour
from politiker.discussions.confidential.voices import Manner
from politiker.discussions.confidential.writing import Written
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.threads.models import ThreadKind
from politiker.people.models import Person
from tests import people
from tests.talks import met


def room(now: datetime, *members: Person, facilitator: Person | None = None, title: str = "Det svære") -> Room:
    """A confidential network with people who have agreed to its rules."""
    made = founding.sealed_room(RoomKind.NETWORK, title, "Det, der ikke kan siges andre steder", now=now)
    for person in (*members, *([facilitator] if facilitator else [])):
        db.session.add(
            RoomMember(
                room_id=made.id, person_id=person.id, is_facilitator=person is facilitator, joined_at=hour(now)
            )
        )  # fmt: skip
    db.session.flush()
    return made


def opened(
    there: Room, author: Person, now: datetime, *, title: str = "Min borgmester råber ad mig",
    body: str = "Hvad gør I?", manner: Manner = Manner.ALIAS, **more: Any,
) -> SealedPost:  # fmt: skip
    """A conversation with its first post."""
    seen, by = met(there, author, now), people.actor(author, now)
    return writing.open_thread(seen, ThreadKind.QUESTION, title, Written(body, **more), manner, by=by, now=now)


def answered(
    there: Room, thread_uid: str, author: Person, now: datetime, body: str = "Gå til ham.",
    manner: Manner = Manner.ALIAS, **more: Any,
) -> SealedPost:  # fmt: skip
    """One more post."""
    thread = db.session.get_one(SealedThread, thread_uid)
    seen, by = met(there, author, now), people.actor(author, now)
    return writing.reply(thread, Written(body, **more), manner, room=seen, by=by, now=now)
