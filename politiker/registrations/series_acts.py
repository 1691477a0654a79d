"""What is done to the dates of a series together: publish, move, call off. One job for each event, and a tally."""

import enum
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core import jobs
from politiker.core.database import Base, db, lock, words
from politiker.core.errors import RuleBroken
from politiker.core.register import CONTRACT, personal
from politiker.events import actions as events
from politiker.events.details import EventDetails
from politiker.events.models import Audience, Event, Series, Venue
from politiker.events.planning.shifting import shifted
from politiker.events.queries import whole
from politiker.policy import Actor, Permission, Right, Role, require
from politiker.registrations.event_changes import call_off_event, change_event


class Act(enum.StrEnum):
    """What can be done to many dates at once."""

    PUBLISH = "publish"
    MOVE = "move"
    CALL_OFF = "call_off"


class SeriesAct(Base):
    """One act on some dates of a series, and by whom; `reason` is what guests of dates called off are told."""

    __tablename__ = "series_act"
    __table_args__ = (sa.Index("ix_series_act_series", "series_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"))
    kind: Mapped[Act] = mapped_column(words(Act))
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    started_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Hvem der ændrede en række", "Sporbarhed", CONTRACT, "Når kontoen slettes"),
    )
    started_at: Mapped[datetime]


class SeriesActEvent(Base):
    """How the act went at one date. `refusal` is the name of the rule that said no."""

    __tablename__ = "series_act_event"

    series_act_id: Mapped[int] = mapped_column(sa.ForeignKey("series_act.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    refusal: Mapped[str | None] = mapped_column(sa.String(32))


def publish_dates(series: Series, event_ids: Collection[int], *, by: Actor, now: datetime) -> SeriesAct:
    """Publish these drafts of a series, each by a job of its own."""
    return _start(series, Act.PUBLISH, dict.fromkeys(event_ids), "", by, now)


def move_dates(series: Series, starts: Mapping[int, datetime], *, by: Actor, now: datetime) -> SeriesAct:
    """Let these dates begin at other moments, each by a job of its own. Guests are told of it."""
    return _start(series, Act.MOVE, dict(starts), "", by, now)


def call_off_dates(series: Series, event_ids: Collection[int], reason: str, *, by: Actor, now: datetime) -> SeriesAct:
    """Call these dates off, each by a job of its own, with a reason that every guest is told."""
    return _start(series, Act.CALL_OFF, dict.fromkeys(event_ids), reason, by, now)


def _start(
    series: Series, kind: Act, starts: Mapping[int, datetime | None], reason: str, by: Actor, now: datetime
) -> SeriesAct:
    """Remember what is to be done, and leave a job for each event. Each is permitted now and once more by its job."""
    assert by.person_id is not None
    chosen = list(db.session.scalars(sa.select(Event).where(Event.series_id == series.id, Event.id.in_(starts))))
    for event in chosen:
        require(by, Permission.EDIT_EVENT, event)
    act = SeriesAct(series_id=series.id, kind=kind, reason=reason, started_by_id=by.person_id, started_at=now)
    db.session.add(act)
    db.session.flush()
    for event in chosen:
        db.session.add(SeriesActEvent(series_act_id=act.id, event_id=event.id, starts_at=starts[event.id]))
        facts = {"act": act.id, "event": event.id, "person": by.person_id}
        jobs.put("series_act", facts, due_at=now, slot=f"series_act:{act.id}:{event.id}")
    db.session.flush()
    return act


def carry_out(act_id: int, event_id: int, *, by: Actor, now: datetime) -> None:
    """Do to one date what was asked for, once; the rule that says no is noted, and the other dates go on."""
    act = db.session.get(SeriesAct, act_id)
    line = db.session.get(SeriesActEvent, (act_id, event_id))
    if act is None or line is None or line.done_at is not None:
        return
    event = db.session.get_one(Event, event_id)
    try:
        with db.session.begin_nested():
            _do(act, line, event, by, now)
    except RuleBroken as rule:
        line.refusal = type(rule).__name__[:32]
    line.done_at = now


def _do(act: SeriesAct, line: SeriesActEvent, event: Event, by: Actor, now: datetime) -> None:
    match act.kind:
        case Act.PUBLISH:
            events.publish(event, by=by, now=now)
        case Act.CALL_OFF:
            call_off_event(event, act.reason, by=by, now=now)
        case Act.MOVE:
            assert line.starts_at is not None
            require(by, Permission.EDIT_EVENT, event)
            lock(event)  # so that what is moved is what stands there when it is changed
            change_event(event, shifted(EventDetails.of(whole(event.id)), line.starts_at), by=by, now=now)


def how_many(series_id: int) -> int:
    """How many dates a series has, seen or not."""
    return db.session.scalar(sa.select(sa.func.count()).where(Event.series_id == series_id)) or 0


def dates_of(series_id: int, actor: Actor) -> list[Any]:
    """The dates of a series that an organiser has the right to edit, in order. One statement."""
    mine = {id for id, right in actor.rights if right is Right.EDIT} if actor.has(Role.ORGANISER) else set()
    query = (
        sa.select(
            Event.id, Event.title, Event.starts_at, Event.ends_at, Event.capacity, Event.seats_held, Event.waiting,
            Event.published_at, Event.called_off_at, Venue.name.label("venue"), Venue.town,
        )
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(Event.series_id == series_id, sa.true() if actor.has(Role.ADMINISTRATOR) else Event.id.in_(mine))
        .order_by(Event.starts_at, Event.id)
    )  # fmt: skip
    return list(db.session.execute(query))


def other_dates(series_id: int, event_id: int, *, is_member: bool, now: datetime) -> list[Any]:
    """The coming published dates of a series beside one of them, as guests may see them. One statement."""
    query = (
        sa.select(
            Event.id, Event.title, Event.starts_at, Event.ends_at, Event.capacity, Event.seats_held, Event.waiting,
            Event.seats_reserved, Event.municipality_limit, Event.opens_at, Event.closes_at, Event.called_off_at,
            Venue.town,
        )
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(
            Event.series_id == series_id, Event.id != event_id, Event.published_at.is_not(None),
            Event.called_off_at.is_(None), Event.starts_at > now,
        )
        .order_by(Event.starts_at, Event.id)
    )  # fmt: skip
    if not is_member:
        query = query.where(Event.audience == Audience.PUBLIC)
    return list(db.session.execute(query))


def acts_of(series_id: int) -> list[Any]:
    """The newest ten acts on a series, with how many dates each has and how many of them are done. One statement."""
    query = (
        sa.select(
            SeriesAct.id, SeriesAct.kind, SeriesAct.started_at, sa.func.count().label("dates"),
            sa.func.count(SeriesActEvent.done_at).label("done"),
        )
        .join(SeriesActEvent, SeriesActEvent.series_act_id == SeriesAct.id)
        .where(SeriesAct.series_id == series_id)
        .group_by(SeriesAct.id)
        .order_by(SeriesAct.id.desc())
        .limit(10)
    )  # fmt: skip
    return list(db.session.execute(query))


def act_of(series_id: int, act_id: int) -> SeriesAct | None:
    """One act on a series."""
    query = sa.select(SeriesAct).where(SeriesAct.id == act_id, SeriesAct.series_id == series_id)
    return db.session.scalars(query).one_or_none()


def lines_of(act_id: int) -> list[Any]:
    """How an act goes, date by date. One statement."""
    query = (
        sa.select(Event.id, Event.title, Event.starts_at, Event.ends_at, SeriesActEvent.done_at, SeriesActEvent.refusal)
        .join(Event, Event.id == SeriesActEvent.event_id)
        .where(SeriesActEvent.series_act_id == act_id)
        .order_by(Event.starts_at, Event.id)
    )
    return list(db.session.execute(query))
