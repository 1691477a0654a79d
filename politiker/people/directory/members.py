"""A member as others meet them: who is in sight of whom, as whom one looks, and how much of the profile is shown."""

import enum
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party, Person
from politiker.policy import Actor, Permission, Role, can


class Capacity(enum.StrEnum):
    """As whom somebody opens a profile: what they are told of it, and what the trail says, follows from it."""

    COUNCILLOR = "councillor"
    SECRETARY = "secretary"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Seat:
    """What somebody does in one council now; `list` only for whoever may see it."""

    municipality_id: int
    municipality: str
    duties: tuple[tuple[Duty, str | None], ...]
    list: str | None = None


@dataclass(frozen=True)
class Member:
    """A person with the seats they hold now, and the events of the asker's that they are at."""

    id: int
    uid: str
    name: str
    email: str | None
    about: str
    is_shown: bool
    is_suspended: bool
    seats: tuple[Seat, ...]
    event_ids: frozenset[int] = frozenset()

    @property
    def municipality_ids(self) -> frozenset[int]:
        return frozenset(seat.municipality_id for seat in self.seats)

    @property
    def is_listed(self) -> bool:
        """Whether colleagues find them: they said yes, they sit in a council, and may come in themselves."""
        return self.is_shown and not self.is_suspended and bool(self.seats)


def runs(start: Any, end: Any, now: datetime) -> Any:
    """Whether something with dates runs now, as a condition."""
    return sa.and_(start <= now, sa.or_(end.is_(None), end > now))


def with_seats() -> tuple[Any, ...]:
    """The columns `seats_from` reads, of a statement that joins mandate, municipality and duty."""
    return Mandate.id, Municipality.id, Municipality.name, MandateDuty.duty, MandateDuty.committee


def seats_from(rows: list[tuple[Any, ...]], lists: dict[int, str] | None = None) -> tuple[Seat, ...]:
    """Seats, from rows of mandate, municipality id, municipality, duty and committee; one row for each duty."""
    found: dict[int, Seat] = {}
    for mandate_id, place_id, place, duty, committee in rows:
        if mandate_id is None:
            continue
        seat = found.setdefault(mandate_id, Seat(place_id, place, (), (lists or {}).get(mandate_id)))
        if duty is not None:
            found[mandate_id] = replace(seat, duties=(*seat.duties, (duty, committee)))
    return tuple(found.values())


def member(uid: str, *, now: datetime) -> Member | None:
    """A person as far as anybody may see them. Two parts are read in one statement: themselves, and their seats."""
    list_name = sa.case((Person.list_shown_at.is_not(None), Party.letter + " " + Party.name))
    query = (
        sa.select(Person.id, Person.name, Person.email, Person.about, Person.shown_at, Person.suspended_at, list_name)
        .add_columns(*with_seats())
        .outerjoin(Mandate, sa.and_(Mandate.person_id == Person.id, runs(Mandate.starts_at, Mandate.ends_at, now)))
        .outerjoin(Municipality, Municipality.id == Mandate.municipality_id)
        .outerjoin(Party, Party.id == Mandate.party_id)
        .outerjoin(
            MandateDuty,
            sa.and_(MandateDuty.mandate_id == Mandate.id, runs(MandateDuty.starts_at, MandateDuty.ends_at, now)),
        )
        .where(Person.uid == uid)
        .order_by(Mandate.starts_at, Mandate.id, MandateDuty.starts_at, MandateDuty.id)
    )
    rows = list(db.session.execute(query))
    if not rows:
        return None
    id, name, email, about, shown_at, suspended_at = rows[0][:6]
    lists = {row[7]: row[6] for row in rows if row[6] is not None}
    return Member(
        id=id, uid=uid, name=name, email=email, about=about, is_shown=shown_at is not None,
        is_suspended=suspended_at is not None, seats=seats_from([tuple(row[7:]) for row in rows], lists),
    )  # fmt: skip


def capacity_in(by: Actor, member: Member) -> Capacity | None:
    """As whom somebody may open this profile, or None. Who may see the address looks as the one who may."""
    if not can(by, Permission.OPEN_PROFILE, member):
        return None
    if by.secretary_of & member.municipality_ids:
        return Capacity.SECRETARY
    if by.has(Role.ADMINISTRATOR):
        return Capacity.ADMINISTRATOR
    if any(by.works_on(event) for event in member.event_ids):
        return Capacity.ORGANISER
    if by.is_councillor and member.is_listed:
        return Capacity.COUNCILLOR
    return Capacity.MODERATOR if by.has(Role.MODERATOR) else None


def as_seen_by(by: Actor, member: Member) -> Member:
    """The profile less what this reader is not told: the list, and the address."""
    sees_list = member.is_listed and can(by, Permission.SEE_LIST_ON_PROFILE, member)
    return replace(
        member,
        email=member.email if can(by, Permission.SEE_CONTACT, member) else None,
        about=member.about if member.is_shown else "",
        seats=member.seats if sees_list else tuple(replace(seat, list=None) for seat in member.seats),
    )
