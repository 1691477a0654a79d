"""The box that tells what else happens on a day: other events for the same people, and councils that meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.clashes import Box, Clash, Span, clashes
from politiker.events.models import Event
from politiker.web.events.addresses import path_of

MOST_SHOWN, MOST_DATES = 5, 50


@dataclass(frozen=True)
class Line:
    """One event at the same time: what and when, why it is told, and where it is found."""

    title: str
    url: str
    when: str
    why: str


@dataclass(frozen=True)
class Words:
    """What a box says; `councils` is a sentence, and None when no council's calendar is known."""

    lines: tuple[Line, ...]
    more: int
    councils: str | None
    names: str

    @property
    def is_quiet(self) -> bool:
        """Nothing else happens, as far as we know."""
        return not self.lines and not self.names


def clash_box(event: Event) -> Words | None:
    """What else happens while an event is on; None when it is over or called off."""
    if event.is_called_off or event.is_over(g.now):
        return None
    return clash_boxes(event, [(event.starts_at, event.ends_at)])[0]


def clash_boxes(event: Event, spans: Sequence[Span]) -> list[Words]:
    """The same for each of some times the event could have."""
    return [_words(box) for box in clashes(event, spans)]


def series_clashes(dates: Sequence[Any]) -> list[tuple[str, Words]]:
    """What else happens on the coming dates of a series, for those on which something does; of the first fifty."""
    coming = [row for row in dates if row.called_off_at is None and row.ends_at > g.now][:MOST_DATES]
    event = db.session.get(Event, coming[0].id) if coming else None
    if event is None:
        return []
    today = danish.local(g.now).date()
    boxes = clashes(event, [(row.starts_at, row.ends_at) for row in coming], besides={row.id for row in dates})
    found = zip(coming, (_words(box) for box in boxes), strict=True)
    return [(danish.when(row.starts_at, row.ends_at, today), words) for row, words in found if not words.is_quiet]


def _words(box: Box) -> Words:
    councils = None
    if box.known:
        councils = ngettext(
            "%(num)d council meets then, of the %(known)s whose calendar we know.",
            "%(num)d councils meet then, of the %(known)s whose calendar we know.",
            len(box.councils),
            known=danish.number(box.known),
        )
    return Words(
        lines=tuple(_line(clash) for clash in box.events[:MOST_SHOWN]),
        more=max(0, len(box.events) - MOST_SHOWN),
        councils=councils,
        names=", ".join(box.councils),
    )


def _line(clash: Clash) -> Line:
    if clash.same_people and clash.same_region:
        why = _("for the same people, in the same region")
    else:
        why = _("for the same people") if clash.same_people else _("in the same region")
    when = danish.when(clash.starts_at, clash.ends_at, danish.local(g.now).date())
    return Line(clash.title, path_of(clash.id, clash.title), when, why)
