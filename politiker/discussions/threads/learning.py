"""What we learned: a box on top of a thread, written together. Nobody writes over what somebody else just saved."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.standing import SeenRoom, reads, writes
from politiker.discussions.threads.models import LearningVersion, Thread
from politiker.discussions.threads.writing import NothingWritten, ThreadIsLocked
from politiker.people.models import Person
from politiker.policy import Actor

LONGEST_LEARNING = 4_000  # characters
VERSIONS_SHOWN = 20  # on a page of the history


class LearningIsTooLong(RuleBroken):
    """What one learned is said in at most `longest` characters."""


class LearningHasChanged(RuleBroken):
    """Somebody saved another version meanwhile: read it, and then save your own."""


def save(thread: Thread, body: str, *, based_on: int, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Say what was learned, in the place of the version one has read (0 when there was none); nothing empties the box.

    Every version is kept. The same text again changes nothing. Raises Forbidden where one may not write,
    ThreadIsLocked, NothingWritten, LearningIsTooLong, LearningHasChanged.
    """
    if by.person_id is None or room.is_confidential or not reads(by, room) or not writes(by, room, now):
        raise Forbidden
    body = body.strip()
    if len(body) > LONGEST_LEARNING:
        raise LearningIsTooLong(longest=LONGEST_LEARNING)
    html = markdown.render(body)
    thread = lock(thread)
    if thread.locked_at is not None or thread.hidden_at is not None or thread.merged_into_id is not None:
        raise ThreadIsLocked
    if not body and not thread.learning:
        raise NothingWritten
    if thread.learning == body:
        return
    if thread.learning_version != based_on:
        raise LearningHasChanged
    thread.learning, thread.learning_html = body, html
    thread.learning_version += 1
    db.session.add(
        LearningVersion(thread_id=thread.id, number=thread.learning_version, person_id=by.person_id, body=body, at=now)
    )
    db.session.flush()


def versions(thread_id: int, *, before: int | None = None) -> list[Any]:
    """What it has said, the newest first, as rows of number, body, at and name; twenty and one more if there are more.

    Ask only for a thread that whoever is looking may read.
    """
    query = (
        sa.select(LearningVersion.number, LearningVersion.body, LearningVersion.at, Person.name)
        .join(Person, Person.id == LearningVersion.person_id)
        .where(LearningVersion.thread_id == thread_id)
        .order_by(LearningVersion.number.desc())
        .limit(VERSIONS_SHOWN + 1)
    )
    if before is not None:
        query = query.where(LearningVersion.number < before)
    return list(db.session.execute(query))


def last_writer(thread_id: int) -> str | None:
    """The name of whoever saved the newest version; None while nothing is written."""
    newest = versions(thread_id)[:1]
    return newest[0].name if newest else None
