"""The ways of dividing councillors that numbers may be shown by: region, role in the council, newly elected or not.

Never by list.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.evaluations.suppression import shown
from politiker.people.models import Duty, Mandate, MandateDuty, RegionMembership

RANKED = (Duty.MAYOR, Duty.DEPUTY_MAYOR, Duty.COMMITTEE_CHAIR)  # somebody with several is counted in the first


class Dimension(enum.StrEnum):
    """One way of dividing councillors."""

    REGION = "region"
    DUTY = "duty"
    PERIOD = "period"


NEW, AGAIN = "new", "again"


@dataclass(frozen=True)
class Sits:
    """Where somebody sits and as what: the municipality, and the group in each dimension."""

    municipality_id: int
    groups: Mapping[Dimension, str]


def sitting(people: sa.Select[int] | None, *, at: datetime) -> dict[int, Sits]:
    """Those of the people who sit in a council at a moment, or everybody who does. Two statements.

    Of several mandates the newest counts.
    """
    day = danish.local(at).date()
    mandates = (
        sa.select(
            Mandate.id, Mandate.person_id, Mandate.municipality_id, Mandate.is_first_period, RegionMembership.region
        )
        .outerjoin(
            RegionMembership,
            sa.and_(
                RegionMembership.municipality_id == Mandate.municipality_id,
                RegionMembership.starts_on <= day,
                sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= day),
            ),
        )
        .where(Mandate.runs(at))
        .order_by(Mandate.starts_at, Mandate.id)
    )
    duties = (
        sa.select(Mandate.id, MandateDuty.duty)
        .join(MandateDuty, MandateDuty.mandate_id == Mandate.id)
        .where(Mandate.runs(at), MandateDuty.runs(at), MandateDuty.duty.in_(RANKED))
    )
    if people is not None:
        mandates = mandates.where(Mandate.person_id.in_(people))
        duties = duties.where(Mandate.person_id.in_(people))
    highest: dict[int, Duty] = {}
    for row in db.session.execute(duties):
        highest[row.id] = min(row.duty, highest.get(row.id, row.duty), key=RANKED.index)
    return {row.person_id: _sits(row, highest.get(row.id, Duty.MEMBER)) for row in db.session.execute(mandates)}


def _sits(row: Any, duty: Duty) -> Sits:
    groups = {Dimension.DUTY: duty.value, Dimension.PERIOD: NEW if row.is_first_period else AGAIN}
    if row.region is not None:
        groups[Dimension.REGION] = row.region
    return Sits(row.municipality_id, groups)


def large_enough(everybody: int, people: Iterable[Sits]) -> dict[str, list[str]]:
    """The groups of each dimension that can be told apart among so many without telling of fewer than five."""
    sizes: dict[Dimension, dict[str, int]] = {dimension: {} for dimension in Dimension}
    for one in people:
        for dimension, group in one.groups.items():
            sizes[dimension][group] = sizes[dimension].get(group, 0) + 1
    return {
        dimension.value: sorted(shown({group: (n,) for group, n in groups.items()}, (everybody,)))
        for dimension, groups in sizes.items()
    }
