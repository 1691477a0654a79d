"""A *Læring* on its way out of a confidential room, the only thing that ever leaves one.

A member writes the text and says which posts it quotes. Everybody quoted sees it, found by their mark in the thread,
and says yes or no; one no stops it, and so does taking a quoted post away. With the last yes it becomes an announcement
in an open room. There it has no author from the room, for a name would tell who was in it: it is spoken by the house,
as "Fra et fortroligt rum".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove, RuleBroken
from politiker.discussions.confidential.members import is_member
from politiker.discussions.confidential.models import SealedApproval, SealedPost, SealedRelease, SealedThread
from politiker.discussions.confidential.seals import Seals, hour, new_uid, seals_of
from politiker.discussions.confidential.writing import require_may_write
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom, seen_by_id, writes
from politiker.discussions.threads.models import Thread, ThreadKind
from politiker.discussions.threads.writing import LONGEST_TITLE, NothingWritten, add_post
from politiker.people.actions import add_person
from politiker.people.models import Person
from politiker.people.queries import by_email
from politiker.policy import Actor, system

MOST_QUOTED = 20  # posts
HOUSE_NAME, HOUSE_EMAIL = "Fra et fortroligt rum", "fortroligt-rum@politiker.invalid"


class NothingQuoted(RuleBroken):
    """It says which posts it quotes, between one and twenty, and they are there."""


class NotAnOpenRoom(RuleBroken):
    """What leaves goes to a room that is open to every councillor, and that one may write in."""


@dataclass(frozen=True)
class Proposal:
    """A text on its way out, as a member sees it. `answers` are yes, no and not yet, without whose they are."""

    uid: str
    title: str
    html: str
    posts: tuple[int, ...]
    answers: tuple[bool | None, ...]
    is_out: bool
    is_stopped: bool
    waits_for_me: bool


def propose(
    thread: SealedThread, title: str, body: str, numbers: Sequence[int], target_id: int, *,
    room: SeenRoom, by: Actor, now: datetime,
) -> SealedRelease:  # fmt: skip
    """Ask those who are quoted whether a text may leave. Whoever proposes it has said yes for their own posts.

    Raises Forbidden, RoomIsLocked, NothingWritten, NothingQuoted, NotAnOpenRoom, and TextTooLong.
    """
    me = require_may_write(room, by, now)
    lock_row(Room, room.id)
    seals = seals_of(room)
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title or not body.strip():
        raise NothingWritten
    markdown.render(body.strip())
    _require_open(target_id, by, now)
    wanted = sorted(set(numbers))
    if not 1 <= len(wanted) <= MOST_QUOTED:
        raise NothingQuoted
    quoted = _quoted(thread.uid, wanted)
    if len(quoted) != len(wanted):
        raise NothingQuoted
    uid, mine = new_uid(), seals.author(thread.uid, me)
    content = {"title": title, "body": body.strip(), "posts": wanted, "room": target_id}
    newest = sa.select(sa.func.max(SealedRelease.number)).where(SealedRelease.thread_uid == thread.uid)
    release = SealedRelease(
        uid=uid, room_id=room.id, thread_uid=thread.uid, proposer_mark=mine,
        number=(db.session.execute(newest).scalar_one() or 0) + 1, is_out=False, is_stopped=False,
        sealed_content=seals.seal(SealedRelease.sealed_content, content, uid),
    )  # fmt: skip
    db.session.add(release)
    db.session.flush()
    for mark in dict.fromkeys(quoted):
        is_mine = True if mark == mine else None
        db.session.add(SealedApproval(release_uid=uid, author_mark=mark, is_approved=is_mine))
    db.session.flush()
    _leave_if_agreed(release, seals, now)
    return release


def answer(release: SealedRelease, is_approved: bool, *, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Say whether a text that quotes one may leave. A no stops it for good; the last yes lets it out.

    Raises Forbidden for who is not quoted, IllegalMove for what is out, stopped or answered.
    """
    if by.person_id is None or not is_member(by, room):
        raise Forbidden
    lock_row(Room, room.id)
    db.session.refresh(release)
    seals = seals_of(room)
    mine = db.session.get(SealedApproval, (release.uid, seals.author(release.thread_uid, by.person_id)))
    if mine is None or release.room_id != room.id:
        raise Forbidden
    if release.is_out or release.is_stopped or mine.is_approved is not None:
        raise IllegalMove(release=release.uid)
    mine.is_approved = is_approved
    release.is_stopped = not is_approved
    db.session.flush()
    _leave_if_agreed(release, seals, now)


