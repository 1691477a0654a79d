"""What every page is given: the frame's facts, Danish words and dates, and nothing that asks the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from jinja2 import StrictUndefined

from config import Settings
from politiker.core import danish
from politiker.core.words import danish as words
from politiker.core.words import gettext as _
from politiker.discussions.rooms.queries import may_have_rooms
from politiker.people.directory.finding import browses
from politiker.policy import STRANGER, Permission, Role, can
from politiker.web.notices import notice
from politiker.web.static_files import static_url

# Pages that lie behind another door of the menu.
PART_OF = {"threads": "rooms", "confidential": "rooms"} | dict.fromkeys(
    ("planning", "dates", "questions", "terms", "participants", "mailings", "arrivals", "evaluations"), "organiser"
)


@dataclass(frozen=True)
class Place:
    """A door in the menu."""

    endpoint_name: str
    title: str
    url: str


def set_up(app: Flask) -> None:
    """Prepare the templates."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    catalogue = words()
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        catalogue.gettext, catalogue.ngettext, newstyle=True
    )
    environment.globals.update(static_url=static_url, danish=danish, may=may, today=today)
    environment.filters.update(number=danish.number, kroner=danish.kroner, iso=lambda moment: moment.isoformat())
    app.context_processor(frame)


def may(permission: str, thing: Any = None) -> bool:
    """What templates ask: may whoever is looking do this?"""
    return can(g.actor, Permission[permission], thing)


def today() -> Any:
    """The date in Denmark."""
    moment: datetime = g.now
    return danish.local(moment).date()


def frame() -> dict[str, Any]:
    """The facts of the frame around every page."""
    settings: Settings = current_app.config["SETTINGS"]
    actor = g.get("actor", STRANGER)
    return {
        "site_name": settings.site_name,
        "organiser_name": settings.organiser_name,
        "places": _places(actor),
        "desks": _desks(actor),
        "me": g.get("signed_in"),
        "actor": actor,
        "place": PART_OF.get(request.blueprint or "", request.blueprint or "") if request else "",
        "notice": notice(),
        "footer_links": [
            (_("Accessibility statement"), url_for("pages.accessibility")),
            (_("Privacy"), url_for("pages.privacy")),
            (_("Who may do what"), url_for("pages.who_may_what")),
        ],
        "log_in_url": url_for("account.log_in"),
        "log_out_url": url_for("account.log_out"),
        "my_page_url": url_for("own.show"),
    }


def _places(actor: Any) -> list[Place]:
    """The top of the menu; what it depends on is part of the key of `frames`."""
    places = [Place("events", _("Events"), url_for("events.list_events"))]
    if may_have_rooms(actor):
        places.append(Place("rooms", _("Conversations"), url_for("rooms.overview")))
    if browses(actor):
        places.append(Place("colleagues", _("Colleagues"), url_for("colleagues.search")))
    if actor.is_member:
        places.append(Place("searching", _("Search"), url_for("searching.search")))
    return places


def _desks(actor: Any) -> list[Place]:
    mine = []
    if actor.is_councillor or actor.was_councillor:
        mine.append(Place("registrations", _("My registrations"), url_for("registrations.mine")))
    if actor.secretary_of:
        mine.append(Place("secretary", _("Secretariat"), url_for("secretary.desk")))
    if can(actor, Permission.CREATE_EVENT):
        mine.append(Place("organiser", _("Organiser"), url_for("organiser.desk")))
    if can(actor, Permission.SEE_REPORTS):
        mine.append(Place("moderation", _("Moderation"), url_for("moderation.desk")))
    if actor.has(Role.ADMINISTRATOR):
        mine.append(Place("administration", _("Administration"), url_for("administration.desk")))
    return mine
