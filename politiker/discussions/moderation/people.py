"""What is said or done to a person who breaks the rules of the rooms: a warning, and silence for a while."""

from datetime import datetime, timedelta

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove, RuleBroken
from politiker.discussions.moderation import letters
from politiker.discussions.moderation.keeping import OnePost, OwnPost, keeps, keeps_post
from politiker.discussions.moderation.models import Reason, Undo
from politiker.discussions.rooms.models import RoomChoice
from politiker.discussions.rooms.standing import SeenRoom
from politiker.people.models import Person
from politiker.policy import Actor, Permission

SILENCES = (timedelta(days=1), timedelta(days=7), timedelta(days=30))


class NotThatLong(RuleBroken):
    """One is silenced for one, seven or thirty days."""


class NotSilenced(RuleBroken):
    """The person may write in the room."""


def warn(one: OnePost, reason: Reason, *, by: Actor, now: datetime) -> None:
    """Write to the author of a post that it breaks a rule, and which. Raises OwnPost."""
    if not keeps_post(by, one.room):
        raise Forbidden(permission=Permission.DELETE_POST)
    if one.post.author_id == by.person_id:
        raise OwnPost
    person = lock_row(Person, one.post.author_id)
    audit.record(by, Happening.PERSON_WARNED, person, now, reason=reason.value)
    letters.warned(person, one.post, reason, now)


def silence(
    person: Person, room: SeenRoom, lasts: timedelta, reason: Reason, *, by: Actor, now: datetime
) -> datetime:  # fmt: skip
    """Somebody may not write in a room for 1, 7 or 30 days; they read on. Returns until when.

    A longer silence that runs already stands. Raises NotThatLong, OwnPost for oneself.
    """
    if not keeps(by, room):
        raise Forbidden(permission=Permission.LOCK_ROOM)
    if lasts not in SILENCES:
        raise NotThatLong
    if person.id == by.person_id:
        raise OwnPost
    lock_row(Person, person.id)
    choice = db.session.get(RoomChoice, (person.id, room.id), populate_existing=True)
    if choice is None:
        choice = RoomChoice(person_id=person.id, room_id=room.id)
        db.session.add(choice)
    until = now + lasts
    if choice.silenced_until is not None and choice.silenced_until > until:
        raise IllegalMove(until=choice.silenced_until)
    choice.silenced_until = until
    db.session.flush()
    audit.record(by, Happening.PERSON_SILENCED, person, now, reason=f"{reason.value}:{lasts.days}")
    return until


def end_silence(person: Person, room: SeenRoom, reason: Undo, *, by: Actor, now: datetime) -> None:
    """Let somebody write in a room again. Raises NotSilenced, OwnPost for oneself."""
    if not keeps(by, room):
        raise Forbidden(permission=Permission.LOCK_ROOM)
    if person.id == by.person_id:
        raise OwnPost
    lock_row(Person, person.id)
    choice = db.session.get(RoomChoice, (person.id, room.id), populate_existing=True)
    if choice is None or choice.silenced_until is None or choice.silenced_until <= now:
        raise NotSilenced
    choice.silenced_until = None
    db.session.flush()
    audit.record(by, Happening.SILENCE_ENDED, person, now, reason=reason.value)
