"""What the page of an event tells everybody who may see it, made once for each version of the event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g
from markupsafe import Markup

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.events import materials, queries
from politiker.events.models import Audience, ItemKind
from politiker.registrations.programme_seats import held_at
from politiker.registrations.terms.wording import leaving_in_words, prices_in_words, terms_of
from politiker.web.events.addresses import path_of
from politiker.web.events.linked_data import linked_data, page_address
from politiker.web.events.words import (
    KINDS,
    Phase,
    choice_words,
    moment,
    phase_of,
    roles_of,
    seat_words,
    topics_of,
    true_until,
)
from politiker.web.fragments import fragments
from politiker.web.frames import part

TAKES_REGISTRATIONS = {Phase.OPEN, Phase.FULL}


@dataclass(frozen=True)
class Material:
    """A file of the event: to be fetched from a moment on, by everybody signed in or by those with a seat alone."""

    uid: str
    title: str
    media_type: str
    size: int
    opens_at: datetime | None
    is_for_all: bool


@dataclass(frozen=True)
class Face:
    """The pieces of the page, and what it takes to tell a reader what can be done now; true until a moment.

    `closed` says why one cannot sign up just now, and is None when one can.
    """

    slug: str
    path: str
    title: str
    top: Markup
    body: Markup
    head: Markup
    breadcrumbs: Markup
    closed: str | None
    is_full: bool
    is_called_off: bool
    is_published: bool
    materials: tuple[Material, ...]
    until: datetime
    series_id: int | None = None
    has_twin: bool = False


def face_of(event_id: int, version: int) -> Face:
    """The face of an event at this version. Ask only for one that whoever is looking may see."""
    kept = fragments()
    face: Face | None = kept.find(("page", event_id), version, g.now)
    if face is None:
        event = queries.told(event_id)
        face = _made(event, *materials.programme_and_materials(event_id))
        size = len(face.top) + len(face.body) + len(face.head) + len(face.breadcrumbs)
        kept.keep(("page", event_id), event.lock_version, face, now=g.now, until=face.until, size=size)
    return face


def _made(event: Any, programme: list[Any], papers: list[Any]) -> Face:
    phase, terms = phase_of(event, g.now), terms_of(event)
    is_public = event.published_at is not None and event.audience is Audience.PUBLIC
    speakers = [name for point in programme for name in _speakers(point)]
    facts: dict[str, Any] = {
        "event": event,
        "organiser_name": current_app.config["SETTINGS"].organiser_name,
        "when": danish.long_when(event.starts_at, event.ends_at),
        "kind": KINDS[event.kind],
        "for_whom": roles_of(event),
        "about": danish.list_in_words(topics_of(event)),
        "has_meter": phase in TAKES_REGISTRATIONS | {Phase.CLOSED},
        "seats": seat_words(event, phase, g.now),
        "deadline": moment(event.closes_at, g.now) if event.closes_at and phase in TAKES_REGISTRATIONS else None,
        "binding": moment(event.binding_at, g.now) if event.binding_at else None,
        "prices": prices_in_words(terms),
        "leaving": leaving_in_words(terms),
        "programme": _days(programme, held_at([point.item_id for point in programme if point.capacity])),
        "url": page_address(event) if is_public else None,
        "data": linked_data(event, speakers) if is_public else None,
    }
    told_of = tuple(_material(paper, event) for paper in papers)
    turns = [event.binding_at, *(material.opens_at for material in told_of)]
    return Face(
        slug=danish.slug(event.title),
        path=path_of(event.twin_of_id or event.id, event.title),
        title=event.title,
        top=part("events/_top.html", **facts),
        body=part("events/_body.html", **facts),
        head=part("events/_head.html", **facts),
        breadcrumbs=part("events/_breadcrumbs.html", **facts),
        closed=None if phase in TAKES_REGISTRATIONS else _closed_words(event, phase),
        is_full=phase is Phase.FULL,
        is_called_off=phase is Phase.CALLED_OFF,
        is_published=event.published_at is not None,
        materials=told_of,
        until=min([true_until(event, g.now), *(turn for turn in turns if turn is not None and turn > g.now)]),
        series_id=event.series_id,
        has_twin=event.has_twin,
    )


def _material(paper: Any, event: Any) -> Material:
    opens_at = materials.opens_at(paper.opening, paper.starts_at, event.ends_at)
    return Material(paper.uid, paper.title, paper.media_type, paper.size, opens_at, paper.is_for_all)


def _closed_words(event: Any, phase: Phase) -> str:
    """Why one cannot sign up at this moment, in a sentence with its reason."""
    if phase is Phase.CALLED_OFF:
        return _("The event is called off. %(reason)s", reason=event.called_off_reason or "").strip()
    if phase is Phase.CLOSED:
        return _("Registration closed %(when)s.", when=moment(event.closes_at, g.now))
    return f"{seat_words(event, phase, g.now)}."


def _days(programme: list[Any], held: dict[int, int]) -> list[tuple[str, list[list[dict[str, Any]]]]]:
    """The programme day by day, and of each day the points that begin together, by track."""
    days: dict[str, dict[datetime, list[dict[str, Any]]]] = {}
    for point in programme:
        day = danish.long_day(danish.local(point.starts_at).date())
        days.setdefault(day, {}).setdefault(point.starts_at, []).append(
            {
                "clock": danish.clock(point.starts_at),
                "until": danish.clock(point.ends_at) if point.ends_at else None,
                "starts_at": point.starts_at,
                "title": point.title,
                "speakers": _speakers(point),
                "track": point.track,
                "is_break": point.item_kind is ItemKind.BREAK,
                "seats": choice_words(point.capacity, held.get(point.item_id, 0)) if point.capacity else None,
            }
        )
    return [(day, list(together.values())) for day, together in days.items()]


def _speakers(point: Any) -> list[str]:
    return [name.strip() for name in point.speakers.splitlines() if name.strip()]
