"""Move or call off one, several or all dates of a series."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, redirect, render_template
from wtforms import BooleanField, Form, FormField, HiddenField, SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.planning.shifting import Shift
from politiker.registrations import series_acts
from politiker.registrations.copying import MOST_DATES
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import Page, let_go
from politiker.web.organiser.event_form import checkboxes
from politiker.web.organiser.fields import DayField, NumberField, RowList, TextField, choices
from politiker.web.planning.door import blueprint
from politiker.web.planning.series import SERIES, go_on, running_in, series_for

MOST_DAYS = 730
LATER, EARLIER = "later", "earlier"


class CallOffDatesForm(ChangingForm):
    """Which dates, and why, as guests will read it."""

    dates = checkboxes(_("Dates"), {})
    reason = TextField(_("Why are they called off"), longest=400, required=_("Write why the dates are called off."))


class MoveRow(Form):
    """One date: whether it goes along, and its own new day."""

    event = HiddenField()
    goes_along = BooleanField(_("Move"))
    day = DayField(_("New first day"))


class MoveDatesForm(ChangingForm):
    """So many days for those that are ticked, or a day of its own for each."""

    days = NumberField(_("Number of days"), least=1, most=MOST_DAYS)
    way = SelectField(
        _("Which way"),
        choices=choices({LATER: _("Later"), EARLIER: _("Earlier")}),
        validators=[InputRequired()],
    )
    rows = RowList(FormField(MoveRow), _("Dates"), max_entries=MOST_DATES)


@blueprint.route(f"{SERIES}/aflys", methods=["GET", "POST"])
@open_to(Access.STAFF)
def call_off_dates(series_id: int) -> Page:
    """Call one, several or all dates off."""
    one, dates = series_for(series_id)
    dates = [row for row in running_in(dates) if row.published_at is not None]
    form = CallOffDatesForm()
    form.dates.flags.required = True
    form.dates.choices = choices({row.id: _line(row) for row in dates})
    if form.validate_on_submit():
        if not form.dates.data:
            form.dates.errors = [_("Tick the dates that are called off.")]
        else:
            if earlier := answered_before(form):
                return redirect(earlier, 303)
            chosen = [int(id) for id in form.dates.data]
            act = series_acts.call_off_dates(one, chosen, form.reason.data, by=g.actor, now=g.now)
            return go_on(form, act)
    if form.is_submitted():
        let_go()
        one, _dates = series_for(series_id)
    return render_template(
        "planning/call_off_dates.html", form=form, series=one, has_dates=bool(dates)
    ), 422 if form.is_submitted() else 200


@blueprint.route(f"{SERIES}/flyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
def move_dates(series_id: int) -> Page:
    """Move one, several or all dates by some days, or each to a day of its own."""
    one, dates = series_for(series_id)
    movable = {str(row.id): row for row in dates if row.called_off_at is None and row.starts_at > g.now}
    form = MoveDatesForm(data={"rows": [{"event": id} for id in movable]})
    if form.validate_on_submit():
        starts = _new_starts(form, movable)
        if not form.errors:
            if earlier := answered_before(form):
                return redirect(earlier, 303)
            act = series_acts.move_dates(one, starts, by=g.actor, now=g.now)
            return go_on(form, act)
    if form.is_submitted():
        let_go()
        one, _dates = series_for(series_id)
    return render_template(
        "planning/move_dates.html",
        form=form,
        series=one,
        rows=[(entry.form, _line(movable[id])) for entry in form.rows if (id := entry.form.event.data) in movable],
    ), 422 if form.is_submitted() else 200


def _new_starts(form: MoveDatesForm, movable: dict[str, Any]) -> dict[int, datetime]:
    """When each date is to begin that was ticked or given a day; a sentence in the form where that cannot be."""
    starts = {}
    days = (form.days.data or 0) * (1 if form.way.data == LATER else -1)
    for entry in form.rows:
        row = movable.get(entry.form.event.data)
        if row is None or not (entry.form.goes_along.data or entry.form.day.data):
            continue
        start = _moved(row.starts_at, entry.form.day.data, days)
        if start is None or (start <= g.now and row.published_at is not None):
            entry.form.day.errors = [_("The event must begin later than now.")]
        elif start == row.starts_at and entry.form.day.data is None:
            form.days.errors = [_("Write how many days, or a new first day for each date.")]
        else:
            starts[row.id] = start
    if any(entry.form.errors for entry in form.rows):
        form.rows.errors = [entry.form.errors for entry in form.rows]
    elif not starts and not form.errors:
        refuse(form, _("Tick the dates that are moved, or write a new first day for them."))
    return starts


def _moved(starts_at: datetime, day: Any, days: int) -> datetime | None:
    """The same hour on another day; None when there is no such day."""
    try:
        if day is None:
            return Shift(days, timedelta(0)).day_of(starts_at)
        return danish.from_local(day, danish.local(starts_at).time())
    except (NoSuchLocalTime, OverflowError):
        return None


def _line(row: Any) -> str:
    """A date in one line, with how many are told when something happens to it."""
    when = danish.when(row.starts_at, row.ends_at, danish.local(g.now).date())
    where = f"{row.venue}, {row.town}" if row.venue else _("On the net")
    told = row.seats_held + row.waiting
    guests = ngettext("%(num)d guest", "%(num)d guests", told) if row.published_at is not None else _("draft")
    return f"{when}, {where} ({guests})"
