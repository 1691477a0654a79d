"""What organisers do with an event while it has no guests. What guests must hear of lives in `registrations`."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import analyser
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.events.date_polls.letters import date_chosen
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.models import LONGEST, Event, EventGrant, EventTag, ProgrammeItem, TagKind, Venue
from politiker.people.queries import is_organiser
from politiker.policy import Actor, Permission, Right, can, require

CREATORS_RIGHTS = tuple(Right)


class EventIsTooLong(RuleBroken):
    """An event lasts at most sixty days; what lasts longer is a series of events."""


class EventIsPast(RuleBroken):
    """An event that has begun cannot be published any more."""


class NotAnOrganiser(RuleBroken):
    """A right to an event is given only to somebody who is an organiser now."""


class LastEditor(RuleBroken):
    """Somebody who is an organiser now must be able to edit the event."""


def draft_event(details: EventDetails, *, by: Actor, now: datetime) -> Event:
    """A new event that only its organisers see; its creator gets the rights to it."""
    require(by, Permission.CREATE_EVENT)
    assert by.person_id is not None
    event = Event(created_by_id=by.person_id, created_at=now, seats_held=0, waiting=0, last_number=0, revision=0)
    apply_details(event, details)
    db.session.add(event)
    db.session.flush()
    for right in CREATORS_RIGHTS:
        db.session.add(EventGrant(event_id=event.id, person_id=by.person_id, right=right, granted_at=now))
    audit.record(by, Happening.DRAFTED, event, now, event_id=event.id)
    return event


def apply_details(event: Event, details: EventDetails) -> None:
    """Write the details into the event, with what is derived from them: safe HTML and search terms.

    Raises EventIsTooLong.
    """
    if details.ends_at - details.starts_at > LONGEST:
        raise EventIsTooLong
    for name in (
        "title", "kind", "summary", "description", "audience", "starts_at", "ends_at", "venue_id", "join_link",
        "capacity", "opens_at", "closes_at", "binding_at", "price_text", "contact_name", "contact_email",
        "contact_phone",
    ):  # fmt: skip
        setattr(event, name, getattr(details, name))
    event.description_html = details.description_html
    speakers = " ".join(point.speakers for point in details.programme)
    words = f"{details.title} {details.summary} {details.description} {details.venue_words} {speakers}"
    event.terms = " ".join(analyser.terms(words))
    wanted = {(TagKind.TOPIC, t.value) for t in details.topics} | {(TagKind.ROLE, r.value) for r in details.roles}
    present = {(tag.kind, tag.value): tag for tag in event.tags}
    event.tags[:] = [present.get(key) or EventTag(kind=key[0], value=key[1]) for key in sorted(wanted)]
    kept = {item.id: item for item in event.programme}
    event.programme[:] = [
        _item(kept.pop(point.id, ProgrammeItem()) if point.id else ProgrammeItem(), point, position)
        for position, point in enumerate(sorted(details.programme, key=lambda p: p.starts_at))
    ]


def _item(item: ProgrammeItem, point: ProgrammePoint, position: int) -> ProgrammeItem:
    """A point of the programme, new or the same as before: those who chose it keep it when it is only changed."""
    item.position = position
    for name in ("kind", "track", "starts_at", "ends_at", "title", "speakers", "capacity"):
        setattr(item, name, getattr(point, name))
    return item


def publish(event: Event, *, by: Actor, now: datetime) -> None:
    """Let those it is for see the event. Raises EventIsPast, IllegalMove."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    if event.has_begun(now):
        raise EventIsPast
    event.publish(now)
    if event.has_twin:
        db.session.execute(sa.update(Event).where(Event.twin_of_id == event.id).values(published_at=now))
    audit.record(by, Happening.PUBLISHED, event, now, event_id=event.id)
    date_chosen(event, now)


def grant_right(event: Event, person_id: int, right: Right, *, by: Actor, now: datetime) -> None:
    """Give an organiser one narrow right to this event. Nobody is given what the giver does not hold.

    But an administrator may put another organiser in charge, never himself: somebody has to be. Raises NotAnOrganiser.
    """
    require(by, Permission.EDIT_EVENT, event)
    appoints = can(by, Permission.APPOINT_ORGANISER) and person_id != by.person_id
    if by.person_id is not None and not appoints:
        require(by, Permission.HOLDS_RIGHT, (event.id, right))
    if not is_organiser(person_id, now=now):
        raise NotAnOrganiser
    lock(event)
    if db.session.get(EventGrant, (event.id, person_id, right)) is None:
        db.session.add(EventGrant(event_id=event.id, person_id=person_id, right=right, granted_at=now))
        audit.record(by, Happening.RIGHT_GRANTED, event, now, event_id=event.id, reason=right.value)


def take_right(event: Event, person_id: int, right: Right, *, by: Actor, now: datetime) -> None:
    """Take a right to this event back. One's own one may always give up; of others one takes what one could give.

    Somebody must always be able to edit the event. Raises LastEditor.
    """
    require(by, Permission.EDIT_EVENT, event)
    if person_id != by.person_id and not can(by, Permission.APPOINT_ORGANISER):
        require(by, Permission.HOLDS_RIGHT, (event.id, right))
    lock(event)
    grant = db.session.get(EventGrant, (event.id, person_id, right))
    if grant is None:
        return
    editors = sa.select(EventGrant.person_id).where(EventGrant.event_id == event.id, EventGrant.right == Right.EDIT)
    others = [id for id in db.session.scalars(editors) if id != person_id]
    if right is Right.EDIT and not any(is_organiser(id, now=now) for id in others):
        raise LastEditor
    db.session.delete(grant)
    db.session.flush()
    audit.record(by, Happening.RIGHT_TAKEN, event, now, event_id=event.id, reason=right.value)


def add_venue(
    name: str, address: str, postcode: str, town: str, municipality_id: int, accessibility: str, *, by: Actor
) -> Venue:
    """Remember a place, so that the next event there need not describe it again."""
    require(by, Permission.CREATE_EVENT)
    venue = Venue(
        name=name,
        address=address,
        postcode=postcode,
        town=town,
        municipality_id=municipality_id,
        accessibility=accessibility,
    )
    db.session.add(venue)
    db.session.flush()
    return venue