def release_in(thread: SealedThread, uid: str) -> SealedRelease | None:
    """A text on its way out of this thread, or None."""
    release = db.session.get(SealedRelease, uid)
    return release if release is not None and release.thread_uid == thread.uid else None


def proposals(thread: SealedThread, seals: Seals, *, me: int | None) -> list[Proposal]:
    """What is and was on its way out of a thread, the newest first. Two statements."""
    rows = list(
        db.session.scalars(
            sa.select(SealedRelease).where(SealedRelease.thread_uid == thread.uid).order_by(SealedRelease.number.desc())
        )
    )
    if not rows:
        return []
    answers: dict[str, dict[str, bool | None]] = {}
    query = sa.select(SealedApproval).where(SealedApproval.release_uid.in_([row.uid for row in rows]))
    for one in db.session.scalars(query):
        answers.setdefault(one.release_uid, {})[one.author_mark] = one.is_approved
    mine = seals.author(thread.uid, me) if me is not None else ""
    return [_proposal(row, seals, answers[row.uid], mine) for row in rows]


def _proposal(row: SealedRelease, seals: Seals, answers: dict[str, bool | None], mine: str) -> Proposal:
    content = _content(row, seals)
    is_open = not (row.is_out or row.is_stopped)
    return Proposal(
        uid=row.uid, title=content["title"], html=markdown.render(content["body"]), posts=tuple(content["posts"]),
        answers=tuple(sorted(answers.values(), key=str)), is_out=row.is_out, is_stopped=row.is_stopped,
        waits_for_me=is_open and answers.get(mine, False) is None,
    )  # fmt: skip


def _leave_if_agreed(release: SealedRelease, seals: Seals, now: datetime) -> None:
    """Let a text out when nobody is left to ask, and every post it quotes still stands."""
    answers = sa.select(SealedApproval.is_approved).where(SealedApproval.release_uid == release.uid)
    if not all(db.session.scalars(answers)):
        return
    content = _content(release, seals)
    if len(_quoted(release.thread_uid, content["posts"])) != len(content["posts"]):
        release.is_stopped = True
        return
    house = Actor(person_id=_house(now).id)
    target = seen_by_id(content["room"], by=house, now=now)
    if target is None or not target.is_open or target.locked_at is not None or target.archived_at is not None:
        raise NotAnOpenRoom
    moment = hour(now)
    thread = Thread(
        room_id=target.id, kind=ThreadKind.ANNOUNCEMENT, title=content["title"], author_id=house.person_id,
        created_at=moment, last_post_at=moment,
    )  # fmt: skip
    db.session.add(thread)
    db.session.flush()
    add_post(thread, content["body"], room=target, by=house, now=moment)
    release.is_out = True
    db.session.flush()


def _quoted(thread_uid: str, numbers: Sequence[int]) -> list[str]:
    """The marks of those whose posts are quoted, of the posts that still stand."""
    query = sa.select(SealedPost.author_mark).where(
        SealedPost.thread_uid == thread_uid, SealedPost.number.in_(numbers), SealedPost.deleted.is_(None)
    )
    return list(db.session.scalars(query))


def _content(release: SealedRelease, seals: Seals) -> dict[str, Any]:
    content: dict[str, Any] = seals.open(release.sealed_content, SealedRelease.sealed_content, release.uid)
    return content


def _require_open(room_id: int, by: Actor, now: datetime) -> None:
    target = seen_by_id(room_id, by=by, now=now)
    if target is None or not target.is_open or not writes(by, target, now):
        raise NotAnOpenRoom


def _house(now: datetime) -> Person:
    """Who speaks for those who may not be named: nobody, with an address no letter reaches."""
    return by_email(HOUSE_EMAIL) or add_person(HOUSE_NAME, HOUSE_EMAIL, by=system("release"), now=now)
