"""What we ask about events. Columns for lists, one entity for one page; each a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, raiseload, selectinload

from politiker.core.analyser import search_terms
from politiker.core.database import UtcDateTime, db
from politiker.events.models import Audience, Event, EventGrant, EventTag, ForRole, Kind, TagKind, Topic, Venue
from politiker.people.models import Municipality, RegionMembership
from politiker.policy import Actor, Right, Role

PAGE = 20


@dataclass(frozen=True)
class EventFilter:
    """What somebody looks for. Empty means everything; `past` turns the list around."""

    topic: Topic | None = None
    kind: Kind | None = None
    role: ForRole | None = None
    region: str | None = None
    free_seats: bool = False
    text: str = ""
    past: bool = False


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The events an actor may see, as a condition; the twin of `policy.SEE_EVENT`."""
    published = Event.published_at.is_not(None)
    if not actor.is_member:
        seen: sa.ColumnElement[bool] = sa.and_(published, Event.audience == Audience.PUBLIC)
    else:
        seen = published
    if actor.has(Role.ADMINISTRATOR) or actor.job:
        return sa.true()
    if actor.has(Role.ORGANISER) and (mine := {id for id, right in actor.rights if right is not Right.NEEDS}):
        return sa.or_(seen, Event.id.in_(mine))
    return seen


CARD = (
    Event.id, Event.title, Event.kind, Event.summary, Event.audience, Event.starts_at, Event.ends_at, Event.capacity,
    Event.seats_held, Event.waiting, Event.opens_at, Event.closes_at, Event.called_off_at, Event.price_text,
    Event.lock_version, Venue.name.label("venue"), Venue.town, Municipality.name.label("municipality"),
)  # fmt: skip


def _tags(kind: TagKind) -> sa.Label[Any]:
    texts = sa.select(sa.func.aggregate_strings(EventTag.value, ",")).where(
        EventTag.event_id == Event.id, EventTag.kind == kind
    )
    return texts.scalar_subquery().label(f"{kind.value}s")


def cards(
    actor: Actor, wanted: EventFilter, *, now: datetime, after: tuple[datetime, int] | None = None
) -> sa.Select[Any]:
    """The statement for one page of the list, one row more than a page to tell whether there is another.

    `after` is (start, id) of the last row of the page before.
    """
    statement = (
        sa.select(*CARD, _tags(TagKind.TOPIC), _tags(TagKind.ROLE))
        .select_from(Event)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
        .where(visible_to(actor), Event.published_at.is_not(None), *_conditions(wanted))
        .limit(PAGE + 1)
    )
    place = sa.tuple_(Event.starts_at, Event.id)
    if wanted.past:
        statement = statement.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc())
        return statement if after is None else statement.where(place < sa.tuple_(*_bound(after)))
    statement = statement.where(Event.ends_at > now).order_by(Event.starts_at, Event.id)
    return statement if after is None else statement.where(place > sa.tuple_(*_bound(after)))


def _bound(after: tuple[datetime, int]) -> tuple[Any, Any]:
    return sa.bindparam(None, after[0], Event.starts_at.type), sa.literal(after[1])


def _conditions(wanted: EventFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    for kind, tag in ((TagKind.TOPIC, wanted.topic), (TagKind.ROLE, wanted.role)):
        if tag is not None:
            values = [tag.value] if kind is TagKind.TOPIC else [tag.value, ForRole.ALL.value]
            found.append(
                sa.exists().where(EventTag.event_id == Event.id, EventTag.kind == kind, EventTag.value.in_(values))
            )
    if wanted.kind is not None:
        found.append(Event.kind == wanted.kind)
    if wanted.free_seats:
        found.append(sa.and_(Event.seats_held < Event.capacity, Event.waiting == 0, Event.called_off_at.is_(None)))
    if wanted.region:
        found.append(
            sa.exists().where(
                RegionMembership.municipality_id == Venue.municipality_id,
                RegionMembership.region == wanted.region,
                RegionMembership.starts_on <= sa.func.date(Event.starts_at),
                sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= sa.func.date(Event.starts_at)),
            )
        )
    if wanted.text.strip():
        found.append(_matches(wanted.text))
    return found


def _matches(text: str) -> sa.ColumnElement[bool]:
    """Events whose terms hold every word asked for; the last may be unfinished."""
    query = search_terms(text)
    if db.session.get_bind().dialect.name == "sqlite":
        parts = [f'"{word}"' for word in query.whole] + ([f'"{query.prefix}"*'] if query.prefix else [])
        return Event.id.in_(
            sa.text("SELECT rowid FROM event_search WHERE event_search MATCH :match").bindparams(match=" ".join(parts))
        )
    parts = [f"'{word}'" for word in query.whole] + ([f"'{query.prefix}':*"] if query.prefix else [])
    vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), Event.terms)
    return vector.bool_op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), " & ".join(parts)))


def month(actor: Actor, first: datetime, last: datetime) -> sa.Select[Any]:
    """The visible events that touch the time from `first` to `last`, at most 300, by date."""
    return (
        sa.select(Event.id, Event.title, Event.kind, Event.starts_at, Event.ends_at, Event.called_off_at)
        .where(visible_to(actor), Event.published_at.is_not(None), Event.starts_at < last, Event.ends_at > first)
        .order_by(Event.starts_at, Event.id)
        .limit(300)
    )


def one(event_id: int, actor: Actor) -> Event | None:
    """An event with its venue, tags and programme, if the actor may see it; otherwise it does not exist."""
    statement = (
        sa.select(Event)
        .where(Event.id == event_id, visible_to(actor))
        .options(
            joinedload(Event.venue).joinedload(Venue.municipality),
            selectinload(Event.tags),
            selectinload(Event.programme),
            raiseload("*"),
        )
    )
    return db.session.scalars(statement).one_or_none()


def version(event_id: int) -> int | None:
    """How often the event was held; unchanged means that nothing about it changed."""
    return db.session.execute(sa.select(Event.lock_version).where(Event.id == event_id)).scalar_one_or_none()


def venues() -> list[Any]:
    """All places, with town, by name."""
    return list(db.session.execute(sa.select(Venue.id, Venue.name, Venue.town).order_by(Venue.name)))


def organised_by(actor: Actor, *, now: datetime) -> sa.Select[Any]:
    """The events an organiser has in hand: drafts and coming first by date, then the last hundred past."""
    mine = sa.true() if actor.has(Role.ADMINISTRATOR) else Event.id.in_({id for id, _ in actor.rights})
    return (
        sa.select(*CARD, Event.published_at)
        .select_from(Event)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
        .where(mine)
        .order_by(sa.case((Event.ends_at > now, 0), else_=1), Event.starts_at)
        .limit(200)
    )


def rights_of(person_id: Any) -> sa.Select[Any]:
    """A person's narrow rights, in the shape of the standings of `people.queries`."""
    return sa.select(
        sa.literal("right"),
        sa.cast(EventGrant.right, sa.Text),
        sa.cast(sa.null(), sa.Integer),
        EventGrant.event_id,
        sa.cast(sa.null(), UtcDateTime()),
        sa.cast(sa.null(), UtcDateTime()),
    ).where(EventGrant.person_id == person_id)
