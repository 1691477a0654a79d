"""Who is coming, in numbers: where from, in which role, how many new. Of lists only how widely they are spread."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import CERTAIN, Participant, Registration
from politiker.registrations.participants.table import newest_mandate, on_list

FEWEST = 5  # people with a list, below which nothing is told of lists
STEP = 5  # percent: one more guest must not tell the list they stand on


@dataclass(frozen=True)
class Spread:
    """How many lists there are among the councillors, and about how many of a hundred the largest has."""

    lists: int
    largest_share: int


@dataclass(frozen=True)
class Balance:
    """Those with a certain seat, counted; each as (what, how many), the municipalities by their number too."""

    total: int
    municipalities: tuple[tuple[str, str, int], ...]
    regions: tuple[tuple[str, int], ...]
    duties: tuple[tuple[Duty, int], ...]
    newly_elected: int
    councillors: int
    kinds: tuple[tuple[Participant, int], ...]
    spread: Spread | None


def read_balance(event: Event, *, by: Actor, now: datetime) -> Balance:
    """Count those who are sure to come. Four statements, whatever the size."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    coming = [row for row in on_list(event.id, now=now) if row.state in CERTAIN]
    towns = Counter(row.municipality_id for row in coming if row.municipality_id is not None)
    names = {
        row.id: row for row in db.session.execute(sa.select(Municipality.id, Municipality.code, Municipality.name))
    }
    regions = Counter(row.region for row in coming if row.region)
    kinds = Counter(row.kind for row in coming)
    duties = _duties(event.id, now)
    return Balance(
        total=len(coming),
        municipalities=tuple(
            (names[id].code, names[id].name, towns[id])
            for id in sorted(names, key=lambda id: danish.sort_key(names[id].name))
        ),
        regions=tuple(sorted(regions.items(), key=lambda pair: danish.sort_key(pair[0]))),
        duties=tuple((duty, duties[duty]) for duty in Duty if duties[duty]),
        newly_elected=sum(bool(row.is_first_period) for row in coming),
        councillors=sum(row.is_first_period is not None for row in coming),
        kinds=tuple((kind, kinds[kind]) for kind in Participant if kinds[kind]),
        spread=_spread(event.id, now),
    )


def _duties(event_id: int, now: datetime) -> Counter[Duty]:
    """How many hold each duty; somebody with several committees is counted once in each duty."""
    query = (
        sa.select(MandateDuty.duty, sa.func.count(sa.distinct(Mandate.person_id)))
        .join(Mandate, Mandate.id == MandateDuty.mandate_id)
        .join(Registration, Registration.person_id == Mandate.person_id)
        .where(
            Registration.event_id == event_id,
            Registration.state.in_(CERTAIN),
            Mandate.runs(now),
            MandateDuty.runs(now),
        )
        .group_by(MandateDuty.duty)
    )
    return Counter({duty: count for duty, count in db.session.execute(query)})


def _spread(event_id: int, now: datetime) -> Spread | None:
    """Nothing when fewer than five stand on a list. A local list is its own in each municipality."""
    query = (
        sa.select(Party.letter, sa.case((Party.is_local, Party.municipality_id), else_=0).label("place"))
        .select_from(Registration)
        .join(Mandate, Mandate.id == newest_mandate(Registration.person_id, now))
        .join(Party, Party.id == Mandate.party_id)
        .where(Registration.event_id == event_id, Registration.state.in_(CERTAIN))
    )
    lists = Counter((row.letter, row.place) for row in db.session.execute(query))
    total = lists.total()
    if total < FEWEST:
        return None
    return Spread(len(lists), STEP * round(100 * max(lists.values()) / total / STEP))
