"""What has to be done before an event: a list among its organisers, each line due so many days before it begins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core import danish
from politiker.core.database import Base, db, lock
from politiker.core.errors import RuleBroken
from politiker.core.register import CONTRACT, personal
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require

MOST_PREPARATIONS = 100  # at one event
MOST_DAYS = 730  # before or after it


class TooManyPreparations(RuleBroken):
    """An event has a hundred preparations at most."""


class Preparation(Base):
    """One line of the list. Due `days_before` days before the day the event begins; after it when that is negative."""

    __tablename__ = "preparation"
    __table_args__ = (sa.Index("ix_preparation_event", "event_id", "days_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.String(200))
    days_before: Mapped[int]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Hvem der krydsede en forberedelse af", "Sporbarhed", CONTRACT, "Når kontoen slettes"),
    )


@dataclass(frozen=True)
class Due:
    """A preparation that is due and not done: at which event, what, and on which day."""

    event_id: int
    title: str
    due_on: date


def due_on(starts_at: datetime, days_before: int) -> date:
    """The Danish day on which a preparation is due at an event that begins at `starts_at`."""
    return danish.local(starts_at).date() - timedelta(days=days_before)


def add_preparation(event: Event, title: str, days_before: int, *, by: Actor) -> Preparation:
    """Put one more thing to do on the list. Raises TooManyPreparations."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    count = db.session.scalar(sa.select(sa.func.count()).where(Preparation.event_id == event.id))
    if (count or 0) >= MOST_PREPARATIONS:
        raise TooManyPreparations(most=MOST_PREPARATIONS)
    preparation = Preparation(event_id=event.id, title=title, days_before=days_before)
    db.session.add(preparation)
    db.session.flush()
    return preparation


def tick_off(preparation: Preparation, event: Event, *, is_done: bool, by: Actor, now: datetime) -> None:
    """Say that a thing is done, or that it is not after all. Whoever did it first stays the one who did."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    query = sa.select(Preparation).where(Preparation.id == preparation.id).execution_options(populate_existing=True)
    if db.session.scalars(query).one_or_none() is None:
        return  # somebody took it off the list meanwhile
    if is_done != (preparation.done_at is not None):
        preparation.done_at = now if is_done else None
        preparation.done_by_id = by.person_id if is_done else None


def remove_preparation(preparation: Preparation, event: Event, *, by: Actor) -> None:
    """Take a thing off the list."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    db.session.execute(sa.delete(Preparation).where(Preparation.id == preparation.id))


def preparations_of(event_id: int) -> list[Any]:
    """The list of an event, what is due first at the top. One statement."""
    query = (
        sa.select(Preparation.id, Preparation.title, Preparation.days_before, Preparation.done_at)
        .where(Preparation.event_id == event_id)
        .order_by(Preparation.days_before.desc(), Preparation.id)
    )
    return list(db.session.execute(query))


def preparation_of(event_id: int, preparation_id: int) -> Preparation | None:
    """One line of an event's list."""
    query = sa.select(Preparation).where(Preparation.id == preparation_id, Preparation.event_id == event_id)
    return db.session.scalars(query).one_or_none()


def due_at(event_ids: Collection[int], *, now: datetime) -> list[Due]:
    """What is due by today and not done at these events, the oldest first. One statement."""
    if not event_ids:
        return []
    query = (
        sa.select(Preparation.event_id, Preparation.title, Preparation.days_before, Event.starts_at)
        .join(Event, Event.id == Preparation.event_id)
        .where(Preparation.event_id.in_(event_ids), Preparation.done_at.is_(None))
        .order_by(Preparation.id)
    )
    today = danish.local(now).date()
    waiting = [
        Due(row.event_id, row.title, due_on(row.starts_at, row.days_before)) for row in db.session.execute(query)
    ]
    return sorted((one for one in waiting if one.due_on <= today), key=lambda one: one.due_on)


def copy_preparations(event: Event, copy: Event) -> None:
    """Give a copy of an event the same list, with nothing done."""
    for row in preparations_of(event.id):
        db.session.add(Preparation(event_id=copy.id, title=row.title, days_before=row.days_before))
