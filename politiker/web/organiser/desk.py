"""The desk: what needs the organiser's hand today, and the events in hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g, render_template, url_for

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.planning.preparations import Due, due_at
from politiker.events.queries import organised_by
from politiker.policy import Permission, can
from politiker.registrations.approving import awaiting_at
from politiker.registrations.guest_list import requests_waiting
from politiker.registrations.mailings.log import events_of, failed_at
from politiker.registrations.task_list import tasks_at
from politiker.registrations.terms.twins import ways_of
from politiker.web.access import Access, open_to
from politiker.web.organiser.door import blueprint, creator_or_404, event_page

SOON = timedelta(days=30)
ACROSS = (
    (_("What councillors wish for"), "wishes.demand", Permission.ANSWER_WISH),
    (_("Letters that did not arrive"), "mailings.failed", Permission.CREATE_EVENT),
    (_("Calendars of councils"), "dates.calendars", Permission.CREATE_EVENT),
    (_("The year in numbers"), "evaluations.year", Permission.SEE_YEAR),
)
NEARLY_FULL, NEARLY_EMPTY = 0.9, 1 / 3


@dataclass(frozen=True)
class Task:
    """One thing that waits for a hand: which event, what it is, and where to do it. People before drafts."""

    rank: int
    title: str
    words: str
    act: str
    url: str


@dataclass(frozen=True)
class Line:
    """One event as it stands on the desk."""

    title: str
    url: str
    when: str
    starts_at: datetime
    where: str
    seats: str
    held: int
    capacity: int
    state: str
    kind: str
    net: tuple[str, str] | None


@blueprint.get("/arrangoer")
@open_to(Access.STAFF)
def desk() -> str:
    """What needs my hand today?"""
    creator_or_404()
    rows = list(db.session.execute(organised_by(g.actor, now=g.now)))
    with_guests = {row.id for row in rows if can(g.actor, Permission.SEE_REGISTRATIONS, row)}
    mine = [row.id for row in rows if row.called_off_at is None and can(g.actor, Permission.EDIT_EVENT, row)]
    due: dict[int, list[Due]] = {}
    for one in due_at(mine, now=g.now):
        due.setdefault(one.event_id, []).append(one)
    waiting, left = requests_waiting(with_guests), tasks_at(with_guests, now=g.now)
    failed = failed_at(events_of(g.actor))
    asking = awaiting_at(with_guests)
    coming = [row for row in rows if row.ends_at > g.now]
    net = ways_of([row.id for row in rows])
    return render_template(
        "organiser/desk.html",
        across=[(title, url_for(endpoint)) for title, endpoint, permission in ACROSS if can(g.actor, permission)],
        tasks=sorted(
            [
                *(t for row in coming for t in _tasks(row, waiting.get(row.id, 0), left.get(row.id, 0))),
                *(t for row in rows for t in _preparations(row, due.get(row.id, []))),
                *(t for row in coming for t in _approvals(row, asking.get(row.id, 0))),
                *(_failed_letters(row, failed[row.id]) for row in rows if row.id in failed),
            ],
            key=lambda task: task.rank,
        ),
        coming=[_line(row, net.get(row.id)) for row in coming],
        past=[_line(row, net.get(row.id)) for row in rows if row.ends_at <= g.now],
    )


def _tasks(row: Any, requests: int, left: int) -> Iterator[Task]:
    if left:
        words = ngettext(
            "%(num)d guest sits in the council no longer.", "%(num)d guests sit in their councils no longer.", left
        )
        yield Task(0, row.title, words, _("Decide about the places"), url_for("tasks.show"))
    if requests and can(g.actor, Permission.SEE_REGISTRATIONS, row):
        words = ngettext("%(num)d guest asks to be let off.", "%(num)d guests ask to be let off.", requests)
        yield Task(0, row.title, words, _("Answer"), url_for("organiser.registrations", event_id=row.id))
    if row.called_off_at is not None or not can(g.actor, Permission.EDIT_EVENT, row):
        return
    edit = url_for("organiser.edit", event_id=row.id)
    if row.published_at is None:
        publish = url_for("organiser.publish", event_id=row.id)
        yield Task(1, row.title, _("It is a draft that nobody else can see."), _("Look at it and publish"), publish)
    elif row.starts_at <= g.now:
        return
    elif row.waiting:
        words = ngettext(
            "All seats are taken, and %(num)d is waiting.", "All seats are taken, and %(num)d are waiting.", row.waiting
        )
        yield Task(2, row.title, words, _("Set more seats"), edit)
    elif row.seats_held >= row.capacity:
        yield Task(2, row.title, _("All seats are taken."), _("Set more seats"), edit)
    elif row.seats_held >= NEARLY_FULL * row.capacity:
        yield Task(2, row.title, _("It is nearly full: %(seats)s.", seats=_taken(row)), _("Set more seats"), edit)
    elif row.starts_at - g.now <= SOON and row.seats_held < NEARLY_EMPTY * row.capacity:
        words = _("It begins soon, and there is plenty of room: %(seats)s.", seats=_taken(row))
        yield Task(2, row.title, words, _("See the event"), event_page(row.id, row.title))


def _approvals(row: Any, asking: int) -> Iterator[Task]:
    """Those who signed up and wait for a yes or no."""
    if asking and row.starts_at > g.now:
        words = ngettext("%(num)d guest waits for your approval.", "%(num)d guests wait for your approval.", asking)
        yield Task(0, row.title, words, _("Answer"), url_for("questions.approval", event_id=row.id))


def _preparations(row: Any, due: list[Due]) -> Iterator[Task]:
    """What has to be done at an event by today: the oldest, and how many more there are."""
    if not due:
        return
    words = _("Due %(day)s: %(what)s.", day=danish.day(due[0].due_on, danish.local(g.now).date()), what=due[0].title)
    if more := len(due) - 1:
        words += " " + ngettext("%(num)d more is due.", "%(num)d more are due.", more)
    yield Task(1, row.title, words, _("See the list"), url_for("planning.preparations", event_id=row.id))


def _failed_letters(row: Any, failed: int) -> Task:
    words = ngettext("%(num)d letter did not arrive.", "%(num)d letters did not arrive.", failed)
    return Task(0, row.title, words, _("See why, and send again"), url_for("mailings.failed"))


def _taken(row: Any) -> str:
    return _(
        "%(held)s of %(capacity)s seats taken",
        held=danish.number(row.seats_held),
        capacity=danish.number(row.capacity),
    )


def _on_the_net(way: Any) -> tuple[str, str]:
    """The seats on the net of a meeting, and where one works with them."""
    words = _("On the net: %(seats)s", seats=_taken(way))
    if way.waiting:
        words = _("%(seats)s, %(waiting)s waiting", seats=words, waiting=danish.number(way.waiting))
    may_see = way.published_at is not None and can(g.actor, Permission.SEE_REGISTRATIONS, way)
    return words, url_for("organiser.registrations", event_id=way.id) if may_see else ""


def _line(row: Any, net: Any) -> Line:
    state, kind = _state(row)
    seats = _taken(row)
    if row.waiting:
        seats = _("%(seats)s, %(waiting)s waiting", seats=seats, waiting=danish.number(row.waiting))
    return Line(
        title=row.title,
        url=_first_page(row),
        when=danish.when(row.starts_at, row.ends_at, danish.local(g.now).date()),
        starts_at=row.starts_at,
        where=f"{row.venue}, {row.town}" if row.venue else _("On the net"),
        seats=seats,
        held=row.seats_held,
        capacity=row.capacity,
        state=state,
        kind=kind,
        net=_on_the_net(net) if net is not None else None,
    )


def _first_page(row: Any) -> str:
    """Where somebody who works with an event most likely wants to go."""
    if row.published_at is not None and can(g.actor, Permission.SEE_REGISTRATIONS, row):
        return url_for("organiser.registrations", event_id=row.id)
    if can(g.actor, Permission.EDIT_EVENT, row):
        return url_for("organiser.edit" if row.called_off_at is None else "organiser.rights", event_id=row.id)
    if can(g.actor, Permission.CHECK_IN, row):
        return url_for("arrivals.check_in", event_id=row.id)
    if can(g.actor, Permission.READ_NEEDS, row):
        return url_for("organiser.needs", event_id=row.id)
    return event_page(row.id, row.title)


def _state(row: Any) -> tuple[str, str]:
    if row.called_off_at is not None:
        return _("Called off"), "error"
    if row.published_at is None:
        return _("Draft"), "warning"
    if row.ends_at <= g.now:
        return _("Held"), "neutral"
    return _("Published"), "success"
