"""The page of one event: shall I go?"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, current_app, g, redirect
from markupsafe import Markup
from werkzeug.wrappers import Response

from config import Settings
from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.events.models import Audience
from politiker.policy import Permission, can
from politiker.registrations import queries as registrations
from politiker.registrations.models import CERTAIN, State
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import BY_NUMBER, EVENT, blueprint, path_of
from politiker.web.events.words import KINDS, Phase, moment, phase_of, roles_of, seat_words, topics_of, true_until
from politiker.web.fragments import fragments
from politiker.web.frames import framed, part
from politiker.web.registrations.words import standing

OPEN = {Phase.OPEN, Phase.FULL}
ONLINE = "https://schema.org/OnlineEventAttendanceMode"
ON_THE_SPOT = "https://schema.org/OfflineEventAttendanceMode"

FACE = ("top", "body", "head", "breadcrumbs")


@dataclass(frozen=True)
class Face:
    """What the page tells everybody who may see it, made once for each version of the event."""

    slug: str
    title: str
    top: Markup
    body: Markup
    head: Markup
    breadcrumbs: Markup
    closed: str | None
    is_full: bool
    is_called_off: bool
    is_published: bool
    until: datetime


@blueprint.get(BY_NUMBER, defaults={"slug": ""})
@blueprint.get(EVENT)
@open_to(Access.PUBLIC)
def show(event_id: int, slug: str) -> str | Response:
    """All that a councillor asks of an event, and the one button."""
    head = event_or_404(event_id)
    face = _face(head)
    there = path_of(event_id, face.title)
    if slug != face.slug:
        return redirect(there, 301)
    keep_for_strangers(event=(event_id, head.lock_version), until=face.until)
    has_seat = g.actor.is_signed_in and head.state in CERTAIN
    seen = registrations.seen_from(event_id, g.actor.person_id, now=g.now) if has_seat else None
    is_mine = g.actor.is_signed_in and head.state is not None
    content = part(
        "events/show.html",
        face=face,
        me=g.signed_in,
        event_id=event_id,
        there=there,
        standing=standing(head.state, head.place) if is_mine else None,
        is_offered=is_mine and head.state is State.OFFERED,
        has_seat=has_seat,
        join_link=head.join_link if has_seat and can(g.actor, Permission.SEE_JOIN_LINK, head) else None,
        seen=seen,
        may_register=can(g.actor, Permission.REGISTER, head),
        may_edit=can(g.actor, Permission.EDIT_EVENT, head),
        may_see_guests=can(g.actor, Permission.SEE_REGISTRATIONS, head),
    )
    return framed(title=face.title, head=face.head, breadcrumbs=face.breadcrumbs, content=content)


def _face(head: Any) -> Face:
    kept = fragments()
    face: Face | None = kept.find(("page", head.id), head.lock_version, g.now)
    if face is None:
        row = queries.told(head.id)
        face = _make(row, queries.programme(head.id))
        size = len(face.top) + len(face.body) + len(face.head)
        kept.keep(("page", head.id), row.lock_version, face, now=g.now, until=face.until, size=size)
    return face


def _make(row: Any, programme: list[Any]) -> Face:
    phase = phase_of(row, g.now)
    facts: dict[str, Any] = {
        "event": row,
        "organiser_name": current_app.config["SETTINGS"].organiser_name,
        "when": danish.long_when(row.starts_at, row.ends_at),
        "kind": KINDS[row.kind],
        "for_whom": roles_of(row),
        "about": danish.list_in_words(topics_of(row)),
        "seats": seat_words(row, phase, g.now),
        "is_open": phase in OPEN,
        "programme": _days(programme),
        "data": _json_ld(row, programme) if row.published_at is not None and row.audience is Audience.PUBLIC else None,
    }
    top, body, head, breadcrumbs = (part(f"events/_{name}.html", **facts) for name in FACE)
    binding = [row.binding_at] if row.binding_at is not None and row.binding_at > g.now else []
    return Face(
        slug=danish.slug(row.title),
        title=row.title,
        top=top,
        body=body,
        head=head,
        breadcrumbs=breadcrumbs,
        closed=None if phase in OPEN else _closed_words(row, phase),
        is_full=phase is Phase.FULL,
        is_called_off=phase is Phase.CALLED_OFF,
        is_published=row.published_at is not None,
        until=min([true_until(row, g.now), *binding]),
    )


def _closed_words(row: Any, phase: Phase) -> str:
    """Why one cannot sign up at this moment, in a sentence with its reason."""
    if phase is Phase.CALLED_OFF:
        return _("The event is called off. %(reason)s", reason=row.called_off_reason or "").strip()
    if phase is Phase.CLOSED:
        return _("Registration closed %(when)s.", when=moment(row.closes_at, g.now))
    return f"{seat_words(row, phase, g.now)}."


def event_or_404(event_id: int) -> Any:
    """As much of an event as it takes to ask the policy, and one's own place there; what one may not see is not."""
    me = g.actor.person_id
    head = queries.head(event_id) if me is None else registrations.standing_at(event_id, me)
    if head is None or not can(g.actor, Permission.SEE_EVENT, head):
        abort(404)
    return head


def _days(programme: list[Any]) -> list[tuple[str, list[Any]]]:
    """The programme day by day."""
    days: dict[str, list[Any]] = {}
    for point in programme:
        days.setdefault(danish.long_day(danish.local(point.starts_at).date()), []).append(
            {
                "clock": danish.clock(danish.local(point.starts_at)),
                "until": danish.clock(danish.local(point.ends_at)) if point.ends_at else None,
                "starts_at": point.starts_at,
                "title": point.title,
                "speakers": [name.strip() for name in point.speakers.splitlines() if name.strip()],
            }
        )
    return list(days.items())


def _json_ld(row: Any, programme: list[Any]) -> Markup:
    """What search engines are told of a public event: no join link, and no names but those of public speakers."""
    settings: Settings = current_app.config["SETTINGS"]
    url = settings.base_url.rstrip("/") + path_of(row.id, row.title)
    speakers = [name.strip() for point in programme for name in point.speakers.splitlines() if name.strip()]
    state = "EventCancelled" if row.called_off_at is not None else "EventScheduled"
    place = {
        "@type": "Place",
        "name": row.venue,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": row.address,
            "postalCode": row.postcode,
            "addressLocality": row.town,
            "addressCountry": "DK",
        },
    }
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": row.title,
        "description": row.summary,
        "startDate": danish.local(row.starts_at).isoformat(),
        "endDate": danish.local(row.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": ON_THE_SPOT if row.venue else ONLINE,
        "location": place if row.venue else {"@type": "VirtualLocation", "url": url},
        "organizer": {"@type": "Organization", "name": settings.organiser_name, "url": settings.base_url},
        "performer": [{"@type": "Person", "name": name} for name in dict.fromkeys(speakers)],
        "url": url,
        "inLanguage": "da",
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(sign, written)
    return Markup(text)  # noqa: S704  # nothing in it can end the script element
