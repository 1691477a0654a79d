"""What a year of events came to: who met somebody from another list and another municipality, and how many waited.

Of lists nothing is told but that they were not the same. No number under five is shown, nor one that can be reckoned
out from the others.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.evaluations.groups import Dimension, Sits, sitting
from politiker.evaluations.models import FEWEST
from politiker.evaluations.queries import there
from politiker.evaluations.suppression import is_enough, shown
from politiker.events.models import Event
from politiker.people.models import Mandate, Party
from politiker.people.reference import COUNCILLORS
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import CERTAIN, Registration

MUNICIPALITIES = 98
FIRST_YEAR = 2020
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Group:
    """How many of a group met somebody from elsewhere; both None where the number is not shown."""

    name: str
    met: int | None
    of: int | None


@dataclass(frozen=True)
class Year:
    """The whole year. What is None may not be shown."""

    year: int
    met: int | None
    municipalities: int | None
    has_nearly_all_municipalities: bool
    groups: dict[Dimension, tuple[Group, ...]]
    events: int
    seats: int | None
    waited: int | None
    seated_from_line: int | None

    councillors: int = COUNCILLORS
    all_municipalities: int = MUNICIPALITIES


def read_year(year: int, *, by: Actor, now: datetime) -> Year:
    """Count a year up to now. Four statements, whatever the size; about half a second over the whole country."""
    require(by, Permission.SEE_YEAR)
    begins, ends = _midnight(year), _midnight(year + 1)
    until = min(now, ends)
    members = sitting(None, at=until - A_MOMENT)  # those of the old year, also when its last second has gone
    met = {person for person in _met(begins, until) if person in members}
    places = {members[person].municipality_id for person in met}
    events, seats, waited, seated = _events(begins, until)
    line = shown({"seated": (seated,), "not": (waited - seated,)}, (waited,))
    has_nearly_all = len(places) > MUNICIPALITIES - FEWEST
    return Year(
        year=year,
        met=len(met) if is_enough((len(met), COUNCILLORS - len(met))) else None,
        municipalities=len(places) if len(places) >= FEWEST and not has_nearly_all else None,
        has_nearly_all_municipalities=has_nearly_all,
        groups={dimension: _groups(dimension, members, met) for dimension in Dimension},
        events=events,
        seats=seats if seats >= FEWEST else None,
        waited=waited if waited >= FEWEST else None,
        seated_from_line=seated if "seated" in line else None,
    )


def _midnight(year: int) -> datetime:
    return danish.from_local(date(year, 1, 1), time(0)).astimezone(UTC)


def _groups(dimension: Dimension, members: dict[int, Sits], met: Collection[int]) -> tuple[Group, ...]:
    """Each group with those who met and all of them; only where those who did, and those who did not, are enough."""
    all_of = Counter(one.groups[dimension] for one in members.values() if dimension in one.groups)
    who_met = Counter(members[person].groups[dimension] for person in met if dimension in members[person].groups)
    rows = {name: (who_met[name], all_of[name] - who_met[name]) for name in all_of}
    told = shown(rows, (len(met), len(members) - len(met)))
    return tuple(
        Group(name, who_met[name] if name in told else None, all_of[name] if name in told else None)
        for name in sorted(all_of, key=danish.sort_key)
    )


def _met(begins: datetime, until: datetime) -> list[int]:
    """Those who were at an event with somebody who had both another municipality and another list.

    For each who was there: all, less those of the same municipality, less those of the same list, and those of both
    have been taken away twice. A local list is its own in each municipality.
    """
    newest = sa.orm.aliased(Mandate)
    mandate = (
        sa.select(newest.id)
        .where(
            newest.person_id == Registration.person_id,
            newest.starts_at <= Event.starts_at,
            newest.ends_at > Event.starts_at,
        )
        .order_by(newest.starts_at.desc(), newest.id.desc())
        .limit(1)
        .correlate(Registration, Event)
        .scalar_subquery()
    )
    a_list = Party.letter + sa.case((Party.is_local, ":" + sa.cast(Party.municipality_id, sa.String)), else_="")
    guests = (
        sa.select(
            Registration.event_id.label("event_id"),
            Registration.person_id.label("person_id"),
            Mandate.municipality_id.label("place"),
            a_list.label("a_list"),
        )
        .join(Event, Event.id == Registration.event_id)
        .join(Mandate, Mandate.id == mandate)
        .join(Party, Party.id == Mandate.party_id)
        .where(*_held(begins, until), there())
        .cte("guests")
    )

    def beside(*alike: Any) -> Any:
        return sa.func.count().over(partition_by=[guests.c.event_id, *alike])

    others = (
        beside() - beside(guests.c.place) - beside(guests.c.a_list) + beside(guests.c.place, guests.c.a_list)
    ).label("others")
    counted = sa.select(guests.c.person_id, others).subquery()
    return list(db.session.scalars(sa.select(counted.c.person_id).where(counted.c.others > 0).distinct()))


def _held(begins: datetime, until: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Event.starts_at >= begins,
        Event.starts_at < until,
        Event.ends_at <= until,
        Event.published_at.is_not(None),
        Event.called_off_at.is_(None),
        Event.is_template.is_(False),
    )


def _events(begins: datetime, until: datetime) -> tuple[int, int, int, int]:
    """How many events, how many certain seats at them, how many ever waited in line, and how many of them got one."""
    is_certain = Registration.state.in_(CERTAIN)
    waited = Registration.waiting_at.is_not(None)
    row = db.session.execute(
        sa.select(
            sa.func.count(sa.distinct(Event.id)),
            sa.func.count(Registration.id).filter(is_certain),
            sa.func.count(Registration.id).filter(waited),
            sa.func.count(Registration.id).filter(waited, is_certain),
        )
        .select_from(Event)
        .outerjoin(Registration, Registration.event_id == Event.id)
        .where(*_held(begins, until))
    ).one()
    return row[0], row[1], row[2], row[3]
