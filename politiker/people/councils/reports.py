"""A councillor tells of a change of their own; it takes effect when the municipality or an administrator confirms."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.people.councils import letters, mandates
from politiker.people.councils.errors import (
    AlreadyReported,
    MandateIsOver,
    MomentIsOutsideMandate,
    OneOwnReport,
    ReportIsAnswered,
)
from politiker.people.councils.models import Change, MandateReport
from politiker.people.models import Mandate, Person
from politiker.policy import Actor, Permission, require


def report_change(
    mandate: Mandate,
    change: Change,
    *,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    ends_at: datetime | None = None,
    party_id: int | None = None,
) -> MandateReport:
    """Say what has happened to one's own mandate. Raises AlreadyReported, MandateIsOver, MomentIsOutsideMandate."""
    require(by, Permission.REPORT_OWN_CHANGE, mandate)
    lock_row(Person, mandate.person_id)
    if mandate.ends_at <= now:
        raise MandateIsOver
    if starts_at >= mandate.ends_at or (ends_at is not None and not starts_at < ends_at <= mandate.ends_at):
        raise MomentIsOutsideMandate(ends_at=mandate.ends_at)
    waiting = sa.select(MandateReport.id).where(
        MandateReport.mandate_id == mandate.id, MandateReport.decided_at.is_(None)
    )
    if db.session.execute(waiting.limit(1)).first() is not None:
        raise AlreadyReported
    report = MandateReport(
        uid=secrets.token_hex(12),
        mandate_id=mandate.id,
        person_id=mandate.person_id,
        change=change,
        starts_at=starts_at,
        ends_at=ends_at,
        party_id=party_id,
        created_at=now,
    )
    db.session.add(report)
    db.session.flush()
    audit.record(by, Happening.CHANGE_REPORTED, report, now, reason=change.value)
    return report


def confirm_report(report: MandateReport, *, by: Actor, now: datetime) -> None:
    """It is so: the change takes effect, and its reporter is told.

    Raises ReportIsAnswered, OneOwnReport, and what the change itself raises.
    """
    mandate = _hold(report, by)
    match report.change:
        case Change.LEAVE:
            until = report.ends_at or mandate.ends_at
            mandates.begin_leave(mandate, starts_at=report.starts_at, until=until, by=by, now=now)
        case Change.RETURN:
            mandates.end_leave(mandate, at=report.starts_at, by=by, now=now)
        case Change.CHANGE_OF_LIST:
            mandates.change_list(mandate, report.party_id or 0, at=report.starts_at, by=by, now=now)
        case Change.RESIGNATION:
            mandates.resign(mandate, at=report.starts_at, by=by, now=now)
        case Change.MOVED_AWAY:
            mandates.moved_away(mandate, at=report.starts_at, by=by, now=now)
    _decide(report, confirmed=True, by=by, now=now)
    letters.change_confirmed(report, now)


def refuse_report(report: MandateReport, *, by: Actor, now: datetime) -> None:
    """It is not so; the mandate stays as it was, and its reporter is told. Raises ReportIsAnswered, OneOwnReport."""
    _hold(report, by)
    _decide(report, confirmed=False, by=by, now=now)
    letters.change_refused(report, now)


def _hold(report: MandateReport, by: Actor) -> Mandate:
    mandate = db.session.get_one(Mandate, report.mandate_id)
    if by.person_id == report.person_id:
        raise OneOwnReport
    require(by, Permission.CHANGE_MANDATE, mandate)
    lock(report)
    if report.decided_at is not None:
        raise ReportIsAnswered
    return mandate


def _decide(report: MandateReport, *, confirmed: bool, by: Actor, now: datetime) -> None:
    report.decided_at, report.decided_by_id, report.is_confirmed = now, by.person_id, confirmed
    audit.record(by, Happening.APPROVED if confirmed else Happening.REJECTED, report, now, reason=report.change.value)
