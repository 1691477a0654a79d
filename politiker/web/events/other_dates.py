"""The other dates of a series, on the page of one of them: guests choose the one that suits them."""

from typing import Any

from flask import g
from markupsafe import Markup

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.registrations.series_acts import other_dates
from politiker.web.events.addresses import path_of
from politiker.web.events.words import phase_of, seat_words
from politiker.web.frames import part


def other_dates_of(series_id: int, event_id: int) -> Markup:
    """The coming dates beside this one, each with its seats; nothing when there are none."""
    rows = other_dates(series_id, event_id, is_member=g.actor.is_member, now=g.now)
    return part("events/_other_dates.html", dates=[_date(row) for row in rows]) if rows else Markup()


def _date(row: Any) -> dict[str, Any]:
    when = danish.when(row.starts_at, row.ends_at, danish.local(g.now).date())
    return {
        "url": path_of(row.id, row.title),
        "starts_at": row.starts_at,
        "when": when,
        "town": row.town or _("On the net"),
        "seats": seat_words(row, phase_of(row, g.now), g.now),
    }
