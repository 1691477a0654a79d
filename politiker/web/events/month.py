"""A month of events on one page."""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import abort, g, render_template

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.events.finding import month as events_of
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import MONTH, blueprint, month_path, path_of
from politiker.web.fragments import midnight_after

FIRST, LAST = (2000, 1), (2100, 12)
NAME = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
WEEKDAYS = [(f"{name[:3]}.", name) for name in danish.WEEKDAYS]


@dataclass(frozen=True)
class Day:
    """A day of the month with what happens on it, as (title, address)."""

    number: int
    label: str
    iso: str
    is_today: bool
    entries: list[tuple[str, str]] = field(default_factory=list)


@blueprint.get(MONTH)
@open_to(Access.PUBLIC)
def month(month: str) -> str:
    """The events of a month, each on all of its days."""
    year, number = _month_in(month)
    weeks = calendar.Calendar().monthdatescalendar(year, number)
    first = date(year, number, 1)
    earlier, later = _month_before(year, number), _month_after(year, number)
    after = date(*later, 1)
    entries = _entries(first, after)
    today = danish.local(g.now).date()
    name = f"{danish.MONTHS[number - 1]} {year}"
    keep_for_strangers(until=midnight_after(g.now))
    return render_template(
        "events/month.html",
        heading=_("Events in %(month)s", month=name),
        caption=name,
        weekdays=WEEKDAYS,
        weeks=[
            [
                Day(day.day, danish.day(day, today), day.isoformat(), day == today, entries[day])
                if day.month == number
                else None
                for day in week
            ]
            for week in weeks
        ],
        is_empty=not entries,
        earlier_url=month_path(*earlier) if earlier >= FIRST else None,
        later_url=month_path(*later) if later <= LAST else None,
    )


def _month_in(text: str) -> tuple[int, int]:
    """The year and month of an address; other than 2000-01 to 2100-12 there is no such page."""
    found = NAME.fullmatch(text)
    if found is None:
        abort(404)
    year, number = int(found[1]), int(found[2])
    if not (FIRST <= (year, number) <= LAST and 1 <= number <= 12):
        abort(404)
    return year, number


def _month_before(year: int, number: int) -> tuple[int, int]:
    return (year - 1, 12) if number == 1 else (year, number - 1)


def _month_after(year: int, number: int) -> tuple[int, int]:
    return (year + 1, 1) if number == 12 else (year, number + 1)


def _entries(first: date, after: date) -> defaultdict[date, list[tuple[str, str]]]:
    """What happens on each day from `first` until `after`."""
    begins, ends = (datetime.combine(day, time(), danish.COPENHAGEN).astimezone(g.now.tzinfo) for day in (first, after))
    entries: defaultdict[date, list[tuple[str, str]]] = defaultdict(list)
    for event in events_of(g.actor, begins, ends):
        title = event.title if event.called_off_at is None else _("Called off: %(title)s", title=event.title)
        entry = (title, path_of(event.id, event.title))
        day = max(danish.local(event.starts_at).date(), first)
        # What ends at midnight ends on the evening it began.
        last = danish.local(event.ends_at - timedelta(microseconds=1)).date()
        while day <= last and day < after:
            entries[day].append(entry)
            day += timedelta(days=1)
    return entries
