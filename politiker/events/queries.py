"""What we ask about events. Columns for lists, one entity for one page; each a fixed number of statements."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from politiker.core.database import UtcDateTime, db
from politiker.events.models import (
    Audience,
    Event,
    EventGrant,
    EventTag,
    TagKind,
    Venue,
)
from politiker.people.models import Municipality, Person
from politiker.policy import Actor, Right, Role


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
    Event.seats_held, Event.seats_reserved, Event.municipality_limit, Event.waiting, Event.opens_at, Event.closes_at,
    Event.called_off_at, Event.price_text,
    Event.lock_version, Venue.name.label("venue"), Venue.town, Municipality.name.label("municipality"),
)  # fmt: skip


def _tags(kind: TagKind) -> sa.Label[Any]:
    texts = sa.select(sa.func.aggregate_strings(EventTag.value, ",")).where(
        EventTag.event_id == Event.id, EventTag.kind == kind
    )
    return texts.scalar_subquery().label(f"{kind.value}s")


_CARDS = (
    sa.select(*CARD, _tags(TagKind.TOPIC), _tags(TagKind.ROLE))
    .select_from(Event)
    .outerjoin(Venue, Venue.id == Event.venue_id)
    .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
    .where(Event.id.in_(sa.bindparam("ids", expanding=True)))
)


def cards(event_ids: list[int]) -> list[Any]:
    """What a card tells of some events, in no order. Ask only for events that whoever is looking may see."""
    return list(db.session.connection().execute(_CARDS, {"ids": event_ids})) if event_ids else []


_HEAD = sa.select(
    Event.id,
    Event.lock_version,
    Event.published_at.is_not(None).label("is_published"),
    (Event.audience == Audience.PUBLIC).label("is_public"),
).where(Event.id == sa.bindparam("event_id"))


def head(event_id: int) -> Any | None:
    """As much of an event as it takes to ask the policy, and its version; None when there is no such event."""
    return db.session.connection().execute(_HEAD, {"event_id": event_id}).one_or_none()


_PAGE = (
    sa.select(
        *CARD, Event.description_html, Event.binding_at, Event.called_off_reason, Event.contact_name,
        Event.contact_email, Event.contact_phone, Event.published_at, Event.revision, Event.series_id, Event.has_twin,
        Event.has_terms, Event.twin_of_id, Event.substitute_free, Event.refill_waives, Venue.address,
        Venue.postcode, Venue.accessibility, _tags(TagKind.TOPIC), _tags(TagKind.ROLE),
    )
    .select_from(Event)
    .outerjoin(Venue, Venue.id == Event.venue_id)
    .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
    .where(Event.id == sa.bindparam("event_id"))
)  # fmt: skip


def told(event_id: int) -> Any:
    """All that the page of an event tells everybody who may see it; never the join link."""
    return db.session.connection().execute(_PAGE, {"event_id": event_id}).one()


def whole(event_id: int) -> Event:
    """An event read afresh with its venue, tags and programme, for whoever has the right to change it."""
    statement = (
        sa.select(Event)
        .where(Event.id == event_id)
        .options(
            joinedload(Event.venue).joinedload(Venue.municipality),
            selectinload(Event.tags),
            selectinload(Event.programme),
        )
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


_VERSIONS = sa.select(Event.id, Event.lock_version).where(Event.id.in_(sa.bindparam("ids", expanding=True)))


def versions(event_ids: Collection[int]) -> dict[int, int]:
    """How often each of some events was held; unchanged means that nothing about it changed."""
    return (
        {id: held for id, held in db.session.connection().execute(_VERSIONS, {"ids": list(event_ids)})}
        if event_ids
        else {}
    )


def venues() -> list[Any]:
    """All places, with town, by name."""
    return list(db.session.execute(sa.select(Venue.id, Venue.name, Venue.town).order_by(Venue.name)))


def organised_by(actor: Actor, *, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """The events an organiser has in hand: drafts and coming first by date, then the last hundred past."""
    assigned = {id for id, _ in actor.rights} if actor.has(Role.ORGANISER) else set()
    mine = sa.true() if actor.has(Role.ADMINISTRATOR) else Event.id.in_(assigned)
    return (
        sa.select(*CARD, Event.published_at)
        .select_from(Event)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
        .where(mine, ~Event.is_template, Event.twin_of_id.is_(None))
        .order_by(
            sa.case((Event.ends_at > now, 0), else_=1),
            sa.case((Event.ends_at > now, Event.starts_at)),
            Event.starts_at.desc(),
            Event.id,
        )
        .limit(200)
    )


def templates_of(actor: Actor) -> list[Any]:
    """The templates an organiser may make events of, by title; at most 200."""
    mine = {id for id, right in actor.rights if right is Right.EDIT} if actor.has(Role.ORGANISER) else set()
    seen = sa.true() if actor.has(Role.ADMINISTRATOR) else Event.id.in_(mine)
    query = (
        sa.select(*CARD)
        .select_from(Event)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(Municipality, Municipality.id == Venue.municipality_id)
        .where(Event.is_template, Event.called_off_at.is_(None), seen)
        .order_by(Event.title, Event.id)
        .limit(200)
    )
    return list(db.session.execute(query))


def rights_of(person_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """A person's narrow rights, in the shape of the standings of `people.queries`.

    Whoever has a right to a meeting has it to what is on the net of it.
    """
    return sa.select(
        sa.literal("right"),
        sa.cast(EventGrant.right, sa.Text),
        sa.cast(sa.null(), sa.Integer),
        Event.id,
        sa.cast(sa.null(), UtcDateTime()),
        sa.cast(sa.null(), UtcDateTime()),
    ).where(
        EventGrant.person_id == person_id,
        sa.or_(Event.id == EventGrant.event_id, Event.twin_of_id == EventGrant.event_id),
    )


def holders(event_id: int) -> list[Any]:
    """Who holds a right to an event: (person_id, name, right), in order of name."""
    query = (
        sa.select(EventGrant.person_id, Person.name, EventGrant.right)
        .join(Person, Person.id == EventGrant.person_id)
        .where(EventGrant.event_id == event_id)
        .order_by(Person.name, EventGrant.person_id)
    )
    return list(db.session.execute(query))
