"""The way in to the desk: its addresses, and the event one may work with there."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, url_for
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.events.models import Event
from politiker.policy import Permission, can

Page = str | tuple[str, int] | Response

blueprint = Blueprint("organiser", __name__)
EVENT = "/arrangoer/<int(max=2147483647):event_id>"


@dataclass(frozen=True)
class Section:
    """One of the pages about an event."""

    title: str
    url: str
    is_here: bool


def event_for(permission: Permission, event_id: int) -> Event:
    """The event, for whoever has this right to it; for everybody else there is no such page."""
    event = db.session.get(Event, event_id)
    if event is None or not can(g.actor, permission, event):
        abort(404)
    return event


def whole_event_for(permission: Permission, event_id: int) -> Event:
    """The same with its place, topics and programme."""
    event_for(permission, event_id)
    return queries.whole(event_id)


def creator_or_404() -> None:
    """Making events is for those who may; for everybody else there is no such page."""
    if not can(g.actor, Permission.CREATE_EVENT):
        abort(404)


def event_page(event_id: int, title: str, besked: str | None = None) -> str:
    """The event as guests see it, or will see it once it is published."""
    return url_for("events.show", event_id=event_id, slug=danish.slug(title), besked=besked)


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template of the desk is given."""
    return {"event_page": event_page}


def let_go() -> None:
    """Nothing is written after all: end the transaction before a page is made."""
    db.session.rollback()
    read_only()


def sections(event: Event, here: str) -> list[Section]:
    """The pages about an event that whoever is looking may open."""
    pages = (
        ("edit", _("Edit"), Permission.EDIT_EVENT),
        ("publish", _("Publish"), Permission.EDIT_EVENT),
        ("materials", _("Materials"), Permission.EDIT_EVENT),
        ("registrations", _("Registrations"), Permission.SEE_REGISTRATIONS),
        ("needs", _("Guests' needs"), Permission.READ_NEEDS),
        ("rights", _("Rights"), Permission.EDIT_EVENT),
        ("call_off", _("Call off"), Permission.EDIT_EVENT),
    )
    hidden = {"publish" if event.is_published else "", "call_off" if not event.is_published else ""}
    if event.is_called_off:
        hidden |= {"edit", "call_off"}
    return [
        Section(title, url_for(f"organiser.{name}", event_id=event.id), name == here)
        for name, title, permission in pages
        if name not in hidden and can(g.actor, permission, event)
    ]
