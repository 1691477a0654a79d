"""How somebody finds an event: the list with its filters, the search, and the month. Nothing here changes anything.

The statements are made once for each shape of question and asked with new values each time.
"""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.analyser import Query, search_terms
from politiker.core.database import db
from politiker.events.models import LONGEST, Audience, Event, EventTag, ForRole, Kind, TagKind, Topic, Venue
from politiker.people.models import RegionMembership
from politiker.policy import Actor

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


def listed(
    actor: Actor,
    wanted: EventFilter,
    *,
    now: datetime,
    after: tuple[datetime, int] | None = None,
    most: int = PAGE,
    more: tuple[Any, ...] = (),
    **facts: Any,
) -> list[Any]:
    """Which published events come next on the list, as (id, lock_version, starts_at); one more than `most`, if any.

    `after` is (start, id) of the last event of the page before. A door may ask for `more` columns, whose
    parameters are `facts`. What stands on each card is asked for with `cards`, for those not known already.
    """
    text = search_terms(wanted.text) if wanted.text.strip() else None
    if text is not None and text.is_empty:
        text = None
    statement = _list(
        sees_members_events=actor.is_member or actor.job is not None,
        past=wanted.past,
        topic=wanted.topic is not None,
        kind=wanted.kind is not None,
        role=wanted.role is not None,
        region=wanted.region is not None,
        free_seats=wanted.free_seats,
        search=text is not None,
        dialect=db.session.get_bind().dialect.name,
        goes_on=after is not None,
        more=more,
    )
    given: dict[str, Any] = {"now": now, "most": most + 1, **facts}
    if not wanted.past:
        given["since"] = now - LONGEST
    given |= {name: value for name in ("topic", "kind", "role", "region") if (value := getattr(wanted, name))}
    if text is not None:
        given["match"] = _match(text)
    if after is not None:
        given["after_start"], given["after_id"] = after
    return list(db.session.connection().execute(statement, given))  # rows alone: the mapper need not look


@functools.lru_cache(maxsize=512)
def _list(
    *,
    sees_members_events: bool,
    past: bool,
    topic: bool,
    kind: bool,
    role: bool,
    region: bool,
    free_seats: bool,
    search: bool,
    dialect: str,
    goes_on: bool,
    more: tuple[Any, ...],
) -> sa.Select[*tuple[Any, ...]]:
    """The statement for one shape of question, made once and asked with new values each time."""
    now = sa.bindparam("now", type_=Event.starts_at.type)
    since = sa.bindparam("since", type_=Event.starts_at.type)
    columns = (Event.id, Event.lock_version, Event.starts_at)
    statement = sa.select(*columns).where(Event.published_at.is_not(None), Event.twin_of_id.is_(None))
    if not sees_members_events:
        statement = statement.where(Event.audience == Audience.PUBLIC)
    if topic:
        statement = statement.where(_tagged(TagKind.TOPIC, EventTag.value == sa.bindparam("topic")))
    if role:
        is_for = sa.or_(EventTag.value == sa.bindparam("role"), EventTag.value == ForRole.ALL.value)
        statement = statement.where(_tagged(TagKind.ROLE, is_for))
    if kind:
        statement = statement.where(Event.kind == sa.bindparam("kind", type_=Event.kind.type))
    if region:
        statement = statement.where(_lies_in_region())
    if free_seats:
        statement = statement.where(
            Event.seats_held + Event.seats_reserved < Event.capacity, Event.called_off_at.is_(None),
            Event.starts_at > now,
            sa.or_(Event.waiting == 0, Event.municipality_limit.is_not(None)),
            sa.or_(Event.closes_at.is_(None), Event.closes_at > now),
        )  # fmt: skip
    if search:
        statement = statement.where(_matches(dialect))
    place = sa.tuple_(Event.starts_at, Event.id)
    here = sa.tuple_(sa.bindparam("after_start", type_=Event.starts_at.type), sa.bindparam("after_id"))
    order: tuple[Any, ...] = (Event.starts_at, Event.id)
    if past:
        order = tuple(column.desc() for column in order)
        statement = statement.where(Event.starts_at < now, Event.ends_at <= now)
        statement = statement.where(place < here) if goes_on else statement
    else:
        statement = statement.where(Event.starts_at > since, Event.ends_at > now)
        statement = statement.where(place > here) if goes_on else statement
    statement = statement.order_by(*order).limit(sa.bindparam("most", type_=sa.Integer()))
    if not more or dialect != "sqlite":
        return statement.add_columns(*more)
    # SQLite would ask what is asked besides of all that it sorts, not of those on the page alone.
    found = statement.with_only_columns(Event.id).subquery()
    return sa.select(*columns, *more).join(found, found.c.id == Event.id).order_by(*order)


def _tagged(kind: TagKind, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(EventTag.event_id == Event.id, EventTag.kind == kind, condition)


def _lies_in_region() -> sa.ColumnElement[bool]:
    """The venue lies in the region on the day of the event: on 1 January 2027 two regions become one."""
    day = sa.func.date(Event.starts_at)
    return sa.exists().where(
        Venue.id == Event.venue_id,
        RegionMembership.municipality_id == Venue.municipality_id,
        RegionMembership.region == sa.bindparam("region"),
        RegionMembership.starts_on <= day,
        sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= day),
    )


def _matches(dialect: str) -> sa.ColumnElement[bool]:
    """Events whose terms hold every word asked for; the last may be unfinished."""
    if dialect == "sqlite":
        return Event.id.in_(sa.text("SELECT rowid FROM event_search WHERE event_search MATCH :match"))
    vector = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), Event.terms)
    return vector.bool_op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'::regconfig"), sa.bindparam("match")))


def _match(query: Query) -> str:
    """What is asked, as the database at hand reads it. Words hold letters and digits only."""
    if db.session.get_bind().dialect.name == "sqlite":
        return " ".join([f'"{word}"' for word in query.whole] + ([f'"{query.prefix}"*'] if query.prefix else []))
    return " & ".join([f"'{word}'" for word in query.whole] + ([f"'{query.prefix}':*"] if query.prefix else []))


def month(actor: Actor, first: datetime, last: datetime) -> list[Any]:
    """The visible events that touch the time from `first` to `last`, at most 300, by date."""
    given = {"first": first, "last": last, "since": first - LONGEST}
    return list(db.session.execute(_month(actor.is_member or actor.job is not None), given))


@functools.cache
def _month(sees_members_events: bool) -> sa.Select[*tuple[Any, ...]]:
    moment = Event.starts_at.type
    statement = sa.select(Event.id, Event.title, Event.starts_at, Event.ends_at, Event.called_off_at).where(
        Event.published_at.is_not(None),
        Event.twin_of_id.is_(None),
        Event.starts_at < sa.bindparam("last", type_=moment),
        Event.starts_at > sa.bindparam("since", type_=moment),
        Event.ends_at > sa.bindparam("first", type_=moment),
    )
    if not sees_members_events:
        statement = statement.where(Event.audience == Audience.PUBLIC)
    return statement.order_by(Event.starts_at, Event.id).limit(300)
