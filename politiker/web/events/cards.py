"""The cards of a list of events: made once for everybody, with each reader's own state put in."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup

from politiker.core import danish
from politiker.events import queries
from politiker.registrations.models import State
from politiker.web.events.addresses import path_of
from politiker.web.events.words import (
    KINDS,
    Phase,
    own_state_words,
    phase_of,
    place_words,
    roles_of,
    seat_words,
    true_until,
)
from politiker.web.fragments import fragments, midnight_after

OWN = "<!--own-->"


@dataclass(frozen=True)
class CardWords:
    """What stands on a card."""

    title: str
    path: str
    weekday: str
    day: int
    month: str
    iso: str
    starts_at: str
    when: str
    kind: str
    roles: str
    place: str
    seats: str
    held: int
    capacity: int
    has_meter: bool
    is_called_off: bool


def cards(listed: Sequence[Any], now: datetime) -> tuple[Markup, datetime]:
    """The items of a list, from rows of `events.finding.listed`, and until when their words are true.

    `own_state` is said where a row has one.
    """
    kept = fragments()
    found: dict[int, Any] = {row.id: kept.find(("card", row.id), row.lock_version, now) for row in listed}
    if missing := [id for id, card in found.items() if card is None]:
        for event in queries.cards(missing):
            before, _mark, after = _card(event, now).partition(OWN)
            until, size = true_until(event, now), len(before) + len(after)
            found[event.id] = card = (f"<li>{before}", f"{after}</li>", until)
            kept.keep(("card", event.id), event.lock_version, card, now=now, until=until, size=size)
    shown: list[str] = []
    ends = midnight_after(now)
    for row in listed:
        if (card := found[row.id]) is not None:
            own = getattr(row, "own_state", None)
            shown += (card[0], own_state(own) if own is not None else "", card[1])
            ends = min(ends, card[2])
    return Markup("".join(shown)), ends  # noqa: S704  # escaping templates alone


@functools.cache
def own_state(state: State) -> str:
    """Where one stands, as a tag."""
    text, kind = own_state_words(state)
    return str(_macros().own_state(text, kind))


def _card(event: Any, now: datetime) -> str:
    start = danish.local(event.starts_at)
    phase, month = phase_of(event, now), danish.MONTHS[start.month - 1]
    words = CardWords(
        title=event.title,
        path=path_of(event.id, event.title),
        weekday=f"{danish.WEEKDAYS[start.weekday()][:3]}.",
        day=start.day,
        month=month if len(month) == 3 else f"{month[:3]}.",
        iso=start.date().isoformat(),
        starts_at=event.starts_at.isoformat(),
        when=danish.when(event.starts_at, event.ends_at, danish.local(now).date()),
        kind=KINDS[event.kind],
        roles=roles_of(event),
        place=place_words(event),
        seats=seat_words(event, phase, now),
        held=event.seats_held + event.seats_reserved,
        capacity=event.capacity,
        has_meter=phase in {Phase.FULL, Phase.OPEN},
        is_called_off=phase is Phase.CALLED_OFF,
    )
    return str(_macros().event_card(words))


def _macros() -> Any:
    return current_app.jinja_env.get_template("events/_card.html").module
