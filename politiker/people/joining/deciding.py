"""Vouching for an application, saying that it is not one of ours, and deciding; never about oneself."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.people import actions
from politiker.people.councils import queries as councils
from politiker.people.councils.periods import first_year_at, period_of
from politiker.people.joining import letters
from politiker.people.joining.models import Application, Rejection
from politiker.people.models import Mandate, Party, Person
from politiker.policy import Actor, Permission, require


class IsDecided(IllegalMove):
    """An administrator has answered this application already."""


class IsVouchedFor(IllegalMove):
    """The secretary has said already that this is one of theirs."""


class IsDisowned(IllegalMove):
    """The secretary has said already that this is not one of theirs."""


class NobodyVouched(RuleBroken):
    """Nobody in the municipality vouches, and the papers were not checked."""


class SitsElsewhere(RuleBroken):
    """The applicant has come to sit in another council meanwhile, and one sits where one lives."""


class ListIsMissing(RuleBroken):
    """It is not said which list of the municipality's the applicant was elected for."""


def vouch(application: Application, party_id: int | None, *, by: Actor, now: datetime) -> None:
    """The secretary says: this is one of ours, elected for that list. An administrator decides.

    Raises IsDecided, IsVouchedFor, ListIsMissing.
    """
    require(by, Permission.VOUCH, application)
    lock(application)
    _must_wait(application)
    if application.is_vouched:
        raise IsVouchedFor
    _choose_list(application, party_id)
    application.vouched_at, application.vouched_by_id = now, by.person_id
    application.disowned_at = application.disowned_by_id = application.rejection = None
    audit.record(by, Happening.VOUCHED, application, now)


def disown(application: Application, reason: Rejection, *, by: Actor, now: datetime) -> None:
    """The secretary says: this is not one of ours, and why. An administrator decides.

    Raises IsDecided, IsVouchedFor, IsDisowned.
    """
    require(by, Permission.VOUCH, application)
    lock(application)
    _must_wait(application)
    if application.is_vouched:
        raise IsVouchedFor
    if application.disowned_at is not None:
        raise IsDisowned
    application.disowned_at, application.disowned_by_id, application.rejection = now, by.person_id, reason
    audit.record(by, Happening.REJECTED, application, now, reason=f"secretary:{reason.value}")


def approve(
    application: Application,
    *,
    by: Actor,
    now: datetime,
    party_id: int | None = None,
    papers_checked: bool = False,
) -> None:
    """Let somebody in: a seat in the council from now until the period ends, and a letter.

    Raises IsDecided, NobodyVouched, SitsElsewhere, ListIsMissing.
    """
    require(by, Permission.DECIDE_APPLICATION, application)
    lock(application)
    _must_wait(application)
    person = lock(db.session.get_one(Person, application.person_id))
    councils_now = _sits_in(application, now)
    if councils_now - {application.municipality_id}:
        raise SitsElsewhere
    if not application.is_vouched and not papers_checked:
        raise NobodyVouched
    if party_id is not None or application.party_id is None:
        _choose_list(application, party_id)
    if papers_checked:
        application.papers_checked_at = now
    application.rejection = None
    _decide(application, True, by, now)
    if not councils_now:
        assert application.party_id is not None
        actions.give_mandate(
            person,
            application.municipality_id,
            application.party_id,
            starts_at=now,
            ends_at=councils.period_end(application.municipality_id, now=now) or period_of(first_year_at(now))[1],
            by=by,
        )
    audit.record(by, Happening.APPROVED, application, now)
    letters.approved(application, now)


def reject(application: Application, reason: Rejection, *, by: Actor, now: datetime) -> None:
    """Say no, with a reason chosen from the list, and a letter that tells it. Raises IsDecided."""
    require(by, Permission.DECIDE_APPLICATION, application)
    lock(application)
    _must_wait(application)
    application.rejection = reason
    _decide(application, False, by, now)
    audit.record(by, Happening.REJECTED, application, now, reason=reason.value)
    letters.rejected(application, now)


def _must_wait(application: Application) -> None:
    if application.decided_at is not None:
        raise IsDecided


def _choose_list(application: Application, party_id: int | None) -> None:
    """Only a list that stood in the same municipality."""
    party = db.session.get(Party, party_id) if party_id is not None else None
    if party is None or party.municipality_id != application.municipality_id:
        raise ListIsMissing
    application.party_id = party.id


def _decide(application: Application, is_approved: bool, by: Actor, now: datetime) -> None:
    application.decided_at, application.decided_by_id, application.is_approved = now, by.person_id, is_approved


def _sits_in(application: Application, now: datetime) -> set[int]:
    """The councils the applicant sits in at this moment."""
    found = sa.select(Mandate.municipality_id).where(Mandate.person_id == application.person_id, Mandate.runs(now))
    return set(db.session.scalars(found))
