"""*Læring* in a confidential thread: what we learned, written together and pinned on top, sealed like the rest.

Who wrote what in it is kept nowhere: it speaks for all of them.
"""

from datetime import datetime

from politiker.core import markdown
from politiker.core.database import db, lock_row
from politiker.core.errors import RuleBroken
from politiker.discussions.confidential.models import SealedThread
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.confidential.writing import require_may_write
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.policy import Actor


class LearningHasChanged(RuleBroken):
    """Somebody else wrote in it since one began; theirs is `body` and its version `version`."""


def save(thread: SealedThread, body: str, *, based_on: int, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Write what was learned anew, based on the version one read.

    Raises Forbidden, RoomIsLocked, LearningHasChanged, and TextTooLong of `core.markdown`.
    """
    require_may_write(room, by, now)
    lock_row(Room, room.id)
    db.session.refresh(thread)
    seals = seals_of(room)
    if thread.learning_version != based_on:
        raise LearningHasChanged(body=text_of(thread, room), version=thread.learning_version)
    content = {"body": body.strip(), "html": markdown.render(body.strip())}
    thread.learning_version += 1
    thread.sealed_learning = (
        seals.seal(SealedThread.sealed_learning, content, thread.uid) if content["body"] else None
    )  # fmt: skip
    db.session.flush()


def text_of(thread: SealedThread, room: SeenRoom) -> str:
    """What it says now, in markdown."""
    if thread.sealed_learning is None:
        return ""
    content = seals_of(room).open(thread.sealed_learning, SealedThread.sealed_learning, thread.uid)
    return str(content["body"])
