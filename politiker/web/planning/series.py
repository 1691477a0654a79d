"""A series: all its dates on one page, and what is done to many of them at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, g, redirect, render_template, url_for

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events.models import Series
from politiker.registrations import series_acts
from politiker.registrations.series_acts import Act
from politiker.web.access import Access, open_to
from politiker.web.dates.clash_box import series_clashes
from politiker.web.forms import ChangingForm, answered_before, remember_answer
from politiker.web.organiser.door import Page, let_go
from politiker.web.planning.door import blueprint

SERIES = "/arrangoer/raekker/<int(max=2147483647):series_id>"
DOING = {
    Act.PUBLISH: _("Publishing dates"),
    Act.MOVE: _("Moving dates"),
    Act.CALL_OFF: _("Calling dates off"),
}
REFUSALS = {
    "EventIsPast": _("It has begun already."),
    "EventCannotMoveIntoPast": _(
        "A published event must begin later than now, and one that has begun cannot be moved."
    ),
    "EventIsCalledOff": _("It is called off."),
    "Forbidden": _("You may not edit it any more."),
    "IllegalMove": _("It was published, called off or over before we came to it."),
}


class PublishSeriesForm(ChangingForm):
    """One press."""


@dataclass(frozen=True)
class Date:
    """One date of a series as it stands on its page."""

    id: int
    url: str
    starts_at: datetime
    when: str
    where: str
    seats: str
    held: int
    capacity: int
    state: str
    kind: str


def series_for(series_id: int) -> tuple[Series, list[Any]]:
    """The series with the dates one may edit; whoever may edit none of them finds nothing."""
    series = db.session.get(Series, series_id)
    dates = series_acts.dates_of(series_id, g.actor) if series is not None else []
    if series is None or not dates:
        abort(404)
    return series, dates


def drafts_in(dates: list[Any]) -> list[Any]:
    """Those that are not published yet."""
    return [row for row in dates if row.published_at is None and row.called_off_at is None]


def running_in(dates: list[Any]) -> list[Any]:
    """Those that are neither over nor called off."""
    return [row for row in dates if row.called_off_at is None and row.ends_at > g.now]


@blueprint.get(SERIES)
@open_to(Access.STAFF)
def series(series_id: int) -> Page:
    """Every date with its seats."""
    return _series_page(series_id, PublishSeriesForm())


def _series_page(series_id: int, form: PublishSeriesForm) -> Page:
    one, dates = series_for(series_id)
    return render_template(
        "planning/series.html",
        series=one,
        dates=[date_of(row) for row in dates],
        clashes=series_clashes(dates),
        seats=(sum(row.seats_held for row in dates), sum(row.capacity for row in dates)),
        drafts=len(drafts_in(dates)),
        may_move=any(row.called_off_at is None and row.starts_at > g.now for row in dates),
        may_call_off=any(row.published_at is not None for row in running_in(dates)),
        form=form,
        more_url=url_for("planning.series_of", event_id=dates[-1].id),
        acts=[(DOING[row.kind], row) for row in series_acts.acts_of(series_id)],
    )


@blueprint.post(f"{SERIES}/udgiv")
@open_to(Access.STAFF)
def publish_series(series_id: int) -> Page:
    """Publish every draft of the series."""
    one, dates = series_for(series_id)
    form = PublishSeriesForm()
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        if drafts := [row.id for row in drafts_in(dates)]:
            return go_on(form, series_acts.publish_dates(one, drafts, by=g.actor, now=g.now))
    let_go()
    return _series_page(series_id, form)


def go_on(form: ChangingForm, act: series_acts.SeriesAct) -> Page:
    """Remember where this act can be followed, and go there."""
    there = url_for("planning.act", series_id=act.series_id, act_id=act.id)
    remember_answer(form, there)
    db.session.commit()
    return redirect(there, 303)


@blueprint.get(f"{SERIES}/arbejde/<int(max=2147483647):act_id>")
@open_to(Access.STAFF)
def act(series_id: int, act_id: int) -> Page:
    """How far an act on many dates has come."""
    one, dates = series_for(series_id)
    found = series_acts.act_of(series_id, act_id)
    if found is None:
        abort(404)
    mine = {row.id for row in dates}
    today = danish.local(g.now).date()
    lines = [
        (danish.when(row.starts_at, row.ends_at, today), row.done_at is not None, _refusal(row.refusal))
        for row in series_acts.lines_of(act_id)
        if row.id in mine
    ]
    return render_template(
        "planning/act.html",
        series=one,
        heading=DOING[found.kind],
        lines=lines,
        done=sum(is_done for _when, is_done, _refusal in lines),
        here=url_for("planning.act", series_id=series_id, act_id=act_id),
    )


def _refusal(name: str | None) -> str:
    return REFUSALS.get(name, _("It could not be done. Try to edit the event itself.")) if name else ""


def date_of(row: Any) -> Date:
    """A date as it stands on the page of its series."""
    if row.called_off_at is not None:
        state, kind = _("Called off"), "error"
    elif row.published_at is None:
        state, kind = _("Draft"), "warning"
    elif row.ends_at <= g.now:
        state, kind = _("Held"), "neutral"
    else:
        state, kind = _("Published"), "success"
    held, capacity = danish.number(row.seats_held), danish.number(row.capacity)
    seats = _("%(held)s of %(capacity)s seats taken", held=held, capacity=capacity)
    if row.waiting:
        seats = _("%(seats)s, %(waiting)s waiting", seats=seats, waiting=danish.number(row.waiting))
    called_off = row.called_off_at is not None
    return Date(
        id=row.id,
        url=url_for("organiser.rights" if called_off else "organiser.edit", event_id=row.id),
        starts_at=row.starts_at,
        when=danish.when(row.starts_at, row.ends_at, danish.local(g.now).date()),
        where=f"{row.venue}, {row.town}" if row.venue else _("On the net"),
        seats=seats,
        held=row.seats_held,
        capacity=row.capacity,
        state=state,
        kind=kind,
    )
