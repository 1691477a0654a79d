"""A council whose election is held again sits on until a date (kommunal- og regionalvalgloven § 97, stk. 2).

One administrator asks, another confirms, and only then do mandates run longer: those that would have run to the end
of the period. Whoever left early, stands in during a leave, or has a mandate that follows this one, is left alone.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.register import years_before
from politiker.people.councils.errors import NobodySits, ProlongationIsGone, SamePersonTwice, TooLongAProlongation
from politiker.people.councils.models import Prolongation
from politiker.people.councils.queries import open_prolongation, period_end
from politiker.people.models import Ending, Mandate, Municipality
from politiker.policy import Actor, Permission, require

MOST_YEARS = 1


def ask_prolongation(municipality: Municipality, ends_at: datetime, *, by: Actor, now: datetime) -> Prolongation:
    """Ask for a council to sit on; a newer wish takes the place of one that waits.

    Raises NobodySits, TooLongAProlongation.
    """
    require(by, Permission.PROLONG_MANDATES, municipality)
    _require_right_date(municipality.id, ends_at, now)
    db.session.execute(
        sa.delete(Prolongation)
        .where(Prolongation.municipality_id == municipality.id, Prolongation.confirmed_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    prolongation = Prolongation(
        uid=secrets.token_hex(12),
        municipality_id=municipality.id,
        ends_at=ends_at,
        asked_by_id=by.person_id,
        asked_at=now,
    )
    db.session.add(prolongation)
    db.session.flush()
    audit.record(by, Happening.PROLONGATION_ASKED, prolongation, now)
    return prolongation


def confirm_prolongation(prolongation: Prolongation, *, by: Actor, now: datetime) -> int:
    """A second administrator agrees: the mandates run until the date. Returns how many.

    Raises SamePersonTwice, ProlongationIsGone, NobodySits, TooLongAProlongation.
    """
    require(by, Permission.PROLONG_MANDATES, prolongation)
    if by.person_id is None or by.person_id == prolongation.asked_by_id:
        raise SamePersonTwice
    lock(prolongation)
    newest = open_prolongation(prolongation.municipality_id, now=now)
    if newest is None or newest.id != prolongation.id:
        raise ProlongationIsGone
    period_ends = _require_right_date(prolongation.municipality_id, prolongation.ends_at, now)
    prolongation.confirmed_by_id, prolongation.confirmed_at = by.person_id, now
    follows = sa.orm.aliased(Mandate)
    has_another = sa.exists().where(
        follows.person_id == Mandate.person_id,
        follows.municipality_id == Mandate.municipality_id,
        follows.id != Mandate.id,
        follows.starts_at < prolongation.ends_at,
        follows.ends_at > Mandate.ends_at,
    )
    query = sa.select(Mandate).where(
        Mandate.municipality_id == prolongation.municipality_id,
        Mandate.ends_at == period_ends,
        Mandate.starts_at <= now,
        sa.or_(Mandate.ending.is_(None), Mandate.ending == Ending.PERIOD),
        ~has_another,
    )
    sitting = list(db.session.scalars(query))
    for mandate in sitting:
        mandate.ends_at = prolongation.ends_at
    audit.record(by, Happening.PROLONGED, prolongation, now)
    return len(sitting)


def _require_right_date(municipality_id: int, ends_at: datetime, now: datetime) -> datetime:
    """The end of the running period, when a council may sit on from there until this moment."""
    period_ends = period_end(municipality_id, now=now)
    if period_ends is None:
        raise NobodySits
    if not period_ends < ends_at or years_before(ends_at, MOST_YEARS) > period_ends:
        raise TooLongAProlongation(ends_at=period_ends)
    return period_ends
