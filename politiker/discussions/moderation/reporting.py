"""Reporting a post, and what a moderator decides about it."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import Forbidden, IllegalMove, RuleBroken
from politiker.core.register import years_before
from politiker.discussions.moderation.keeping import OnePost, OwnPost
from politiker.discussions.moderation.models import Opening, Outcome, Reason, Removal, Report
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.discussions.threads.models import Post, Thread
from politiker.policy import Actor, Permission, can, require

LONGEST_NOTE = 300  # characters


class AlreadyReported(RuleBroken):
    """One has reported this post, and it waits for a moderator."""


class AlreadyDecided(RuleBroken):
    """Somebody else has decided it meanwhile."""


def may_report(by: Actor, room: SeenRoom) -> bool:
    """Whether somebody may report what stands in a room: whoever reads it and is in it, or keeps it."""
    return reads(by, room) and can(by, Permission.REPORT_POST, room)


def report(one: OnePost, reason: Reason, note: str, *, by: Actor, now: datetime) -> Report:
    """Ask a moderator to look at a post.

    Raises AlreadyReported, OwnPost, IllegalMove for a post that is gone. Forbidden for whoever may only read.
    """
    if by.person_id is None or not may_report(by, one.room):
        raise Forbidden(permission=Permission.REPORT_POST)
    if one.post.author_id == by.person_id:
        raise OwnPost
    lock_row(Thread, one.thread.id)
    db.session.refresh(one.post)
    if one.post.deleted_at is not None or one.post.hidden_at is not None:
        raise IllegalMove(post=one.post.id)
    if own_open_report(one.post.id, by) is not None:
        raise AlreadyReported
    made = Report(
        room_id=one.room.id, post_id=one.post.id, person_id=by.person_id, reason=reason, note=note[:LONGEST_NOTE],
        created_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def own_open_report(post_id: int, by: Actor) -> Report | None:
    """One's own report of a post that nobody has decided yet."""
    mine = sa.select(Report).where(
        Report.post_id == post_id, Report.person_id == by.person_id, Report.decided_at.is_(None)
    )
    return db.session.scalars(mine).one_or_none()


def newest_own_report(post_id: int, by: Actor) -> Report | None:
    """One's own latest report of a post, decided or not."""
    mine = sa.select(Report).where(Report.post_id == post_id, Report.person_id == by.person_id)
    return db.session.scalars(mine.order_by(Report.id.desc()).limit(1)).one_or_none()


def read_report(report: Report, *, by: Actor, now: datetime) -> None:
    """Note that a moderator opened a reported post of a closed room."""
    require(by, Permission.SEE_REPORTS)
    audit.record(by, Happening.REPORT_READ, report, now, reason=report.reason.value)


def keep_post(report: Report, *, by: Actor, now: datetime) -> None:
    """Let a reported post stand: every open report of it is answered.

    Raises OwnPost, AlreadyDecided.
    """
    require(by, Permission.SEE_REPORTS)
    _require_not_the_author(report, by)
    lock(report)
    if report.decided_at is not None:
        raise AlreadyDecided
    close_reports(report, Outcome.KEPT, by=by, now=now)
    audit.record(by, Happening.REPORT_DECIDED, report, now, reason=Outcome.KEPT.value)


def close_reports(about: Report | Post, outcome: Outcome, *, by: Actor, now: datetime) -> None:
    """Answer every open report of one post with the same words."""
    if isinstance(about, Post):
        same = Report.post_id == about.id
    elif about.post_id is not None:
        same = Report.post_id == about.post_id
    else:
        same = Report.sealed_post_id == about.sealed_post_id
    db.session.execute(
        sa.update(Report)
        .where(same, Report.decided_at.is_(None))
        .values(decided_at=now, decided_by_id=by.person_id, outcome=outcome)
        .execution_options(synchronize_session="fetch")
    )


def _require_not_the_author(report: Report, by: Actor) -> None:
    if report.post_id is not None:
        author = db.session.scalar(sa.select(Post.author_id).where(Post.id == report.post_id))
        if author == by.person_id:
            raise OwnPost


def forget_decided(*, now: datetime) -> int:
    """Delete reports, removals and opened rooms that were decided more than 12 months ago. Returns how many."""
    before = years_before(now, 1)
    gone = 0
    for table in (Report, Removal, Opening):
        done = db.session.execute(sa.delete(table).where(table.decided_at < before))
        gone += int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
    return gone
