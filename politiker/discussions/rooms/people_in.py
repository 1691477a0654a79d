"""Who is in a network, for those who are in it themselves; and who looks after a room, for whoever knows it."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.discussions.rooms.models import RoomKind, RoomMember
from politiker.discussions.rooms.standing import SeenRoom, knows
from politiker.people.models import Mandate, Municipality, Person
from politiker.policy import Actor, Permission, can

MOST = 500


@dataclass(frozen=True)
class Inside:
    """Somebody in a room, or asked to come: the name and where they sit, never for which list."""

    person_id: int
    uid: str
    name: str
    towns: tuple[str, ...]
    is_facilitator: bool
    is_asked: bool


def people_in(room: SeenRoom, *, by: Actor, now: datetime) -> tuple[Inside, ...]:
    """The facilitators, then the other members, then whoever is asked; one statement, and at most 500 rows.

    Only members of a network see the members. A facilitator sees whom they asked among those who said yes to being
    found under Colleagues, and nobody else: otherwise asking would tell whether an address is somebody's.
    """
    seen = sa.and_(RoomMember.is_in(), RoomMember.is_facilitator) if knows(by, room) else sa.false()
    if room.kind is RoomKind.NETWORK and can(by, Permission.SEE_READERS, room):
        seen = RoomMember.is_in()
        if can(by, Permission.INVITE_TO_CLOSED_ROOM, room):
            seen = sa.or_(seen, sa.and_(RoomMember.is_invited(), Person.shown_at.is_not(None)))
    query = (
        sa.select(
            Person.id, Person.uid, Person.name, Municipality.name.label("town"), RoomMember.is_facilitator,
            RoomMember.is_invited().label("is_asked"),
        )
        .select_from(RoomMember)
        .join(Person, Person.id == RoomMember.person_id)
        .outerjoin(Mandate, sa.and_(Mandate.person_id == Person.id, Mandate.runs(now)))
        .outerjoin(Municipality, Municipality.id == Mandate.municipality_id)
        .where(RoomMember.room_id == room.id, seen)
        .order_by(RoomMember.joined_at, Person.id, Mandate.id)
        .limit(MOST)
    )  # fmt: skip
    found: dict[int, Inside] = {}
    for id, uid, name, town, is_facilitator, is_asked in db.session.execute(query):
        one = found.setdefault(id, Inside(id, uid, name, (), is_facilitator, is_asked))
        if town is not None:
            found[id] = replace(one, towns=(*one.towns, town))
    return tuple(sorted(found.values(), key=_order))


def _order(one: Inside) -> tuple[bool, bool, str]:
    return one.is_asked, not one.is_facilitator, danish.sort_key(one.name)
