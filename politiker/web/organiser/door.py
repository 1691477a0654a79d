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
    """One of the pages about an event, or several of them by the first."""

    title: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Sections:
    """The pages about an event by groups, and those of the group one is in."""

    groups: tuple[Section, ...]
    beside: tuple[Section, ...]


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


# The pages about an event: the endpoint, what it is called, and what it takes to open it; by what one is about to do.
PAGES: dict[str, tuple[tuple[str, str, Permission], ...]] = {
    _("The event"): (
        ("organiser.edit", _("Edit"), Permission.EDIT_EVENT),
        ("dates.poll", _("Find a date"), Permission.EDIT_EVENT),
        ("organiser.publish", _("Publish"), Permission.EDIT_EVENT),
        ("terms.on_the_net", _("Also on the net"), Permission.EDIT_EVENT),
        ("organiser.materials", _("Materials"), Permission.EDIT_EVENT),
        ("planning.preparations", _("Preparations"), Permission.EDIT_EVENT),
        ("planning.copy", _("Copy"), Permission.EDIT_EVENT),
        ("planning.series_of", _("Series"), Permission.EDIT_EVENT),
        ("organiser.rights", _("Rights"), Permission.EDIT_EVENT),
        ("mailings.event_log", _("Event log"), Permission.EDIT_EVENT),
        ("organiser.call_off", _("Call off"), Permission.EDIT_EVENT),
    ),
    _("Signing up"): (
        ("terms.prices_and_terms", _("Prices and terms"), Permission.EDIT_EVENT),
        ("dates.items", _("Choices in the programme"), Permission.SEE_REGISTRATIONS),
        ("terms.reserved_seats", _("Reserved seats"), Permission.EDIT_EVENT),
        ("questions.questions", _("Questions"), Permission.EDIT_EVENT),
        ("questions.approval", _("Approval"), Permission.SEE_REGISTRATIONS),
    ),
    _("Participants (group)"): (
        ("organiser.registrations", _("Registrations"), Permission.SEE_REGISTRATIONS),
        ("participants.balance", _("Who is coming"), Permission.SEE_REGISTRATIONS),
        ("participants.export", _("Fetch as a file"), Permission.SEE_REGISTRATIONS),
        ("organiser.needs", _("Guests' needs"), Permission.READ_NEEDS),
        ("questions.answers", _("Answers"), Permission.SEE_REGISTRATIONS),
        ("mailings.overview", _("Letters"), Permission.MAIL_PARTICIPANTS),
        ("mailings.letters", _("All letters"), Permission.MAIL_PARTICIPANTS),
        ("mailings.reminders", _("Reminders"), Permission.MAIL_PARTICIPANTS),
    ),
    _("On the day"): (
        ("terms.confirmations", _("Do they come"), Permission.SEE_REGISTRATIONS),
        ("arrivals.check_in", _("Check in"), Permission.CHECK_IN),
        ("arrivals.papers", _("Print for the day"), Permission.CHECK_IN),
    ),
    _("Afterwards"): (
        ("evaluations.edit", _("Evaluation and certificate"), Permission.EDIT_EVENT),
        ("evaluations.results", _("Results"), Permission.SEE_REGISTRATIONS),
    ),
}


# What is on the net follows its meeting, where these are set.
OF_THE_MEETING = {
    "organiser.edit", "organiser.publish", "organiser.rights", "organiser.call_off", "terms.on_the_net",
    "terms.prices_and_terms", "planning.copy", "planning.series_of",
}  # fmt: skip
NOT_OF_TEMPLATES = {_("Participants (group)"), _("On the day"), _("Afterwards")}  # nobody comes to a template


def sections(event: Event, here: str) -> Sections:
    """The pages about an event that whoever is looking may open, those beside this one apart."""
    hidden = {"organiser.publish" if event.is_published else "organiser.call_off"}
    if event.is_called_off:
        hidden |= {"organiser.edit", "organiser.call_off"}
    if event.is_template:
        hidden.add("organiser.publish")
    if event.twin_of_id is not None:
        hidden |= OF_THE_MEETING
    here = here if "." in here else f"organiser.{here}"
    groups, beside = [], []
    for title, pages in PAGES.items():
        if event.is_template and title in NOT_OF_TEMPLATES:
            continue
        may = [page for page in pages if page[0] not in hidden and can(g.actor, page[2], event)]
        is_here = any(page[0] == here for page in pages)
        if may:
            groups.append(Section(title, url_for(may[0][0], event_id=event.id), is_here))
        if is_here:
            beside = [
                Section(name, url_for(endpoint, event_id=event.id), endpoint == here) for endpoint, name, _p in may
            ]
    return Sections(tuple(groups), tuple(beside))
