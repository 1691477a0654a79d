"""What can I go to, and is there room? The list with its filters."""

import functools
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, current_app, g, request
from markupsafe import Markup

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.finding import PAGE, EventFilter, listed
from politiker.events.models import ForRole, Kind, Topic
from politiker.people import reference
from politiker.policy import Permission, can
from politiker.registrations.queries import OWN_STATE
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import LIST, blueprint, month_path
from politiker.web.events.cards import cards
from politiker.web.events.words import KINDS, ROLES, TOPICS
from politiker.web.fragments import fragments, midnight_after
from politiker.web.frames import framed, part

LONGEST_SEARCH = 200
CARDS = "<!--cards-->"
PLACE = re.compile(r"(20\d\d|2100)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z_\d{1,9}", re.ASCII)
FIELDS = {"topic", "kind", "role", "region", "free_seats", "text"}
KNOWN = FIELDS | {"tidligere", "efter"}


@blueprint.get(LIST)
@open_to(Access.PUBLIC)
def list_events() -> str:
    """The coming events by date, or the past ones with the newest first."""
    query, today, me = request.query_string, danish.local(g.now).date(), g.actor.person_id
    wanted, is_understood, place = asked_for(query, today)
    after = place_in_list(place)
    own = {"more": (OWN_STATE,), "person_id": me} if me is not None else {}
    rows = listed(g.actor, wanted, now=g.now, after=after, **own)
    shown, ends = cards(rows[:PAGE], g.now)
    if is_understood:
        keep_for_strangers(until=ends)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    may_wish = can(g.actor, Permission.PROPOSE_WISH)
    key = ("list", query, may_wish, bool(rows), last and last.id, last and last.starts_at)
    around: tuple[str, str] | None = fragments().find(key, 0, g.now)
    if around is None:
        around = _around(wanted, bool(rows), last, is_first=after is None, today=today, may_wish=may_wish)
        fragments().keep(key, 0, around, now=g.now, until=midnight_after(g.now), size=sum(map(len, around)))
    title = _("Past events") if wanted.past else _("Events")
    return framed(title=title, content=f"{around[0]}{shown}{around[1]}")


def _around(
    wanted: EventFilter, is_any: bool, last: Any, *, is_first: bool, today: date, may_wish: bool
) -> tuple[str, str]:
    """What stands above and below the cards: the same for every councillor, or every other, who asks for the same."""
    page = part(
        "events/list_events.html",
        heading=_("Past events") if wanted.past else _("Events"),
        filters=_filters(wanted, today),
        cards=Markup(CARDS) if is_any else "",  # noqa: S704  # a mark of our own
        is_filtered=wanted != EventFilter(past=wanted.past),
        is_past=wanted.past,
        may_wish=may_wish,
        next_url=_next(wanted, last) if last is not None else None,
        first_url=None if is_first else _address(wanted),
        month_url=month_path(today.year, today.month),
    )
    above, _mark, below = str(page).partition(CARDS)
    return above, below


@functools.lru_cache(maxsize=500)
def asked_for(query: bytes, today: date) -> tuple[EventFilter, bool, str]:
    """What the address asks for, whether all of it was understood, and where in the list to go on.

    What is not understood is left out. Of a name that comes twice the first counts.
    """
    given = parse_qsl(query.decode("utf-8", "replace"))
    values = {name: value for name, value in reversed(given)}
    choices: dict[str, Any] = {"topic": Topic, "kind": Kind, "role": ForRole, "region": regions(today)}
    chosen: dict[str, Any] = {}
    for name, kind in choices.items():
        if (text := values.get(name)) in set(kind):
            chosen[name] = kind(text) if isinstance(kind, type) else text
    wanted = EventFilter(
        **chosen,
        free_seats=values.get("free_seats") == "1",
        text=" ".join(values.get("text", "")[:LONGEST_SEARCH].replace("\0", "").split()),
        past=values.get("tidligere") == "1",
    )
    is_understood = values.keys() <= KNOWN and (values.keys() & choices.keys()) == chosen.keys()
    return wanted, is_understood, values.get("efter", "")


def place_in_list(text: str) -> tuple[datetime, int] | None:
    """Where the page before ended, as our own link says it; anything else is refused."""
    if not text:
        return None
    if not PLACE.fullmatch(text):
        abort(400)
    moment, _mark, number = text.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        abort(400)


@functools.lru_cache(maxsize=4)
def regions(today: date) -> list[str]:
    """The regions that exist today or later, in Danish alphabetical order."""
    names = [r.name for r in reference.regions() if r.last_day is None or r.last_day >= today]
    return sorted(names, key=danish.sort_key)


def _address(wanted: EventFilter, **more: str) -> str:
    values = {name: getattr(wanted, name) for name in sorted(FIELDS - {"free_seats"}) if getattr(wanted, name)}
    values |= {"free_seats": "1"} if wanted.free_seats else {}
    values |= {"tidligere": "1"} if wanted.past else {}
    query = urlencode(values | more)
    return f"{LIST}?{query}" if query else LIST


def _next(wanted: EventFilter, last: Any) -> str:
    start = last.starts_at.replace(tzinfo=None).isoformat()
    return _address(wanted, efter=f"{start}Z_{last.id}")


def _filters(wanted: EventFilter, today: date) -> Any:
    used = sum(bool(getattr(wanted, name)) for name in FIELDS)
    choices: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("topic", _("Topic"), _("All topics"), sorted(TOPICS.items(), key=lambda pair: danish.sort_key(pair[1]))),
        ("kind", _("Kind"), _("All kinds"), list(KINDS.items())),
        ("role", _("For whom"), ROLES[ForRole.ALL], [pair for pair in ROLES.items() if pair[0] is not ForRole.ALL]),
        ("region", _("Region"), _("The whole country"), [(r, r) for r in regions(today)]),
    ]
    template = current_app.jinja_env.get_template("events/_filters.html").module
    return template.filters(  # type: ignore[attr-defined]  # the macro of that template
        wanted=wanted,
        address=LIST,
        all_url=_address(EventFilter(past=wanted.past)),
        used=used,
        summary=ngettext("Filters (%(n)s chosen)", "Filters (%(n)s chosen)", used) if used else _("Filters"),
        choices=[(name, title, every, options, getattr(wanted, name)) for name, title, every, options in choices],
    )
