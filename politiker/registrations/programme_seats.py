"""Seats at points of the programme: a guest with a certain seat chooses one of those that begin together.

A seat counts while the registration it belongs to is certain, so whoever leaves the event leaves the points too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, lock_row
from politiker.core.errors import RuleBroken
from politiker.core.register import CONTRACT, personal
from politiker.events.details import ProgrammePoint
from politiker.events.models import Event, ProgrammeItem
from politiker.policy import Actor, Permission, require
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.models import CERTAIN, Registration


class SeatIsNotCertain(RuleBroken):
    """Only whoever has a seat at the event chooses what to take part in there."""


class ItemIsFull(RuleBroken):
    """Others have taken the last seats at this point of the programme; `title` is what it is called."""


class ItemHasBegun(RuleBroken):
    """It has begun, so nobody can choose another any more."""


class ItemIsNotThere(RuleBroken):
    """There is no such point to choose in this programme."""


class ItemBelowSeated(RuleBroken):
    """So many have chosen a point that it cannot have so few seats, or go: `title`, and how many are `seated`."""


class ItemSeat(Base):
    """That somebody has chosen a point of the programme."""

    __tablename__ = "item_seat"
    __table_args__ = (sa.Index("ix_item_seat_item", "item_id"),)

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(
        sa.ForeignKey("programme_item.id", ondelete="CASCADE"),
        primary_key=True,
        info=personal("Hvad du har valgt i programmet", "At holde din plads", CONTRACT, "5 år efter (bogføring)"),
    )
    taken_at: Mapped[datetime]


@dataclass(frozen=True)
class Choice:
    """One point one can choose, and how many have."""

    id: int
    title: str
    track: str
    speakers: str
    starts_at: datetime
    ends_at: datetime | None
    capacity: int
    held: int

    @property
    def is_full(self) -> bool:
        return self.held >= self.capacity

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held)


@dataclass(frozen=True)
class Parallel:
    """Points that begin together, of which one is chosen."""

    starts_at: datetime
    choices: tuple[Choice, ...]


def held_of(item_id: Any) -> sa.ScalarSelect[int]:
    """How many have a seat at a point, as a column."""
    return (
        sa.select(sa.func.count())
        .select_from(ItemSeat)
        .join(Registration, Registration.id == ItemSeat.registration_id)
        .where(ItemSeat.item_id == item_id, Registration.state.in_(CERTAIN))
        .scalar_subquery()
    )


def held_at(item_ids: Collection[int]) -> dict[int, int]:
    """How many have a seat at each of some points; no statement when there are none."""
    if not item_ids:
        return {}
    query = sa.select(ProgrammeItem.id, held_of(ProgrammeItem.id)).where(ProgrammeItem.id.in_(item_ids))
    return {id: held for id, held in db.session.execute(query)}


def has_choices(event_id: int) -> bool:
    """Whether there is anything to choose in the programme of an event."""
    query = sa.select(ProgrammeItem.id).where(ProgrammeItem.event_id == event_id, ProgrammeItem.capacity.is_not(None))
    return db.session.execute(query.limit(1)).first() is not None


def refuse_fewer_seats(event: Event, points: Iterable[ProgrammePoint]) -> None:
    """Say no to a programme in which those who chose a point no longer fit. Raises ItemBelowSeated."""
    becomes = {point.id: point.capacity for point in points}
    for item in event.programme:
        seated = held_at([item.id])[item.id] if item.capacity and (becomes.get(item.id) or 0) < item.capacity else 0
        if (becomes.get(item.id) or 0) < seated:
            raise ItemBelowSeated(title=item.title, seated=seated)


def parallels(event_id: int) -> list[Parallel]:
    """What guests choose between at an event, by when it begins; one statement."""
    query = (
        sa.select(
            ProgrammeItem.id, ProgrammeItem.title, ProgrammeItem.track, ProgrammeItem.speakers,
            ProgrammeItem.starts_at, ProgrammeItem.ends_at, ProgrammeItem.capacity,
            held_of(ProgrammeItem.id).label("held"),
        )
        .where(ProgrammeItem.event_id == event_id, ProgrammeItem.capacity.is_not(None))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position)
    )  # fmt: skip
    together: dict[datetime, list[Choice]] = {}
    for row in db.session.execute(query):
        together.setdefault(row.starts_at, []).append(Choice(**row._mapping))
    return [Parallel(starts_at, tuple(choices)) for starts_at, choices in together.items()]


def chosen_by(registration_id: int) -> set[int]:
    """The ids of the points somebody has chosen."""
    return set(db.session.scalars(sa.select(ItemSeat.item_id).where(ItemSeat.registration_id == registration_id)))


def choose_items(registration: Registration, item_ids: Iterable[int], *, by: Actor, now: datetime) -> None:
    """Take part in these points of the programme, and in no others that can be chosen; all or nothing.

    Raises SeatIsNotCertain, EventIsCalledOff, ItemIsNotThere, ItemHasBegun, ItemIsFull.
    """
    require(by, Permission.STATE_NEEDS, registration)
    event = lock_row(Event, registration.event_id)
    db.session.refresh(registration)
    if event.is_called_off:
        raise EventIsCalledOff
    if not registration.is_certain:
        raise SeatIsNotCertain
    there = {choice.id: choice for parallel in parallels(event.id) for choice in parallel.choices}
    wanted, present = set(item_ids), chosen_by(registration.id)
    if not wanted <= there.keys() or len({there[id].starts_at for id in wanted}) < len(wanted):
        raise ItemIsNotThere
    new, left = wanted - present, (present & there.keys()) - wanted
    for id in sorted(new | left):
        if there[id].starts_at <= now:
            raise ItemHasBegun
    for id in sorted(new):
        if there[id].is_full:
            raise ItemIsFull(title=there[id].title)
    db.session.execute(
        sa.delete(ItemSeat).where(ItemSeat.registration_id == registration.id, ItemSeat.item_id.in_(left))
    )
    db.session.add_all(ItemSeat(registration_id=registration.id, item_id=id, taken_at=now) for id in sorted(new))
    db.session.flush()
