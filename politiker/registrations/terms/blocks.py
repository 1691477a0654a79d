"""Seats reserved for a municipality or a named group until a date; what is not used by then is for everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.names import EmailRefused, clean_email
from politiker.events.models import Event
from politiker.people.models import Municipality, Person
from politiker.policy import Actor, Permission, require
from politiker.registrations import waiting_list
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.models import HOLDS, Registration
from politiker.registrations.terms.errors import (
    BlockIsReleased,
    MoreThanTheLimit,
    NobodyIsCalledThat,
    NotThatManySeats,
    UntilIsPast,
)
from politiker.registrations.terms.models import BlockMember, SeatBlock
from politiker.registrations.terms.seating import homes_of, live_blocks

MOST_MEMBERS = 500


def reserve_seats(
    event: Event,
    name: str,
    seats: int,
    until: datetime,
    *,
    municipality_id: int | None = None,
    addresses: Sequence[str] = (),
    by: Actor,
    now: datetime,
) -> SeatBlock:
    """Reserve seats until a moment. Those they are for who have a seat already are counted in, and those who wait come.

    Raises EventIsCalledOff, UntilIsPast, MoreThanTheLimit, NobodyIsCalledThat, NotThatManySeats.
    """
    require(by, Permission.EDIT_EVENT, event)
    members = people_with(addresses)
    event = lock(event)
    if event.is_called_off:
        raise EventIsCalledOff
    if not now < until <= event.starts_at:
        raise UntilIsPast
    if municipality_id is not None and event.municipality_limit is not None and seats > event.municipality_limit:
        raise MoreThanTheLimit(limit=event.municipality_limit)
    seated = _seated(event, set(members), municipality_id, now=now)[:seats]
    if seats - len(seated) > event.seats_free:
        raise NotThatManySeats(free=event.seats_free + len(seated))
    block = SeatBlock(
        event_id=event.id, name=name, municipality_id=municipality_id, seats=seats, until=until, created_at=now
    )
    db.session.add(block)
    db.session.flush()
    db.session.add_all(BlockMember(block_id=block.id, person_id=person_id) for person_id in members)
    _count_in(event, block, seated, unused=seats)
    audit.record(by, Happening.SEATS_RESERVED, block, now, event_id=event.id)
    waiting_list.fill_free_seats(event, by=by, now=now)
    return block


def add_to_block(block: SeatBlock, addresses: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Let more people have the seats of a block. Returns how many were not in it. Raises BlockIsReleased,
    NobodyIsCalledThat.
    """
    require(by, Permission.EDIT_EVENT, db.session.get_one(Event, block.event_id))
    members = people_with(addresses)
    event = _hold(block)
    known = set(db.session.scalars(sa.select(BlockMember.person_id).where(BlockMember.block_id == block.id)))
    new = [person_id for person_id in members if person_id not in known]
    db.session.add_all(BlockMember(block_id=block.id, person_id=person_id) for person_id in new)
    unused = block.seats - _used(block)
    _count_in(event, block, _seated(event, set(new), None, now=now)[:unused], unused=0)
    audit.record(by, Happening.SEATS_RESERVED, block, now, event_id=event.id, reason="members")
    waiting_list.fill_free_seats(event, by=by, now=now)
    return len(new)


def release_block(block: SeatBlock, *, by: Actor, now: datetime) -> int:
    """Let the unused seats of a block go to everybody, the line first. Returns how many. Raises BlockIsReleased."""
    require(by, Permission.EDIT_EVENT, db.session.get_one(Event, block.event_id))
    event = _hold(block)
    return _release(block, event, by=by, now=now)


def release_due(event_id: int, *, by: Actor, now: datetime) -> int:
    """Let go the reserved seats of one event whose time is over. Returns how many seats."""
    event = lock_row(Event, event_id)
    due = sa.select(SeatBlock).where(SeatBlock.event_id == event_id, *_is_due(now)).order_by(SeatBlock.id)
    return sum(_release(block, event, by=by, now=now) for block in db.session.scalars(due))


