"""What a moderator decides about the one reported post of a confidential room."""

from datetime import datetime

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import lock
from politiker.core.errors import IllegalMove
from politiker.discussions.confidential import reporting as sealed
from politiker.discussions.moderation import reporting
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Outcome, Reason, Report
from politiker.discussions.moderation.reporting import AlreadyDecided, close_reports
from politiker.policy import Actor, Permission, require


def keep_post(report: Report, *, by: Actor, now: datetime) -> None:
    """Let it stand. Raises OwnPost, AlreadyDecided."""
    require(by, Permission.SEE_REPORTS)
    if sealed.is_own(report, by=by):
        raise OwnPost
    reporting.keep_post(report, by=by, now=now)


def take_away(report: Report, reason: Reason, *, by: Actor, now: datetime) -> None:
    """Take the reported post away for good. Political campaigning is no reason here: two cannot read the same post.

    Raises OwnPost, AlreadyDecided, IllegalMove for that reason or a post that is gone.
    """
    require(by, Permission.SEE_REPORTS)
    lock(report)
    if report.decided_at is not None:
        raise AlreadyDecided
    if reason is Reason.POLITICS:
        raise IllegalMove(report=report.id)
    sealed.take_away(report, by=by)
    close_reports(report, Outcome.HIDDEN, by=by, now=now)
    audit.record(by, Happening.REPORT_DECIDED, report, now, reason=reason.value)
