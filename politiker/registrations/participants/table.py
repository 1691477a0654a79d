"""An event's participants as its organisers look through them: filtered, in an order, with tags. Looks are recorded.

The list of one event is read whole, in a fixed number of statements, and sifted here: Danish order and a name
without its accents are the same on both databases only here. Never the list somebody was elected on.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import danish
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Mandate, Municipality, Person, RegionMembership
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import CERTAIN, OPEN, Participant, Registration, State
from politiker.registrations.participants.models import (
    Outsider,
    ParticipantNote,
    ParticipantTag,
    SavedView,
    Tagging,
)

PAGE = 50
LEAST_LETTERS = 2


class Order(enum.StrEnum):
    """What the list is sorted by."""

    NUMBER = "number"
    NAME = "name"
    MUNICIPALITY = "municipality"
    SINCE = "since"


class Standing(enum.StrEnum):
    """Several states at once: whoever is still in, and whoever has a certain seat."""

    OPEN = "open"
    CERTAIN = "certain"


TOGETHER = {Standing.OPEN: OPEN, Standing.CERTAIN: CERTAIN}


class Keys(dict[str, str]):
    """What to compare names by, for as long as one list is looked at: each word is made once, and names share words."""

    def __missing__(self, word: str) -> str:
        self[word] = key = danish.sort_key(word)
        return key

    def of(self, text: str) -> str:
        """The key of a whole name, the same as `danish.sort_key` gives."""
        return " ".join(filter(None, map(self.__getitem__, text.split())))


@dataclass(frozen=True)
class Wanted:
    """Which participants, and in which order. Nothing chosen is everybody in order of coming."""

    state: State | Standing | None = None
    kind: Participant | None = None
    municipality_id: int | None = None
    region: str = ""
    is_new: bool = False
    tag_id: int | None = None
    arrived: bool | None = None
    text: str = ""
    order: Order = Order.NUMBER

    def fits(self, row: Any, tags: frozenset[int], keys: "Keys") -> bool:
        """Whether one participant is among them."""
        asked = keys.of(self.text)
        return (
            self._has_state(row.state)
            and (self.kind is None or row.kind is self.kind)
            and (self.municipality_id is None or row.municipality_id == self.municipality_id)
            and (not self.region or row.region == self.region)
            and (not self.is_new or bool(row.is_first_period))
            and (self.tag_id is None or self.tag_id in tags)
            and (self.arrived is None or (row.arrived_at is not None) is self.arrived)
            and (len(asked) < LEAST_LETTERS or all(word in keys.of(row.name) for word in asked.split()))
        )

    def _has_state(self, state: State) -> bool:
        if isinstance(self.state, Standing):
            return state in TOGETHER[self.state]
        return self.state is None or state is self.state


@dataclass(frozen=True)
class Participants:
    """Everybody on an event's list, those that were wanted, and what the organisers sort them by."""

    everybody: tuple[Any, ...]
    chosen: tuple[Any, ...]
    tags: dict[int, str]
    tagged: dict[int, frozenset[int]]
    views: tuple[Any, ...]
    counts: dict[State, int] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    @property
    def requests(self) -> tuple[Any, ...]:
        """Those who ask to be let off, the first to ask first."""
        asking = (row for row in self.everybody if row.state is State.WITHDRAWAL_REQUESTED)
        return tuple(sorted(asking, key=lambda row: (row.since, row.id)))

    @property
    def municipalities(self) -> list[tuple[int, str]]:
        """Those somebody here comes from, in Danish order."""
        found = {row.municipality_id: row.municipality for row in self.everybody if row.municipality_id is not None}
        return sorted(found.items(), key=lambda pair: danish.sort_key(pair[1]))

    @property
    def regions(self) -> list[str]:
        """Those somebody here comes from, in Danish order."""
        return sorted({row.region for row in self.everybody if row.region}, key=danish.sort_key)

    def tags_of(self, registration_id: int) -> list[str]:
        """The tags of one participant, in Danish order."""
        return sorted((self.tags[tag] for tag in self.tagged.get(registration_id, ())), key=danish.sort_key)


