"""What can I go to, and is there room? The list with its filters."""

import functools
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import abort, current_app, g, request
from markupsafe import Markup

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.finding import PAGE, EventFilter, listed
from politiker.events.models import ForRole, Kind, Topic
from politiker.people import reference
from politiker.registrations.queries import OWN_STATE
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import LIST, blueprint, month_path
from politiker.web.events.cards import cards
from politiker.web.events.words import KINDS, ROLES, TOPICS
from politiker.web.fragments import fragments, midnight_after
from politiker.web.frames import framed, part

LONGEST_SEARCH = 200
PLACE = re.compile(r"(20\d\d|2100)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z_\d{1,9}", re.ASCII)
FIELDS = {"topic", "kind", "role", "region", "free_seats", "text"}
KNOWN = FIELDS | {"tidligere", "efter"}


@blueprint.get(LIST)
@open_to(Access.PUBLIC)
def list_events() -> str:
    """The coming events by date, or the past ones with the newest first."""
    wanted, is_understood = asked_for()
    after = place_in_list(request.args.get("efter"))
    me = g.actor.person_id
    rows = listed(
        g.actor, wanted, now=g.now, after=after,
        **({"more": (OWN_STATE,), "person_id": me} if me is not None else {}),
    )  # fmt: skip
    if is_understood:
        keep_for_strangers()
    today = danish.local(g.now).date()
    heading = _("Past events") if wanted.past else _("Events")
    content = part(
        "events/list_events.html",
        heading=heading,
        filters=filters(wanted),
        cards=cards(rows[:PAGE], g.now),
        is_filtered=wanted != EventFilter(past=wanted.past),
        is_past=wanted.past,
        next_url=_next(wanted, rows[PAGE - 1]) if len(rows) > PAGE else None,
        first_url=_address(wanted) if after is not None else None,
        month_url=month_path(today.year, today.month),
    )
    return framed(title=heading, content=content)


def asked_for() -> tuple[EventFilter, bool]:
    """What the address asks for, and whether all of it was understood. What is not understood is left out."""
    given = request.args
    return _understood(tuple(given.items()), danish.local(g.now).date()) if given else (EventFilter(), True)


@functools.lru_cache(maxsize=500)
def _understood(given: tuple[tuple[str, str], ...], today: date) -> tuple[EventFilter, bool]:
    values = {name: value for name, value in given if value}
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
    return wanted, is_understood


def place_in_list(text: str | None) -> tuple[datetime, int] | None:
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


def filters(wanted: EventFilter) -> Markup:
    """The form with the filters, the same for everybody who asks for the same."""
    key = ("filters", wanted)
    if not wanted.text and (kept := fragments().find(key, 0, g.now)) is not None:
        return Markup(kept)  # noqa: S704 - made by the template below
    form = str(_filters(wanted))
    if not wanted.text:
        fragments().keep(key, 0, form, now=g.now, until=midnight_after(g.now), size=len(form))
    return Markup(form)  # noqa: S704 - made by the template


def _filters(wanted: EventFilter) -> Any:
    used = sum(bool(getattr(wanted, name)) for name in FIELDS)
    choices: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("topic", _("Topic"), _("All topics"), sorted(TOPICS.items(), key=lambda pair: danish.sort_key(pair[1]))),
        ("kind", _("Kind"), _("All kinds"), list(KINDS.items())),
        ("role", _("For whom"), ROLES[ForRole.ALL], [pair for pair in ROLES.items() if pair[0] is not ForRole.ALL]),
        ("region", _("Region"), _("The whole country"), [(r, r) for r in regions(danish.local(g.now).date())]),
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
