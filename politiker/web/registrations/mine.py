"""All one has signed up for: what needs an answer first, then what is coming, then what is past."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, render_template

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.events.date_polls.queries import open_for
from politiker.registrations import queries
from politiker.registrations.models import CERTAIN, ENDED, State
from politiker.web.access import Access, open_to
from politiker.web.registrations.addresses import blueprint, of_event
from politiker.web.registrations.words import moment, standing

NEEDS_ANSWER = frozenset({State.OFFERED, State.NOMINATED, State.AWAITING_MUNICIPALITY})


@dataclass(frozen=True)
class Line:
    """One registration as it stands in the list: where one stands, and the next step."""

    title: str
    url: str
    starts_on: date
    weekday: str
    month: str
    when: str
    where: str
    standing: str
    kind: str
    next_step: str
    next_url: str | None
    note: str
    ticket_url: str | None


@blueprint.get("/mine-tilmeldinger")
@open_to(Access.SIGNED_IN)
def mine() -> str:
    """What have I got, and what must I do?"""
    answer, coming, past = [], [], []
    for row in reversed(queries.mine(g.actor.person_id)):
        line = _line(row)
        is_over = row.ends_at <= g.now
        if is_over or (row.state in ENDED and row.state is not State.CALLED_OFF):
            past.append(line)
        elif row.state in NEEDS_ANSWER and not _is_too_late(row):
            answer.append(line)
        else:
            coming.append(line)
    asked = open_for(g.actor.person_id or 0, now=g.now)
    return render_template("registrations/mine.html", answer=answer, coming=coming, past=past[::-1], dates_asked=asked)


def _line(row: Any) -> Line:
    starts_on = danish.local(row.starts_at).date()
    words, kind = _standing(row)
    next_step, endpoint = _next_step(row)
    where = f"{row.venue}, {row.town}" if row.venue else _("Online")
    return Line(
        title=row.title,
        url=of_event("registrations.register", row.event_id, row.title),
        starts_on=starts_on,
        weekday=f"{danish.WEEKDAYS[starts_on.weekday()][:3]}.",
        month=f"{danish.MONTHS[starts_on.month - 1][:3]}.",
        when=danish.when(row.starts_at, row.ends_at, danish.local(g.now).date()),
        where=where,
        standing=words,
        kind=kind,
        next_step=next_step,
        next_url=of_event(endpoint, row.event_id, row.title) if endpoint else None,
        note=_note(row),
        ticket_url=_ticket(row),
    )


def _standing(row: Any) -> tuple[str, str]:
    if row.state not in ENDED and row.ends_at <= g.now:
        return (_("You had a seat"), "neutral") if row.state in CERTAIN else (_("It is over"), "neutral")
    if _is_too_late(row):
        return standing(State.EXPIRED)
    return standing(row.state, row.place)


def _is_too_late(row: Any) -> bool:
    return row.state is State.OFFERED and row.offer_ends_at is not None and bool(row.offer_ends_at <= g.now)


def _next_step(row: Any) -> tuple[str, str | None]:
    """What waits for one's own hand, and the page for it."""
    if row.ends_at <= g.now and row.state in CERTAIN:
        return _("Evaluation, certificate and materials"), "evaluations.after"
    if row.starts_at <= g.now or _is_too_late(row):
        return "", None
    if row.state is State.OFFERED:
        return _("Answer before %(when)s", when=moment(row.offer_ends_at)), "registrations.register"
    if row.state is State.CONFIRMED and row.presence_asked_at is not None and row.presence_confirmed_at is None:
        return _("Tell whether you come"), "registrations.register"
    if row.state is State.CONFIRMED and row.venue and row.needs_stated_at is None:
        return _("Tell us about food and needs"), "registrations.needs"
    if row.state is State.CONFIRMED and row.asks_after and row.answered_at is None:
        return _("Answer questions"), "registrations.answers"
    return "", None


def _ticket(row: Any) -> str | None:
    """Where the ticket is, for a seat somewhere one has to come to."""
    has_one = row.state in CERTAIN and row.venue and row.ends_at > g.now
    return of_event("arrivals.ticket", row.event_id, row.title) if has_one else None


def _note(row: Any) -> str:
    """What one should know about where one stands."""
    if row.state is State.CALLED_OFF:
        return row.called_off_reason or ""
    if row.starts_at <= g.now:
        return ""
    if row.state is State.CONFIRMED and row.binding_at is not None and g.now < row.binding_at:
        return _("Withdraw before %(when)s", when=moment(row.binding_at))
    if row.state is State.WAITING:
        return _("We write to you when a seat is free.")
    if row.state is State.WITHDRAWAL_REQUESTED:
        return _("You keep your seat until the organiser has answered.")
    return ""
