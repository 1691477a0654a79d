"""What else happens on a day: other events for the same people or in the same part of the country, and councils."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.events.models import LONGEST, Event, EventTag, ForRole, TagKind, Venue
from politiker.people.models import Municipality, RegionMembership

Span = tuple[datetime, datetime]
MOST_EVENTS = 200  # read for one box


@dataclass(frozen=True)
class Clash:
    """Another event at the same time: for the same people, in the same part of the country, or both."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    same_people: bool
    same_region: bool


@dataclass(frozen=True)
class Box:
    """What happens at one time: other events, and the councils that meet, of so many whose calendar is known."""

    events: tuple[Clash, ...]
    councils: tuple[str, ...]
    known: int


def clashes(event: Event, spans: Sequence[Span], *, besides: Collection[int] = ()) -> list[Box]:
    """What else happens while an event would be on, for each of some times it could have.

    A fixed number of statements. `besides` are the ids of events that belong to it, and are no clash.
    """
    if not spans:
        return []
    mine = _roles([event.id]).get(event.id, set())
    region = _regions([event.venue_id], danish.local(spans[0][0]).date()).get(event.venue_id)
    others, meetings, known = _others(event.id, spans, besides), _meetings(spans), _known()
    roles = _roles([row.id for row in others])
    regions = _regions([row.venue_id for row in others], danish.local(spans[0][0]).date())
    boxes = []
    for begins, ends in spans:
        found = [
            Clash(
                row.id,
                row.title,
                row.starts_at,
                row.ends_at,
                same_people=_share(mine, roles.get(row.id, set())),
                same_region=region is not None and regions.get(row.venue_id) == region,
            )
            for row in others
            if row.starts_at < ends and row.ends_at > begins
        ]
        names = {row.name for row in meetings if row.starts_at < ends and row.ends_at > begins}
        shown = tuple(one for one in found if one.same_people or one.same_region)
        boxes.append(Box(shown, tuple(sorted(names, key=danish.sort_key)), known))
    return boxes


def _share(mine: set[str], theirs: set[str]) -> bool:
    """Whether two events are for the same people: what is for everybody is for all of them."""
    return ForRole.ALL.value in mine | theirs or bool(mine & theirs)


def _others(event_id: int, spans: Sequence[Span], besides: Collection[int]) -> list[Any]:
    at_once = [sa.and_(Event.starts_at < ends, Event.ends_at > begins, Event.starts_at > begins - LONGEST)
               for begins, ends in spans]  # fmt: skip
    query = (
        sa.select(Event.id, Event.title, Event.starts_at, Event.ends_at, Event.venue_id)
        .where(
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
            Event.id.not_in([event_id, *besides]),
            sa.or_(Event.twin_of_id.is_(None), Event.twin_of_id != event_id),
            sa.or_(*at_once),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_EVENTS)
    )
    return list(db.session.execute(query))


def _meetings(spans: Sequence[Span]) -> list[Any]:
    at_once = [sa.and_(CouncilMeeting.starts_at < ends, CouncilMeeting.ends_at > begins) for begins, ends in spans]
    query = (
        sa.select(Municipality.name, CouncilMeeting.starts_at, CouncilMeeting.ends_at)
        .join(Municipality, Municipality.id == CouncilMeeting.municipality_id)
        .where(sa.or_(*at_once))
    )
    return list(db.session.execute(query))


def _known() -> int:
    """Of how many councils the calendar is known."""
    return db.session.execute(sa.select(sa.func.count(CouncilMeeting.municipality_id.distinct()))).scalar_one()


def _roles(event_ids: Sequence[int]) -> dict[int, set[str]]:
    query = sa.select(EventTag.event_id, EventTag.value).where(
        EventTag.event_id.in_(event_ids), EventTag.kind == TagKind.ROLE
    )
    found: dict[int, set[str]] = {}
    for id, value in db.session.execute(query):
        found.setdefault(id, set()).add(value)
    return found


def _regions(venue_ids: Sequence[int | None], day: date) -> dict[int | None, str]:
    """The region of each place on a day."""
    query = (
        sa.select(Venue.id, RegionMembership.region)
        .join(RegionMembership, RegionMembership.municipality_id == Venue.municipality_id)
        .where(
            Venue.id.in_([id for id in venue_ids if id is not None]),
            RegionMembership.starts_on <= day,
            sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on > day),
        )
    )
    return {id: region for id, region in db.session.execute(query)}
