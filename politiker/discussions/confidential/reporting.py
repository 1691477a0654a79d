"""Reporting one post of a confidential room, and showing a moderator that post and no other word.

The report keeps the random name of the row and a mark of whoever reported: neither a person nor a text, and the hour.
There is no free text to a moderator, for it would stand outside the room in plain.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove
from politiker.core.sealing import KeyIsMissing
from politiker.discussions.confidential import reading
from politiker.discussions.confidential.emptying import empty
from politiker.discussions.confidential.members import is_member
from politiker.discussions.confidential.models import Deleted, SealedPost, SealedVoice
from politiker.discussions.confidential.seals import hour, seals_of
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Reason, Report
from politiker.discussions.moderation.reporting import AlreadyReported
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.policy import Actor, Permission, require


@dataclass(frozen=True)
class ReportedPost:
    """What a moderator sees: the words as HTML and the voice they were said with; neither room, thread nor title."""

    html: str
    voice: dict[str, Any] | None
    is_gone: bool


def report(post: SealedPost, reason: Reason, *, room: SeenRoom, by: Actor, now: datetime) -> Report:
    """Ask a moderator to look at one post; only that post is shown to them.

    Raises Forbidden for who is not a member, OwnPost, AlreadyReported, IllegalMove for a post that is gone.
    """
    if by.person_id is None or not is_member(by, room):
        raise Forbidden(permission=Permission.REPORT_POST)
    lock_row(Room, room.id)
    db.session.refresh(post)
    seals = seals_of(room)
    if post.deleted is not None:
        raise IllegalMove(post=post.uid)
    if post.author_mark == seals.author(post.thread_uid, by.person_id):
        raise OwnPost
    mark = seals.mark("report", post.uid, by.person_id)
    mine = sa.select(Report.id).where(
        Report.sealed_post_id == post.uid, Report.reporter_mark == mark, Report.decided_at.is_(None)
    )
    if db.session.execute(mine).first() is not None:
        raise AlreadyReported
    made = Report(
        room_id=room.id, sealed_post_id=post.uid, reporter_mark=mark, reason=reason, note="", created_at=hour(now)
    )
    db.session.add(made)
    db.session.flush()
    return made


def shown_to_moderator(report: Report, *, by: Actor) -> ReportedPost | None:
    """The one post of a report that waits for a decision; None when it is gone for good, or the key is not here.

    Raises Forbidden, IllegalMove for a report that is decided.
    """
    require(by, Permission.SEE_REPORTS)
    if report.decided_at is not None:
        raise IllegalMove(report=report.id)
    found = _row(report)
    if found is None:
        return None
    room, row = found
    try:
        post = reading.shown(row, seals_of(room))
    except KeyIsMissing:
        return None
    return ReportedPost(post.html, post.voice, is_gone=post.deleted is not None)


def is_own(report: Report, *, by: Actor) -> bool:
    """Whether the post of a report is somebody's own, which they alone learn: nobody decides about a post of theirs."""
    found = _row(report)
    if found is None or by.person_id is None:
        return False
    room, row = found
    try:
        mine = seals_of(room).author(row.SealedPost.thread_uid, by.person_id)
    except KeyIsMissing:
        return False
    return bool(row.SealedPost.author_mark == mine)


def take_away(report: Report, *, by: Actor) -> None:
    """A moderator takes the reported post away, as a facilitator of the room could.

    Raises Forbidden, OwnPost, IllegalMove.
    """
    require(by, Permission.SEE_REPORTS)
    if is_own(report, by=by):
        raise OwnPost
    found = _row(report)
    if found is None or report.decided_at is not None:
        raise IllegalMove(report=report.id)
    room, row = found
    lock_row(Room, room.id)
    db.session.refresh(row.SealedPost)
    if row.SealedPost.deleted is None:
        empty(row.SealedPost, seals_of(room), Deleted.FACILITATOR)


def _row(report: Report) -> tuple[Room, Any] | None:
    same_voice = sa.and_(
        SealedVoice.thread_uid == SealedPost.thread_uid, SealedVoice.author_mark == SealedPost.author_mark
    )
    query = (
        sa.select(SealedPost, SealedVoice.sealed_voice, sa.literal(None).label("thanked"))
        .outerjoin(SealedVoice, same_voice)
        .where(SealedPost.uid == report.sealed_post_id, SealedPost.room_id == report.room_id)
    )
    row = db.session.execute(query).one_or_none()
    return (db.session.get_one(Room, report.room_id), row) if row is not None else None
