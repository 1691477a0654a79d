"""What we ask about councils: who sits, who sat, and what waits for an answer. Never changes anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from politiker.core.danish import sort_key
from politiker.core.database import db
from politiker.people.councils.models import MandateReport, Prolongation, Substitution
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party, Person

SHOWN_AFTER_END = timedelta(days=90)


@dataclass(frozen=True)
class Council:
    """The members of one council at a moment, each group by name."""

    sitting: tuple[Mandate, ...]
    on_leave: tuple[Mandate, ...]
    coming: tuple[Mandate, ...]
    ended: tuple[Mandate, ...]


def sits(person_id: Any, now: datetime) -> sa.ColumnElement[bool]:
    """Whether somebody has a mandate that runs at this moment; a condition of a query."""
    return sa.exists().where(Mandate.person_id == person_id, Mandate.runs(now))


def by_code(code: str) -> Municipality | None:
    """The municipality with this number."""
    return db.session.scalars(sa.select(Municipality).where(Municipality.code == code)).one_or_none()


def council(municipality_id: int, *, now: datetime) -> Council:
    """Everybody who sits, is on leave, will sit, or sat at most 90 days ago; two statements whatever the size."""
    query = (
        sa.select(Mandate)
        .where(Mandate.municipality_id == municipality_id, Mandate.ends_at > now - SHOWN_AFTER_END)
        .options(joinedload(Mandate.person), joinedload(Mandate.party), selectinload(Mandate.duties))
    )
    found = sorted(db.session.scalars(query), key=lambda mandate: (sort_key(mandate.person.name), mandate.starts_at))
    running = [mandate for mandate in found if runs(mandate, now)]
    return Council(
        sitting=tuple(mandate for mandate in running if leave_of(mandate, now) is None),
        on_leave=tuple(mandate for mandate in running if leave_of(mandate, now) is not None),
        coming=tuple(mandate for mandate in found if mandate.starts_at > now),
        ended=tuple(mandate for mandate in found if mandate.ends_at <= now),
    )


def mandates_in(municipality_id: int, uid: str, *, now: datetime) -> list[Mandate]:
    """What one person has in one council, the newest first; nothing for whoever never sat there."""
    query = (
        sa.select(Mandate)
        .join(Mandate.person)
        .where(Person.uid == uid, Mandate.municipality_id == municipality_id, Mandate.ends_at > now - SHOWN_AFTER_END)
        .options(joinedload(Mandate.person), joinedload(Mandate.party), selectinload(Mandate.duties))
        .order_by(Mandate.starts_at.desc(), Mandate.id.desc())
    )
    return list(db.session.scalars(query))


def running_of(person_id: int, *, now: datetime) -> list[Mandate]:
    """The mandates somebody has at this moment, with place, list and duties."""
    query = (
        sa.select(Mandate)
        .where(Mandate.person_id == person_id, Mandate.runs(now))
        .options(joinedload(Mandate.municipality), joinedload(Mandate.party), selectinload(Mandate.duties))
        .order_by(Mandate.id)
    )
    return list(db.session.scalars(query))


def runs(mandate: Mandate, now: datetime) -> bool:
    """Whether a mandate gives its holder a seat at this moment."""
    return mandate.starts_at <= now < mandate.ends_at


def running(duties: list[MandateDuty], now: datetime) -> list[MandateDuty]:
    """The duties that are held at this moment."""
    return [duty for duty in duties if duty.starts_at <= now and (duty.ends_at is None or now < duty.ends_at)]


def leave_of(mandate: Mandate, now: datetime) -> MandateDuty | None:
    """The leave its holder is on at this moment, or None."""
    return next((duty for duty in running(mandate.duties, now) if duty.duty is Duty.LEAVE), None)


def next_leave_of(mandate: Mandate, now: datetime) -> MandateDuty | None:
    """The leave its holder is on, or else the first that is to come; None without one."""
    ahead = [
        duty for duty in mandate.duties if duty.duty is Duty.LEAVE and (duty.ends_at is None or now < duty.ends_at)
    ]
    return min(ahead, key=lambda duty: duty.starts_at, default=None)


def substitutes_of(mandate_ids: list[int]) -> dict[int, str]:
    """Who stands in for whom: the mandate of the one on leave, and the name of the newest substitute."""
    query = (
        sa.select(Substitution.stands_in_for_id, Person.name)
        .join(Mandate, Mandate.id == Substitution.mandate_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(Substitution.stands_in_for_id.in_(mandate_ids))
        .order_by(Mandate.starts_at)
    )
    return {row.stands_in_for_id: row.name for row in db.session.execute(query)}


def parties(municipality_id: int) -> list[Party]:
    """The lists of the newest election in a municipality, by letter."""
    newest = sa.select(sa.func.max(Party.election)).where(Party.municipality_id == municipality_id).scalar_subquery()
    query = sa.select(Party).where(Party.municipality_id == municipality_id, Party.election == newest)
    return sorted(db.session.scalars(query), key=lambda party: sort_key(party.letter))


def open_reports(municipality_id: int) -> list[Any]:
    """(report, name of who tells it, their uid, the list they go to) of what waits for an answer, oldest first."""
    query = (
        sa.select(MandateReport, Person.name, Person.uid.label("person_uid"), Party.name.label("party"))
        .join(Mandate, Mandate.id == MandateReport.mandate_id)
        .join(Person, Person.id == MandateReport.person_id)
        .outerjoin(Party, Party.id == MandateReport.party_id)
        .where(Mandate.municipality_id == municipality_id, MandateReport.decided_at.is_(None))
        .order_by(MandateReport.created_at, MandateReport.id)
    )
    return list(db.session.execute(query))


def report_in(municipality_id: int, uid: str) -> MandateReport | None:
    """A report about a mandate in this council."""
    query = (
        sa.select(MandateReport)
        .join(Mandate, Mandate.id == MandateReport.mandate_id)
        .where(MandateReport.uid == uid, Mandate.municipality_id == municipality_id)
    )
    return db.session.scalars(query).one_or_none()


def waiting_reports_of(person_id: int) -> dict[int, MandateReport]:
    """What somebody reported and nobody has answered, by mandate."""
    query = sa.select(MandateReport).where(MandateReport.person_id == person_id, MandateReport.decided_at.is_(None))
    return {report.mandate_id: report for report in db.session.scalars(query)}


def open_prolongation(municipality_id: int, *, now: datetime) -> Prolongation | None:
    """The prolongation of a council that waits for a second person."""
    query = (
        sa.select(Prolongation)
        .where(
            Prolongation.municipality_id == municipality_id,
            Prolongation.confirmed_at.is_(None),
            Prolongation.ends_at > now,
        )
        .order_by(Prolongation.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def prolongation_in(municipality_id: int, uid: str) -> Prolongation | None:
    """A prolongation of this council, whether it waits or not."""
    query = sa.select(Prolongation).where(Prolongation.uid == uid, Prolongation.municipality_id == municipality_id)
    return db.session.scalars(query).one_or_none()


def period_end(municipality_id: int, *, now: datetime) -> datetime | None:
    """When the last mandate that runs in a council ends; None when none runs."""
    query = sa.select(sa.func.max(Mandate.ends_at)).where(Mandate.municipality_id == municipality_id, Mandate.runs(now))
    return db.session.scalar(query)


def councils(*, now: datetime) -> list[Any]:
    """(code, name, members now, reports that wait) of all 98, by name; one statement."""
    members = (
        sa.select(sa.func.count())
        .where(Mandate.municipality_id == Municipality.id, Mandate.runs(now))
        .scalar_subquery()
    )
    reports = (
        sa.select(sa.func.count())
        .select_from(MandateReport)
        .join(Mandate, Mandate.id == MandateReport.mandate_id)
        .where(Mandate.municipality_id == Municipality.id, MandateReport.decided_at.is_(None))
        .scalar_subquery()
    )
    query = sa.select(Municipality.code, Municipality.name, members.label("members"), reports.label("reports"))
    return sorted(db.session.execute(query), key=lambda row: sort_key(row.name))
