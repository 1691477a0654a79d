"""Copies of an event: another draft like it, a template to make more of, or a whole series of dates.

What comes along is chosen part by part. A room that keeps something of its own about an event adds one line to
`COPIERS`, with the part it belongs to and what copies it.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.events.actions import draft_event
from politiker.events.details import EventDetails
from politiker.events.materials import EventMaterial, Opening
from politiker.events.models import Event, EventGrant, Series
from politiker.events.planning.preparations import copy_preparations
from politiker.events.planning.shifting import Shift, shifted
from politiker.events.queries import holders, whole
from politiker.files import storing
from politiker.files.errors import FileIsGone
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.people.queries import is_organiser
from politiker.policy import Actor, Permission, require
from politiker.registrations.questions.setting_up import copy_questions
from politiker.registrations.terms.writing import copy_terms

MOST_DATES = 60  # of a series, so that all of it is one page


class TooManyDates(RuleBroken):
    """A series has sixty dates at most; so many may be added: `free`."""


class Part(enum.StrEnum):
    """What may come along with a copy. Title, kind, summary, topics, seats and contact always do."""

    DESCRIPTION = "description"
    PROGRAMME = "programme"
    PLACE = "place"
    QUESTIONS = "questions"
    TERMS = "terms"
    MATERIALS = "materials"
    PREPARATIONS = "preparations"
    RIGHTS = "rights"


ALL_PARTS = frozenset(Part)


@dataclass(frozen=True)
class NewDate:
    """When a copy takes place, in UTC; and how many seats and which place it has, when not those of the original.

    `venue` is (id, words), an id of None being the net.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    capacity: int | None = None
    venue: tuple[int | None, str] | None = None


def details_of_copy(details: EventDetails, date: NewDate, parts: frozenset[Part], title: str = "") -> EventDetails:
    """What a copy on this date will be. Raises ProgrammeDoesNotFit."""
    less: dict[str, Any] = {}
    if Part.DESCRIPTION not in parts:
        less |= {"description": ""}
    if Part.PROGRAMME not in parts:
        less |= {"programme": ()}
    if Part.PLACE not in parts:
        less |= {"venue_id": None, "venue_words": "", "join_link": None}
    if Part.TERMS not in parts:
        less |= {"opens_at": None, "closes_at": None, "binding_at": None, "price_text": ""}
    if date.venue is not None:
        less |= {"venue_id": date.venue[0], "venue_words": date.venue[1]}
    if date.capacity is not None:
        less |= {"capacity": date.capacity}
    return replace(shifted(replace(details, **less), date.starts_at, date.ends_at), title=title or details.title)


def copy_event(
    event: Event, date: NewDate, parts: frozenset[Part] = ALL_PARTS, *, by: Actor, now: datetime, title: str = ""
) -> Event:
    """A draft like this event on another date, with the parts that were chosen. Raises ProgrammeDoesNotFit."""
    require(by, Permission.EDIT_EVENT, event)
    return _copy(whole(event.id), date, parts, title, by, now)


def save_as_template(event: Event, *, by: Actor, now: datetime, title: str = "") -> Event:
    """A template with all there is to this event: it is seen on the list of templates alone, and never published."""
    require(by, Permission.EDIT_EVENT, event)
    event = whole(event.id)
    template = _copy(event, NewDate(event.starts_at, event.ends_at), ALL_PARTS, title, by, now)
    template.is_template = True
    return template


def make_series(
    event: Event, title: str, dates: Sequence[NewDate], parts: frozenset[Part] = ALL_PARTS, *, by: Actor, now: datetime
) -> Series:
    """A draft for each date, together a series: the event's own, when it is in one already; then they are added.

    The event is the first date itself unless it is a template. Raises TooManyDates, ProgrammeDoesNotFit.
    """
    require(by, Permission.EDIT_EVENT, event)
    require(by, Permission.CREATE_EVENT)
    assert by.person_id is not None
    lock(event)
    event = whole(event.id)
    if event.series_id is None:
        series = Series(title=title, created_by_id=by.person_id, created_at=now)
        db.session.add(series)
        db.session.flush()
        audit.record(by, Happening.SERIES_MADE, series, now)
        event.series_id = None if event.is_template else series.id
        db.session.flush()
    else:
        series = lock(db.session.get_one(Series, event.series_id))
    present = db.session.scalar(sa.select(sa.func.count()).where(Event.series_id == series.id)) or 0
    if present + len(dates) > MOST_DATES:
        raise TooManyDates(free=MOST_DATES - present)
    for date in dates:
        _copy(event, date, parts, title, by, now).series_id = series.id
    db.session.flush()
    return series


def _copy(event: Event, date: NewDate, parts: frozenset[Part], title: str, by: Actor, now: datetime) -> Event:
    copy = draft_event(details_of_copy(EventDetails.of(event), date, parts, title), by=by, now=now)
    for part, copier in COPIERS:
        if part in parts:
            copier(event, copy)
    if Part.RIGHTS in parts:
        _copy_rights(event, copy, by, now)
    if Part.MATERIALS in parts and _has_materials(event.id):
        jobs.put("copy_materials", {"event": event.id, "copy": copy.id, "person": by.person_id}, due_at=now)
    audit.record(by, Happening.EVENT_COPIED, copy, now, event_id=copy.id)
    db.session.flush()
    return copy


def _copy_terms(event: Event, copy: Event) -> None:
    copy_terms(event, copy)
    copy.needs_approval = event.needs_approval


# What else is known of an event, by the part it comes along with.
COPIERS: tuple[tuple[Part, Callable[[Event, Event], None]], ...] = (
    (Part.TERMS, _copy_terms),
    (Part.QUESTIONS, copy_questions),
    (Part.PREPARATIONS, copy_preparations),
)


def _copy_rights(event: Event, copy: Event, by: Actor, now: datetime) -> None:
    """The others who work on the event get the same rights to its copy, if they are organisers still."""
    for row in holders(event.id):
        if row.person_id != by.person_id and is_organiser(row.person_id, now=now):
            db.session.add(EventGrant(event_id=copy.id, person_id=row.person_id, right=row.right, granted_at=now))
            audit.record(by, Happening.RIGHT_GRANTED, copy, now, event_id=copy.id, reason=row.right.value)


def _has_materials(event_id: int) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(EventMaterial.event_id == event_id))) or False


def copy_materials(event_id: int, copy_id: int, person_id: int, *, now: datetime) -> int:
    """Give a copy the files of the original, each kept once more; what has materials already gets none.

    Returns how many. A job, since files may be large.
    """
    event, copy = db.session.get(Event, event_id), db.session.get(Event, copy_id)
    if event is None or copy is None or _has_materials(copy_id):
        return 0
    query = (
        sa.select(EventMaterial, StoredFile)
        .join(StoredFile, StoredFile.id == EventMaterial.file_id)
        .where(EventMaterial.event_id == event_id)
        .order_by(EventMaterial.place)
    )
    shift, count = Shift.between(event.starts_at, copy.starts_at), 0
    for material, file in db.session.execute(query).all():
        try:
            content = storing.read(file.uid)
        except FileIsGone:
            continue
        stored = storing.keep(Clean(content, file.name, file.media_type), by=Actor(person_id=person_id), now=now)
        opens_at = material.opens_at if material.opening is Opening.LATER else None
        db.session.add(
            EventMaterial(
                event_id=copy.id, file_id=stored.id, title=material.title, place=material.place,
                opening=material.opening, opens_at=shift.within(opens_at) if opens_at else None,
                is_for_all=material.is_for_all,
            )
        )  # fmt: skip
        count += 1
    lock(copy)
    return count