def events_with_due_blocks(*, now: datetime) -> list[int]:
    """Events at which the time of some reserved seats is over."""
    query = sa.select(SeatBlock.event_id).where(*_is_due(now)).distinct().order_by(SeatBlock.event_id)
    return list(db.session.scalars(query))


def _is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return SeatBlock.released_at.is_(None), SeatBlock.until <= now


def drop_blocks(event: Event, now: datetime) -> None:
    """Nothing is reserved any more at a held event that does not take place."""
    event.seats_reserved = 0
    for block in db.session.scalars(
        sa.select(SeatBlock).where(SeatBlock.event_id == event.id, SeatBlock.released_at.is_(None))
    ):
        _close(block, now)


def _release(block: SeatBlock, event: Event, *, by: Actor, now: datetime) -> int:
    unused = block.seats - _used(block)
    event.seats_reserved -= unused
    _close(block, now)
    audit.record(by, Happening.SEATS_RELEASED, block, now, event_id=event.id)
    waiting_list.fill_free_seats(event, by=by, now=now)
    return unused


def _close(block: SeatBlock, now: datetime) -> None:
    """Whoever had one of these seats has a seat like any other from here on."""
    block.released_at = now
    db.session.flush()
    db.session.execute(
        sa.update(Registration)
        .where(Registration.block_id == block.id)
        .values(block_id=None)
        .execution_options(synchronize_session="fetch")
    )


def _hold(block: SeatBlock) -> Event:
    event = lock_row(Event, block.event_id)
    db.session.refresh(block)
    if block.released_at is not None:
        raise BlockIsReleased
    return event


def _used(block: SeatBlock) -> int:
    used = sa.select(sa.func.count()).where(Registration.block_id == block.id, Registration.state.in_(HOLDS))
    return db.session.execute(used).scalar_one()


def _seated(event: Event, members: set[int], municipality_id: int | None, *, now: datetime) -> list[Registration]:
    """Those of some people, and of a municipality, who have a seat that is not reserved, in order of coming."""
    query = sa.select(Registration).where(
        Registration.event_id == event.id, Registration.state.in_(HOLDS), Registration.block_id.is_(None)
    )
    rows = list(db.session.scalars(query.order_by(Registration.number)))
    homes = homes_of([row.person_id for row in rows], now=now) if municipality_id is not None else {}
    wanted = municipality_id or 0
    return [row for row in rows if row.person_id in members or homes.get(row.person_id, -1) == wanted]


def _count_in(event: Event, block: SeatBlock, seated: Sequence[Registration], *, unused: int) -> None:
    for registration in seated:
        registration.block_id = block.id
    event.seats_reserved += unused - len(seated)
    db.session.flush()


def people_with(addresses: Sequence[str]) -> list[int]:
    """The people with these e-mail addresses, each once. Raises NobodyIsCalledThat with the numbers of the lines."""
    keys: dict[int, str] = {}
    for number, address in enumerate(addresses, 1):
        if not address.strip():
            continue
        try:
            keys[number] = clean_email(address).key
        except EmailRefused:
            keys[number] = ""
    query = sa.select(Person.email_key, Person.id).where(Person.email_key.in_(set(keys.values())))
    found = {key: person_id for key, person_id in db.session.execute(query)}
    unknown = [number for number, key in keys.items() if key not in found]
    if unknown:
        raise NobodyIsCalledThat(lines=unknown)
    return list(dict.fromkeys(found[key] for key in keys.values()))


def blocks_of(event_id: int) -> list[Any]:
    """The seats an event has reserved now: (SeatBlock, used, municipality, members), the soonest let go first."""
    members = sa.select(sa.func.count()).where(BlockMember.block_id == SeatBlock.id).scalar_subquery().label("members")
    query = live_blocks(event_id).add_columns(Municipality.name.label("municipality"), members)
    return list(db.session.execute(query.outerjoin(Municipality, Municipality.id == SeatBlock.municipality_id)))
