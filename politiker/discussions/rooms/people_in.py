"""Who is in a network, for those who are in it themselves; and who looks after a room, for whoever knows it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.discussions.rooms.models import RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, knows
from politiker.people.models import Mandate, Municipality, Person
from politiker.policy import Actor, Permission, can

ON_A_PAGE = 50
MOST = 5000  # more than there are councillors


@dataclass(frozen=True)
class Inside:
    """Somebody in a room, or asked to come: the name and where they sit, never for which list."""

    person_id: int
    uid: str
    name: str
    towns: tuple[str, ...]
    is_facilitator: bool
    is_asked: bool


@dataclass(frozen=True)
class People:
    """One page of those in a room, of `pages` in all, and the names of those who look after it."""

    shown: tuple[Inside, ...]
    page: int
    pages: int
    facilitators: tuple[str, ...]


def people_in(room: SeenRoom, *, by: Actor, now: datetime, page: int = 1) -> People:
    """The facilitators, then the other members, then whoever is asked, by name, 50 a page. At most two statements.

    Only members of a network see the members. A facilitator sees whom they asked among those who said yes to being
    found under Colleagues, and nobody else: otherwise asking would tell whether an address is somebody's. A page
    after the last one is the last one, for somebody may have left meanwhile.
    """
    query = (
        sa.select(Person.id, Person.name, RoomMember.is_facilitator, RoomMember.is_invited().label("is_asked"))
        .select_from(RoomMember)
        .join(Person, Person.id == RoomMember.person_id)
        .where(RoomMember.room_id == room.id, _are_seen(room, by))
        .order_by(RoomMember.joined_at, Person.id)
        .limit(MOST)
    )
    everybody = sorted(db.session.execute(query), key=_order)
    pages = max(1, -(-len(everybody) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    return People(
        shown=_inside(everybody[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], now),
        page=page,
        pages=pages,
        facilitators=tuple(one.name for one in everybody if one.is_facilitator and not one.is_asked),
    )


def _are_seen(room: SeenRoom, by: Actor) -> sa.ColumnElement[bool]:
    """For a query over members: those whom somebody may see in a room."""
    if room.kind is not RoomKind.NETWORK or not can(by, Permission.SEE_READERS, room):
        return sa.and_(RoomMember.is_in(), RoomMember.is_facilitator) if knows(by, room) else sa.false()
    if can(by, Permission.INVITE_TO_CLOSED_ROOM, room):
        return sa.or_(RoomMember.is_in(), sa.and_(RoomMember.is_invited(), Person.shown_at.is_not(None)))
    return RoomMember.is_in()


def _order(one: Any) -> tuple[bool, bool, str]:
    return one.is_asked, not one.is_facilitator, danish.sort_key(one.name)


def _inside(some: list[Any], now: datetime) -> tuple[Inside, ...]:
    """Those of one page, in their order, with where they sit now."""
    query = (
        sa.select(Person.id, Person.uid, Municipality.name)
        .outerjoin(Mandate, sa.and_(Mandate.person_id == Person.id, Mandate.runs(now)))
        .outerjoin(Municipality, Municipality.id == Mandate.municipality_id)
        .where(Person.id.in_([one.id for one in some]))
        .order_by(Person.id, Mandate.id)
    )
    found = {one.id: Inside(one.id, "", one.name, (), one.is_facilitator, one.is_asked) for one in some}
    for id, uid, town in db.session.execute(query):
        towns = (*found[id].towns, town) if town is not None else found[id].towns
        found[id] = replace(found[id], uid=uid, towns=towns)
    return tuple(found.values())
