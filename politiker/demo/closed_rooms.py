"""The closed rooms of the demonstration: a network with Mads as its facilitator, and a confidential one with Karen."""

from datetime import datetime, timedelta

from politiker.core.database import db
from politiker.demo.accounts import account, actor
from politiker.demo.talking import NETWORK_SIZE, SEALED, Company, Line, talks
from politiker.discussions.confidential import founding, writing
from politiker.discussions.confidential.models import SealedPost, SealedThread
from politiker.discussions.confidential.voices import Manner
from politiker.discussions.rooms import actions
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, seen
from politiker.discussions.threads.models import ThreadKind

OPENED = timedelta(days=40)  # before now
SEALED_SIZE = 16


def network(company: Company, now: datetime) -> Room:
    """A network of small municipalities."""
    mads = account("mads").id
    room = actions.create_network(
        "Små kommuner", "For dem, der sidder i råd, hvor alle kender alle.", by=actor(mads, now), now=now - OPENED
    )
    _let_in(room, [*company.others[:NETWORK_SIZE]], now)
    return room


def confidential(company: Company, now: datetime) -> None:
    """A confidential room, and what is said there. Whoever speaks by a number is the same person in all its threads."""
    karen = account("karen").id
    room = founding.create(
        "Når det er svært", "Et sted at sige det, man ikke siger i gruppen.", by=actor(karen, now), now=now - OPENED
    )
    members = [account("mads").id, *company.others[:SEALED_SIZE]]
    _let_in(room, members, now)
    speaking = {"1": members[1], "2": members[0], "3": members[2], "4": members[3]}
    for talk in talks():
        if talk.facts["room"] == SEALED:
            thread: SealedThread | None = None
            for line, at in zip(talk.lines, talk.times(now), strict=True):
                post = _say(room, thread, line, speaking[line.who], talk.facts, at, now)
                thread = db.session.get_one(SealedThread, post.thread_uid)


def _say(
    room: Room, thread: SealedThread | None, line: Line, person_id: int, facts: dict[str, str], at: datetime,
    now: datetime,
) -> SealedPost:  # fmt: skip
    by = actor(person_id, now)
    met, said = _met(room, person_id, now), writing.Written(line.text)
    if thread is None:
        kind = ThreadKind(facts.get("kind", "question"))
        return writing.open_thread(met, kind, facts["title"], said, Manner(line.voice), by=by, now=at)
    return writing.reply(thread, said, Manner(line.voice), room=met, by=by, now=at)


def _let_in(room: Room, members: list[int], now: datetime) -> None:
    """In rows: nobody in the demonstration is written to, and each has said yes."""
    joined = (now - OPENED).replace(minute=0, second=0, microsecond=0)
    db.session.add_all(RoomMember(room_id=room.id, person_id=one, joined_at=joined) for one in members)
    db.session.flush()


def _met(room: Room, person_id: int, now: datetime) -> SeenRoom:
    found = seen(room.address, by=actor(person_id, now), now=now)
    assert found is not None
    return found
