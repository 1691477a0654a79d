"""Make a series: many dates of one event at once, looked at before they are made."""

import hashlib

from flask import g, redirect, render_template, url_for
from wtforms import HiddenField

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.copying import MOST_DATES, TooManyDates, make_series
from politiker.registrations.series_acts import how_many
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before, remember_answer
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections, whole_event_for
from politiker.web.organiser.fields import TextField
from politiker.web.planning.copying import ShapeForm
from politiker.web.planning.date_lines import DateLine, DateReader, faults_of
from politiker.web.planning.door import blueprint

LONGEST_LIST = 10_000  # characters of typed dates


class SeriesForm(ShapeForm):
    """Many dates, a line each. `looked_at` marks what was last shown, so that nothing unseen is made."""

    dates = TextField(_("Dates"), longest=LONGEST_LIST, required=_("Write a date on each line."))
    looked_at = HiddenField()

    def mark(self) -> str:
        """What is to be made, in short."""
        asked = repr((self.title.data, self.dates.data, sorted(self.chosen())))
        return hashlib.sha256(asked.encode()).hexdigest()[:20]


@blueprint.route(f"{EVENT}/raekke", methods=["GET", "POST"])
@open_to(Access.STAFF)
def series_of(event_id: int) -> Page:
    """Type or paste the dates, look at how they were understood, and make them all as drafts."""
    event = whole_event_for(Permission.EDIT_EVENT, event_id)
    form = SeriesForm(event)
    lines: list[DateLine] = []
    is_right = form.validate_on_submit()
    if is_right:
        reader = DateReader(EventDetails.of(event), form.chosen(), queries.venues(), now=g.now)
        lines = reader.lines(form.dates.data)
        form.dates.errors = [*faults_of(lines), *_too_many(event, lines)]
        is_right = not form.dates.errors
        if is_right and form.looked_at.data == form.mark():
            if earlier := answered_before(form):
                return redirect(earlier, 303)
            try:
                series = make_series(
                    event, form.title.data, [line.date for line in lines if line.date], form.chosen(), by=g.actor,
                    now=g.now,
                )  # fmt: skip
            except TooManyDates as rule:
                form.dates.errors, is_right = [_at_most(rule.facts["free"])], False
            else:
                there = url_for("planning.series", series_id=series.id, besked="raekke")
                remember_answer(form, there)
                db.session.commit()
                return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
        form.looked_at.data = form.mark() if is_right else ""
    return render_template(
        "planning/series_of.html",
        form=form,
        event=event,
        lines=lines,
        is_right=is_right,
        most=MOST_DATES,
        sections=sections(event, "planning.series_of"),
    ), 200 if is_right or not form.is_submitted() else 422


def _too_many(event: Event, lines: list[DateLine]) -> list[str]:
    present = how_many(event.series_id) if event.series_id else (0 if event.is_template else 1)
    free = MOST_DATES - present
    return [_at_most(free)] if len(lines) > free else []


def _at_most(free: int) -> str:
    return _("A series has at most %(most)s dates. There is room for %(free)s more.", most=MOST_DATES, free=free)
