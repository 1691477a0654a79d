"""Everything an organiser decides about an event, as one value; and what guests must hear when it changes."""

import functools
from dataclasses import dataclass, field
from datetime import datetime

from politiker.core import danish, markdown
from politiker.events.models import Audience, Event, ForRole, ItemKind, Kind, TagKind, Topic


@dataclass(frozen=True)
class ProgrammePoint:
    """One point of the programme; `speakers` has a name a line. With a `capacity` guests choose it beforehand.

    `id` is that of the point as it stood before, if it did: so it stays the same one when it is changed.
    """

    starts_at: datetime
    title: str
    ends_at: datetime | None = None
    speakers: str = ""
    kind: ItemKind = ItemKind.TALK
    track: str = ""
    capacity: int | None = None
    id: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class EventDetails:
    """What an event is. Moments in UTC; `description` in markdown; `venue_id` None for an event on the net."""

    title: str
    kind: Kind
    summary: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    description: str = ""
    audience: Audience = Audience.PUBLIC
    topics: tuple[Topic, ...] = ()
    roles: tuple[ForRole, ...] = (ForRole.ALL,)
    venue_id: int | None = None
    venue_words: str = ""
    join_link: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    binding_at: datetime | None = None
    price_text: str = ""
    programme: tuple[ProgrammePoint, ...] = field(default=())

    @functools.cached_property
    def description_html(self) -> str:
        """The description as safe HTML; asked for once before the event is held. Raises TextTooLong."""
        return markdown.render(self.description)

    @classmethod
    def of(cls, event: Event) -> "EventDetails":
        """The details of an event as it stands, read with its venue, tags and programme."""
        return cls(
            title=event.title,
            kind=event.kind,
            summary=event.summary,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            capacity=event.capacity,
            contact_name=event.contact_name,
            contact_email=event.contact_email,
            contact_phone=event.contact_phone,
            description=event.description,
            audience=event.audience,
            topics=tuple(Topic(t.value) for t in event.tags if t.kind is TagKind.TOPIC),
            roles=tuple(ForRole(t.value) for t in event.tags if t.kind is TagKind.ROLE),
            venue_id=event.venue_id,
            venue_words=f"{event.venue.name}, {event.venue.town}" if event.venue else "",
            join_link=event.join_link,
            opens_at=event.opens_at,
            closes_at=event.closes_at,
            binding_at=event.binding_at,
            price_text=event.price_text,
            programme=tuple(
                ProgrammePoint(
                    starts_at=p.starts_at,
                    ends_at=p.ends_at,
                    title=p.title,
                    speakers=p.speakers,
                    kind=p.kind,
                    track=p.track,
                    capacity=p.capacity,
                    id=p.id,
                )
                for p in event.programme
            ),
        )


def told_changes(before: EventDetails, after: EventDetails) -> list[dict[str, str]]:
    """What guests must hear: title, time, place, price and binding date, each as it was and as it is now.

    The join link is told by its having changed, never by what it is.
    """
    changes = []
    if before.title != after.title:
        changes.append({"what": "title", "was": before.title, "now": after.title})
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        was = danish.long_when(before.starts_at, before.ends_at)
        changes.append({"what": "time", "was": was, "now": danish.long_when(after.starts_at, after.ends_at)})
    if before.venue_id != after.venue_id:
        changes.append(
            {"what": "place", "was": before.venue_words or "På nettet", "now": after.venue_words or "På nettet"}
        )
    if before.join_link != after.join_link:
        changes.append({"what": "join_link", "was": "", "now": ""})
    if before.price_text != after.price_text:
        changes.append({"what": "price", "was": before.price_text, "now": after.price_text})
    if before.binding_at != after.binding_at:
        changes.append({"what": "binding", "was": _moment(before.binding_at), "now": _moment(after.binding_at)})
    return changes


def _moment(moment: datetime | None) -> str:
    return "ingen" if moment is None else danish.long_when(moment, moment)
