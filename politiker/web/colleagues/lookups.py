"""Who has looked me up: when, in which role and why, a month at a time."""

import re
from datetime import date, datetime, time
from typing import Any

from flask import g, render_template, request, url_for

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.directory.looking import Why
from politiker.people.directory.members import Capacity
from politiker.people.models import Person
from politiker.policy import Permission, require
from politiker.registrations import lookups as room
from politiker.registrations.lookups import MOST, Lookup
from politiker.web.access import Access, open_to
from politiker.web.colleagues import words
from politiker.web.colleagues.door import Page, blueprint

MONTHS_KEPT = 12


@blueprint.get("/min-side/opslag")
@open_to(Access.SIGNED_IN, sensitive=True)
def lookups() -> Page:
    """The looks at oneself in one month, never with the name of whoever looked."""
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.SEE_OWN_LOOKUPS, person)
    back = _months_back(request.args.get("maaned", ""))
    begins, ends = _first_day(back), _first_day(back - 1)
    seen, has_more = room.lookups(person, begins=_moment(begins), ends=_moment(ends), by=g.actor)
    return render_template(
        "colleagues/lookups.html",
        rows=[(look.at, _who(look), _what(look), _why(look)) for look in seen],
        place="own",
        has_more=has_more,
        most=MOST,
        month=f"{danish.MONTHS[begins.month - 1].capitalize()} {begins.year}",
        older_url=_address(back + 1) if back < MONTHS_KEPT else None,
        newer_url=_address(back - 1) if back > 0 else None,
    )


def _months_back(text: str) -> int:
    """How many months ago "2026-09" is; what is no month, or not kept, is this one."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text, re.ASCII)
    today = danish.local(g.now).date()
    back = (today.year - int(found[1])) * 12 + today.month - int(found[2]) if found else 0
    return back if 0 <= back <= MONTHS_KEPT else 0


def _first_day(back: int) -> date:
    today = danish.local(g.now).date()
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _moment(day: date) -> datetime:
    return danish.from_local(day, time(0))


def _address(back: int) -> str:
    return url_for("colleagues.lookups", maaned=f"{_first_day(back):%Y-%m}" if back else None)


def _who(look: Lookup) -> str:
    if look.capacity == Capacity.COUNCILLOR:
        return words.COUNCILLORS.get(look.why, words.LOOKED_AS[Capacity.COUNCILLOR])
    return words.LOOKED_AS[Capacity(look.capacity)]


def _what(look: Lookup) -> Any:
    return words.LOOKED_AT[look.happening] % {"event": look.event}


def _why(look: Lookup) -> str:
    if look.event is not None:
        return _("Preparing the event")
    return words.REASONS[Why(look.why)] if look.capacity != Capacity.COUNCILLOR else _("Looked for colleagues")