def read_participants(event: Event, wanted: Wanted, *, by: Actor, now: datetime) -> Participants:
    """The list of an event, sifted and in order; the look is recorded."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    return participants(event.id, wanted, now=now)


def participants(event_id: int, wanted: Wanted, *, now: datetime) -> Participants:
    """The same for whoever has asked already. Four statements, whatever the size."""
    everybody = on_list(event_id, now=now)
    tags = {tag.id: tag.name for tag in tags_at(event_id)}
    tagged = taggings(event_id)
    keys = Keys()
    none: frozenset[int] = frozenset()
    chosen = (row for row in everybody if wanted.fits(row, tagged.get(row.id, none), keys))
    counts: dict[State, int] = {}
    for row in everybody:
        counts[row.state] = counts.get(row.state, 0) + 1
    return Participants(
        everybody=everybody,
        chosen=tuple(sorted(chosen, key=ORDERS[wanted.order](keys))),
        tags=tags,
        tagged=tagged,
        views=tuple(views(event_id)),
        counts=counts,
        places=places_in_line(everybody),
    )


LAST = "\x7f"  # after every letter
ORDERS: dict[Order, Callable[[Keys], Callable[[Any], Any]]] = {
    Order.NUMBER: lambda keys: lambda row: row.number,
    Order.NAME: lambda keys: lambda row: (keys.of(row.name), row.number),
    Order.MUNICIPALITY: lambda keys: (
        lambda row: (
            keys.of(row.municipality) if row.municipality else LAST,
            keys.of(row.name),
            row.number,
        )
    ),
    Order.SINCE: lambda keys: lambda row: (-row.since.timestamp() if row.since else 0, row.number),
}


def places_in_line(rows: Iterable[Any]) -> dict[int, int]:
    """The number in the queue, from 1, of each who waits."""
    line = sorted((row.priority, row.number, row.id) for row in rows if row.state is State.WAITING)
    return {id: place for place, (_priority, _number, id) in enumerate(line, 1)}


def read_participant(event: Event, uid: str, *, by: Actor, now: datetime) -> Any | None:
    """One participant by the registration's random name, with the address one writes to; the look is recorded."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    found = on_list(event.id, now=now, only=uid, more=(Person.email, Person.joined_at))
    if not found:
        return None
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    return found[0]


def on_list(event_id: int, *, now: datetime, only: str = "", more: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    """Everybody on an event's list in order of coming, or the `only` one of this random name; one statement.

    The municipality is where somebody sits now, or, without an account, where they work. `since` is when the state
    was reached. A caller may ask for `more` columns about the registration or its person.
    """
    since = sa.case({state: getattr(Registration, f"{state.value}_at") for state in State}, value=Registration.state)
    home = sa.func.coalesce(Mandate.municipality_id, Outsider.municipality_id)
    day = danish.local(now).date()
    lies_in = sa.and_(
        RegionMembership.municipality_id == home,
        RegionMembership.starts_on <= day,
        sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= day),
    )
    query = (
        sa.select(
            Registration.id,
            Registration.uid,
            Registration.person_id,
            Registration.state,
            Registration.kind,
            Registration.number,
            Registration.priority,
            Registration.arrived_at,
            Registration.presence_confirmed_at,
            since.label("since"),
            Person.name,
            home.label("municipality_id"),
            Municipality.name.label("municipality"),
            RegionMembership.region,
            Mandate.is_first_period,
            Outsider.organisation,
            ParticipantNote.registration_id.is_not(None).label("has_note"),
            *more,
        )
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Mandate, Mandate.id == newest_mandate(Registration.person_id, now))
        .outerjoin(Outsider, Outsider.person_id == Registration.person_id)
        .outerjoin(Municipality, Municipality.id == home)
        .outerjoin(RegionMembership, lies_in)
        .outerjoin(ParticipantNote, ParticipantNote.registration_id == Registration.id)
        .where(Registration.event_id == event_id, *([Registration.uid == only] if only else []))
        .order_by(Registration.number)
    )
    return tuple(db.session.execute(query))


def newest_mandate(person_id: Any, now: datetime) -> Any:
    """The mandate somebody has now, the newest of several; a condition of a query."""
    mandate = sa.orm.aliased(Mandate)
    return (
        sa.select(mandate.id)
        .where(mandate.person_id == person_id, mandate.starts_at <= now, mandate.ends_at > now)
        .order_by(mandate.starts_at.desc(), mandate.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def tags_at(event_id: int) -> list[ParticipantTag]:
    """The tags of an event, in Danish order."""
    query = sa.select(ParticipantTag).where(ParticipantTag.event_id == event_id)
    return sorted(db.session.scalars(query), key=lambda tag: danish.sort_key(tag.name))


def taggings(event_id: int) -> dict[int, frozenset[int]]:
    """The tags of each registration that has any."""
    query = (
        sa.select(Tagging.registration_id, Tagging.tag_id)
        .join(ParticipantTag, ParticipantTag.id == Tagging.tag_id)
        .where(ParticipantTag.event_id == event_id)
    )
    found: dict[int, set[int]] = {}
    for registration_id, tag_id in db.session.execute(query):
        found.setdefault(registration_id, set()).add(tag_id)
    return {registration_id: frozenset(tags) for registration_id, tags in found.items()}


def views(event_id: int) -> list[Any]:
    """(id, name, query) of the saved views of an event, in Danish order."""
    query = sa.select(SavedView.id, SavedView.name, SavedView.query).where(SavedView.event_id == event_id)
    return sorted(db.session.execute(query), key=lambda view: danish.sort_key(view.name))
