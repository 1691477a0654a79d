"""The confidential rooms of the town, where all is sealed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.confidential import drafts, learning, releasing, reporting
from politiker.discussions.confidential.models import SealedFile, SealedPost, SealedThread
from politiker.discussions.confidential.polls import Poll
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.moderation.models import Category, Opening, Reason
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.files.taking import Clean
from politiker.people.models import Person
from tests import confided, files, people, talks
from tests.policy.canaries import body, file_name, more, room_title, thread_title
from tests.policy.furniture import Things, Who
from tests.policy.furniture_rooms import allow


def sealed(who: Who, things: Things, now: datetime) -> Things:
    """`sealed`: CO looks after it, C2 is in it. `sealed out`: C2's, and open to AD for an hour. `sealed ask`: C2's,
    and CO is asked in.
    """
    karen, mads = who["CO"], who["C2"]
    rooms = {
        "sealed": confided.room(now, mads, facilitator=karen, title=room_title("sealed")),
        "sealed out": confided.room(now, facilitator=mads, title=room_title("sealed out")),
        "sealed ask": confided.room(now, facilitator=mads, title=room_title("sealed ask")),
    }
    db.session.add(
        RoomMember(room_id=rooms["sealed ask"].id, person_id=karen.id, invited_at=now, invited_by_id=mads.id)
    )
    facts = {"category": Category.DANGER, "reason": "Trusler", "asked_at": now, "asked_by_id": who["AD"].id}
    opening = Opening(room_id=rooms["sealed out"].id, **facts)
    allow(opening, who["WK"], now)
    db.session.add(opening)
    db.session.flush()
    found = {name: _talk(name, room, karen if name == "sealed" else mads, now) for name, room in rooms.items()}
    there = found["sealed"]
    answer = confided.answered(rooms["sealed"], there["thread"], mads, now, f"[Se](https://x.example) {body('sealed')}")
    found["sealed C2"] = there | {"number": answer.number}
    found["sealed"]["release"] = found["sealed C2"]["release"] = _release(who, rooms["sealed"], there, things, now)
    found["report seal"] = {"report_id": _report(rooms["sealed"], there, mads, now)}
    found["no thread"] = {"room": there["room"]}
    found["other room"] = {"room": found["sealed out"]["room"], "thread": there["thread"]}
    found["plain room"] = {"room": things["network"]["room"], "thread": there["thread"]}
    return found


def _talk(name: str, room: Room, author: Person, now: datetime) -> dict[str, Any]:
    """A question with a link, a poll and a file, what was learned, and the beginning of another."""
    met, by = talks.met(room, author, now), people.actor(author, now)
    post = confided.opened(
        room, author, now, title=thread_title(name), body=f"Se [her](https://x.example) {body(name)}",
        poll=Poll(f"Hvad nu? {more(name)}", ("Ja", "Nej")),
        files=(Clean(files.pdf(), file_name(name), "application/pdf"),),
    )  # fmt: skip
    thread = db.session.get_one(SealedThread, post.thread_uid)
    learning.save(thread, f"Det lærte vi. {more(name)}", based_on=0, room=met, by=by, now=now)
    begun = {"title": thread_title(name), "body": more(name)}
    drafts.save(drafts.NEW_THREAD, begun, seals=seals_of(room), me=author.id, now=now)
    file = db.session.execute(sa.select(SealedFile.uid).where(SealedFile.post_uid == post.uid)).scalar_one()
    return {
        "room": room.address, "room_id": room.id, "thread": post.thread_uid, "number": 1, "file": file, "link": 1,
        "uid": file,
    }  # fmt: skip


def _release(who: Who, room: Room, there: dict[str, Any], things: Things, now: datetime) -> str:
    """Something learned that waits for a yes from C2."""
    thread = db.session.get_one(SealedThread, there["thread"])
    facts = {"room": talks.met(room, who["CO"], now), "by": people.actor(who["CO"], now), "now": now}
    return releasing.propose(thread, "Ud", more("sealed"), [1, 2], things["open"]["room_id"], **facts).uid


def _report(room: Room, there: dict[str, Any], reporter: Person, now: datetime) -> int:
    post = db.session.scalars(
        sa.select(SealedPost).where(SealedPost.thread_uid == there["thread"], SealedPost.number == 1)
    ).one()
    facts = {"room": talks.met(room, reporter, now), "by": people.actor(reporter, now), "now": now}
    return reporting.report(post, Reason.ATTACK, **facts).id
