"""Where the pages of a guest are found."""

from typing import Any

from flask import Blueprint, url_for

from politiker.core import danish
from politiker.events.models import Event

blueprint = Blueprint("registrations", __name__)
EVENT = "/arrangementer/<int(max=2147483647):event_id>-<slug>"
AT_EVENT = f"{EVENT}/tilmelding"


def own_page(event: Event, besked: str | None = None) -> str:
    """The page about one's own registration at an event, perhaps with a sentence shown once."""
    return of_event("registrations.register", event.id, event.title, besked=besked)


def event_page(event: Event) -> str:
    """The page about an event."""
    return of_event("events.show", event.id, event.title)


def of_event(endpoint: str, event_id: int, title: str, **more: Any) -> str:
    """An address under an event."""
    return url_for(endpoint, event_id=event_id, slug=danish.slug(title), **more)
