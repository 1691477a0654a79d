"""What events are called on the screen, and what is said of their seats at a given moment."""

import enum
from datetime import datetime
from typing import Any

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.models import ForRole, Kind, Topic
from politiker.registrations.models import State
from politiker.web.fragments import midnight_after
from politiker.web.registrations.words import standing

KINDS = {
    Kind.SEMINAR: _("Seminar"),
    Kind.MEETING: _("Cross-municipal meeting"),
    Kind.WEBINAR: _("Webinar"),
    Kind.COURSE: _("Course"),
}
TOPICS = {
    Topic.ROLE_OF_POLITICIAN: _("The role of the politician"),
    Topic.ECONOMY: _("Economy"),
    Topic.CHILDREN: _("Children and schools"),
    Topic.ELDERLY: _("Elderly and health"),
    Topic.SOCIAL: _("Social affairs"),
    Topic.EMPLOYMENT: _("Employment"),
    Topic.CLIMATE: _("Climate and technology"),
    Topic.CULTURE: _("Culture and leisure"),
    Topic.PLANNING: _("Town and country"),
    Topic.DIGITAL: _("Digitalisation"),
}
ROLES = {
    ForRole.ALL: _("All councillors"),
    ForRole.MAYOR: _("Mayors"),
    ForRole.COMMITTEE_CHAIR: _("Committee chairs"),
    ForRole.NEWLY_ELECTED: _("Newly elected"),
}


class Phase(enum.Enum):
    """Where an event stands for somebody who thinks of going."""

    CALLED_OFF = "called_off"
    OVER = "over"
    BEGUN = "begun"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    FULL = "full"
    OPEN = "open"


def phase_of(event: Any, now: datetime) -> Phase:
    """Where an event stands at this moment; the same order as the rules of registration ask in."""
    if event.called_off_at is not None:
        return Phase.CALLED_OFF
    if now >= event.starts_at:
        return Phase.OVER if now >= event.ends_at else Phase.BEGUN
    if event.opens_at is not None and now < event.opens_at:
        return Phase.NOT_OPEN
    if event.closes_at is not None and now >= event.closes_at:
        return Phase.CLOSED
    if free_seats(event) == 0 or (event.waiting and event.municipality_limit is None):
        return Phase.FULL
    return Phase.OPEN


def free_seats(event: Any) -> int:
    """The seats that everybody can have: neither held nor reserved."""
    return max(0, event.capacity - event.seats_held - event.seats_reserved)


def true_until(event: Any, now: datetime) -> datetime:
    """When what is said of an event must be said anew, though nobody has changed it."""
    turns = (event.opens_at, event.closes_at, event.starts_at, event.ends_at)
    return min([midnight_after(now), *(turn for turn in turns if turn is not None and turn > now)])


def moment(at: datetime, now: datetime) -> str:
    """ "tirsdag 24. november kl. 12"."""
    return danish.when(at, at, danish.local(now).date())


def choice_words(capacity: int, held: int) -> str:
    """How it stands with the seats at a point of the programme that guests choose."""
    free = max(0, capacity - held)
    if not free:
        return _("Full (point)")
    return ngettext("%(num)d seat left at this point", "%(num)d seats left at this point", free)


def seat_words(event: Any, phase: Phase, now: datetime) -> str:
    """How it stands with the seats, in a few words."""
    match phase:
        case Phase.CALLED_OFF:
            return _("Called off")
        case Phase.OVER:
            return _("The event has been held")
        case Phase.BEGUN:
            return _("The event is going on")
        case Phase.NOT_OPEN:
            return _("Registration opens %(when)s", when=moment(event.opens_at, now))
        case Phase.CLOSED:
            return _("Registration is closed")
        case Phase.FULL if event.waiting:
            return _("No free seats, %(waiting)s on the waiting list", waiting=danish.number(event.waiting))
        case Phase.FULL:
            return _("No free seats, but room on the waiting list")
        case Phase.OPEN:
            left = free_seats(event)
            numbers = {"left": danish.number(left), "all": danish.number(event.capacity)}
            return ngettext("%(left)s of %(all)s seats left", "%(left)s of %(all)s seats left", left, **numbers)


def own_state_words(state: State) -> tuple[str, str]:
    """Where one stands, in a list: the state and the kind of its tag. The place in line stands on the event's page."""
    return (_("You are on the waiting list"), "info") if state is State.WAITING else standing(state)


def place_words(event: Any) -> str:
    """The place, its town, and its municipality where that has another name; or that it is online."""
    if event.venue is None:
        return _("Online")
    where = f"{event.venue}, {event.town}"
    return where if event.municipality == event.town else f"{where} ({event.municipality})"


def topics_of(event: Any) -> list[str]:
    """The subjects of an event, in Danish alphabetical order."""
    found = [TOPICS[Topic(value)] for value in (event.topics or "").split(",") if value]
    return sorted(found, key=danish.sort_key)


def roles_of(event: Any) -> str:
    """For whom an event is meant."""
    chosen = {ForRole(value) for value in (event.roles or "").split(",") if value}
    words = [ROLES[role] for role in ForRole if role in chosen] or [ROLES[ForRole.ALL]]
    return danish.list_in_words([words[0], *(word.lower() for word in words[1:])])
