"""An event in two ways, those who come and those on the net: each with its own seats, and where one stands."""

from dataclasses import dataclass
from typing import Any

from flask import g

from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.policy import Permission, can
from politiker.registrations import queries as registrations
from politiker.registrations.models import State
from politiker.registrations.terms.twins import ways_of
from politiker.web.events.addresses import path_of
from politiker.web.events.words import Phase, phase_of, seat_words
from politiker.web.registrations.words import standing


@dataclass(frozen=True)
class Way:
    """One way of taking part: its seats, where whoever is looking stands, and the address of their own page there."""

    name: str
    button: str
    change: str
    seats: str
    held: int
    capacity: int
    is_open: bool
    standing: tuple[str, str] | None
    is_offered: bool
    join_link: str | None
    url: str


def ways_at(event_id: int, state: State | None, place: int | None, join_link: str | None) -> list[Way]:
    """The two ways of taking part in a meeting that is on the net too: coming first."""
    [coming] = queries.cards([event_id])
    net = ways_of([event_id])[event_id]
    there = registrations.standing_at(net.id, g.actor.person_id) if g.actor.person_id is not None else None
    link = there.join_link if there is not None and can(g.actor, Permission.SEE_JOIN_LINK, there) else None
    names = (
        (_("In person"), _("Register me (in person)"), _("Come in person instead")),
        (_("On the net"), _("Register me (on the net)"), _("Take part on the net instead")),
    )
    return [
        _way(names[0], coming, state, place, join_link),
        _way(names[1], net, there.state if there else None, there.place if there else None, link),
    ]


def _way(names: tuple[str, str, str], row: Any, state: State | None, place: int | None, join_link: str | None) -> Way:
    phase = phase_of(row, g.now)
    return Way(
        name=names[0],
        button=names[1],
        change=names[2],
        seats=seat_words(row, phase, g.now),
        held=row.seats_held + row.seats_reserved,
        capacity=row.capacity,
        is_open=phase in {Phase.OPEN, Phase.FULL},
        standing=standing(state, place) if state is not None else None,
        is_offered=state is State.OFFERED,
        join_link=join_link,
        url=f"{path_of(row.id, row.title)}/tilmelding",
    )
