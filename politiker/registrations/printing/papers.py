"""Which papers there are, and what each is filled with: names, municipalities, and when the event is."""

import enum
from datetime import datetime
from typing import Any

from politiker import audit
from politiker.audit import Happening
from politiker.core import danish
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.arrivals.queries import Roll, roll_of
from politiker.registrations.printing import typesetting


class Paper(enum.StrEnum):
    """What can be printed."""

    BADGES = "badges"
    TABLE_CARDS = "table_cards"
    ATTENDANCE = "attendance"
    SIGN = "sign"


class Sheet(enum.StrEnum):
    """How many badges are on a sheet of A4: columns and rows."""

    TWO_BY_FIVE = "2x5"
    TWO_BY_FOUR = "2x4"


class Arrow(enum.StrEnum):
    """Which way a sign points."""

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    AHEAD = "ahead"


def read_papers(event: Event, paper: Paper, *, only_arrived: bool, by: Actor, now: datetime) -> Roll:
    """Those who are to stand on a paper; that it was printed is recorded. A sign has nobody on it."""
    require(by, Permission.CHECK_IN, event)
    audit.record(by, Happening.PRINTED, event, now, event_id=event.id, reason=paper.value)
    roll = Roll(()) if paper is Paper.SIGN else roll_of(event.id, now=now)
    return Roll(tuple(one for one in roll.people if one.arrived_at is not None)) if only_arrived else roll


def as_pdf(
    paper: Paper,
    roll: Roll,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    words: dict[str, str],
    sheet: Sheet = Sheet.TWO_BY_FIVE,
    text: str = "",
    arrow: Arrow = Arrow.NONE,
    now: datetime,
) -> bytes:
    """A paper as tagged PDF; `words` are the headings of its columns, `text` is what a sign says."""
    columns, rows = (int(n) for n in sheet.value.split("x"))
    facts = {
        "title": title,
        "when": danish.long_when(starts_at, ends_at),
        "people": [_on_paper(one) for one in roll.people],
        "words": words,
        "columns": columns,
        "rows": rows,
        "text": text,
        "arrow": arrow.value,
    }
    return typesetting.typeset(paper.value, facts, now=now)


def _on_paper(one: Any) -> dict[str, str]:
    return {
        "name": one.name,
        "place": one.municipality or "",
        "at": danish.clock(one.arrived_at) if one.arrived_at is not None else "",
    }
