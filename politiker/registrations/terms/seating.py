"""Who may have which seat: seats reserved for some, and so many for each municipality.

The same reckoning seats whoever comes and whoever waits, so that nobody is passed by who could have had a seat.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Mandate
from politiker.registrations.models import HOLDS, Registration
from politiker.registrations.terms.models import BlockMember, SeatBlock


@dataclass
class Block:
    """Reserved seats that nobody has taken yet, and whose they are."""

    id: int
    left: int
    municipality_id: int | None
    members: frozenset[int]

    def is_for(self, person_id: int, municipality_id: int | None) -> bool:
        """Whether somebody may have one of these seats."""
        return person_id in self.members or (municipality_id is not None and municipality_id == self.municipality_id)


@dataclass
class Seating:
    """The seats of one event as they stand: each that is given makes them one less."""

    room: int  # seats that nobody holds, reserved or not
    free: int  # those of them that are for everybody
    limit: int | None = None
    blocks: list[Block] = field(default_factory=list)
    homes: dict[int, int] = field(default_factory=dict)
    taken: Counter[int] = field(default_factory=Counter)

    def is_limited(self, person_id: int) -> bool:
        """Whether the municipality of somebody has all the seats that one municipality may have."""
        home = self.homes.get(person_id)
        return self.limit is not None and home is not None and self.taken[home] >= self.limit

    def give(self, people: Sequence[int]) -> list[int | None] | None:
        """A seat for each of these people or for none of them: from which reserved seats, or None for a free one.

        Reserved seats are used first, those that are let go the soonest before others.
        """
        given: list[int | None] = []
        for person_id in people:
            if not self._give(person_id, given):
                for who, block_id in zip(people, given, strict=False):
                    self._take_back(who, block_id)
                return None
        return given

    def _give(self, person_id: int, given: list[int | None]) -> bool:
        if self.room <= 0 or self.is_limited(person_id):
            return False
        home = self.homes.get(person_id)
        block = next((block for block in self.blocks if block.left > 0 and block.is_for(person_id, home)), None)
        if block is None and self.free <= 0:
            return False
        self.room -= 1
        if block is None:
            self.free -= 1
        else:
            block.left -= 1
        if home is not None:
            self.taken[home] += 1
        given.append(block.id if block else None)
        return True

    def _take_back(self, person_id: int, block_id: int | None) -> None:
        home = self.homes.get(person_id)
        self.room += 1
        if home is not None:
            self.taken[home] -= 1
        if block_id is None:
            self.free += 1
        else:
            next(block for block in self.blocks if block.id == block_id).left += 1


def is_plain(event: Event) -> bool:
    """Whether every free seat is for everybody: the reckoning is then a subtraction."""
    return event.municipality_limit is None and event.seats_reserved == 0


def seating_of(event: Event, people: Sequence[int], *, now: datetime) -> Seating:
    """How the seats of an event stand for these people, read while the event is held; at most four statements."""
    room = event.capacity - event.seats_held
    if is_plain(event):
        return Seating(room, event.seats_free)
    seating = Seating(room, event.seats_free, event.municipality_limit, homes=homes_of(people, now=now))
    if event.seats_reserved:
        seating.blocks = _blocks(event.id)
    if event.municipality_limit is not None:
        seating.taken = Counter(taken_by_municipality(event.id, now=now))
    return seating


def homes_of(people: Sequence[int], *, now: datetime) -> dict[int, int]:
    """Which municipality each of some people sits for now; those who sit nowhere are left out."""
    query = sa.select(Mandate.person_id, Mandate.municipality_id).where(
        Mandate.person_id.in_(people), Mandate.runs(now)
    )
    return {person_id: home for person_id, home in db.session.execute(query.order_by(Mandate.starts_at))}


def taken_by_municipality(event_id: int, *, now: datetime) -> dict[int, int]:
    """How many seats the councillors of each municipality hold or are offered."""
    query = (
        sa.select(Mandate.municipality_id, sa.func.count(sa.distinct(Registration.id)))
        .join(Mandate, sa.and_(Mandate.person_id == Registration.person_id, Mandate.runs(now)))
        .where(Registration.event_id == event_id, Registration.state.in_(HOLDS))
        .group_by(Mandate.municipality_id)
    )
    return {home: seats for home, seats in db.session.execute(query)}


def live_blocks(event_id: int) -> sa.Select[SeatBlock, int]:
    """The seats an event has reserved, with how many of each are taken; those let go the soonest first."""
    used = (
        sa.select(sa.func.count())
        .where(Registration.block_id == SeatBlock.id, Registration.state.in_(HOLDS))
        .scalar_subquery()
    )
    return (
        sa.select(SeatBlock, used.label("used"))
        .where(SeatBlock.event_id == event_id, SeatBlock.released_at.is_(None))
        .order_by(SeatBlock.until, SeatBlock.id)
    )


def _blocks(event_id: int) -> list[Block]:
    found = [(block, used) for block, used in db.session.execute(live_blocks(event_id))]
    members: dict[int, set[int]] = {block.id: set() for block, _used in found}
    named = sa.select(BlockMember.block_id, BlockMember.person_id).where(BlockMember.block_id.in_(members))
    for block_id, person_id in db.session.execute(named):
        members[block_id].add(person_id)
    return [
        Block(block.id, block.seats - used, block.municipality_id, frozenset(members[block.id]))
        for block, used in found
    ]


def limit_reached(event: Event, person_id: int, *, now: datetime) -> int | None:
    """The seats that each municipality may have, when that of somebody has them all; else None."""
    limit = event.municipality_limit
    if limit is None:
        return None
    home = homes_of([person_id], now=now).get(person_id)
    return limit if home is not None and taken_by_municipality(event.id, now=now).get(home, 0) >= limit else None
