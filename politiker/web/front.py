"""The front page: for a stranger what this is, for a member what is new."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, render_template

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.discussions.rooms import queries as rooms
from politiker.discussions.rooms.queries import may_have_rooms
from politiker.events.finding import EventFilter, listed
from politiker.events.models import Event
from politiker.events.queries import cards
from politiker.registrations import queries
from politiker.registrations.models import OPEN, State
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.own.standing import own_standing
from politiker.web.registrations.addresses import of_event
from politiker.web.registrations.words import moment, standing
from politiker.web.threads.door import path_of

FIRST_ELECTION = 2025
SHOWN, LOOKED_AT = 3, 20
blueprint = Blueprint("front", __name__)


@dataclass(frozen=True)
class Card:
    """An event as it stands on the front page; `seats` for those one could go to, `state` for one's own."""

    title: str
    url: str
    day: date
    weekday: str
    month: str
    when: str
    where: str
    seats: str = ""
    held: int = 0
    capacity: int = 0
    state: tuple[str, str] | None = None
    answer_before: str = ""


@blueprint.get("/")
@open_to(Access.PUBLIC)
def home() -> str:
    """What is this, and is it for me? Or, for a member: what is new, and what waits for my answer?"""
    if not g.actor.is_signed_in:
        keep_for_strangers()
        return render_template("front/home.html", coming=_coming(), election=last_election(_today()))
    mine = [row for row in reversed(queries.mine(g.actor.person_id)) if row.state in OPEN and row.ends_at > g.now]
    offers = [row for row in mine if row.state is State.OFFERED and (row.offer_ends_at or g.now) > g.now]
    going = [row for row in mine if row not in offers]
    return render_template(
        "front/home.html",
        offers=[_own(row) for row in offers],
        standing=None if g.actor.is_member else own_standing(g.actor.person_id),
        going=_own(going[0]) if going else None,
        more=len(going) - 1,
        talks=_talks() if may_have_rooms(g.actor) else [],
        coming=_coming(but=frozenset(row.event_id for row in mine)),
    )


def _talks() -> list[tuple[str, str, str, int]]:
    """Conversations with news in one's rooms, as title, address, room and how many posts are new."""
    found = rooms.news(g.actor, most=SHOWN, now=g.now)
    return [(row.title, path_of(row.address, row.id, row.title), row.room_title, row.new) for row in found]


def last_election(today: date) -> int:
    """The year of the last local elections: every fourth year, on the third Tuesday of November."""
    year = FIRST_ELECTION + (today.year - FIRST_ELECTION) // 4 * 4
    first = date(year, 11, 1)
    election_day = first + timedelta(days=(1 - first.weekday()) % 7 + 14)
    return year if today >= election_day else year - 4


def _today() -> date:
    return danish.local(g.now).date()


def _coming(but: frozenset[int] = frozenset()) -> list[Card]:
    """The next events one may see and has nothing to do with yet."""
    found = listed(g.actor, EventFilter(), now=g.now, most=LOOKED_AT + len(but), more=(Event.called_off_at,))
    ids = [row.id for row in found if row.starts_at > g.now and row.called_off_at is None and row.id not in but][:SHOWN]
    by_id = {row.id: row for row in cards(ids)}
    return [
        Card(**_face(by_id[id], id), seats=_seats(by_id[id]), held=by_id[id].seats_held, capacity=by_id[id].capacity)
        for id in ids
        if id in by_id
    ]


def _own(row: Any) -> Card:
    before = moment(row.offer_ends_at) if row.state is State.OFFERED and row.offer_ends_at else ""
    return Card(
        **_face(row, row.event_id, "registrations.register"),
        state=standing(row.state, row.place),
        answer_before=before,
    )


def _face(row: Any, event_id: int, endpoint: str = "events.show") -> dict[str, Any]:
    day = danish.local(row.starts_at).date()
    return {
        "title": row.title,
        "url": of_event(endpoint, event_id, row.title),
        "day": day,
        "weekday": f"{danish.WEEKDAYS[day.weekday()][:3]}.",
        "month": f"{danish.MONTHS[day.month - 1][:3]}.",
        "when": danish.when(row.starts_at, row.ends_at, _today()),
        "where": f"{row.venue}, {row.town}" if row.venue else _("Online"),
    }


def _seats(row: Any) -> str:
    """Whether there is room, in words."""
    if row.opens_at is not None and g.now < row.opens_at:
        return _("Registration opens %(when)s.", when=moment(row.opens_at))
    if row.closes_at is not None and row.closes_at <= g.now:
        return _("Registration is closed.")
    free = max(0, row.capacity - row.seats_held - row.seats_reserved)
    if free == 0 or (row.waiting and row.municipality_limit is None):
        return _("All seats are taken. There is a waiting list.")
    numbers = {"left": danish.number(free), "all": danish.number(row.capacity)}
    return ngettext("%(left)s of %(all)s seats left", "%(left)s of %(all)s seats left", free, **numbers)
