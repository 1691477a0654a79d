"""The calendars of councils: how many meetings we know, and taking one in from a file."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_wtf.file import FileField, FileRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events.council_calendars import actions, queries
from politiker.events.council_calendars.reading import LARGEST, MOST_ENTRIES, CalendarRefused, read_calendar
from politiker.people.councils.queries import by_code
from politiker.people.models import Municipality
from politiker.policy import Permission, Place, Role, can
from politiker.web.access import Access, open_to
from politiker.web.dates.door import blueprint
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.door import Page, let_go

CALENDARS = "/raadskalendere"


class CalendarForm(ChangingForm):
    """Which file."""

    file = FileField(
        _("Calendar file"),
        [FileRequired(_("Choose a file."))],
        description=_("An .ics file of at most 1 MB, as Outlook and council calendars export it."),
    )


def _place_or_404(code: str) -> Municipality:
    place = by_code(code)
    if place is None or not can(g.actor, Permission.KEEP_COUNCIL_CALENDAR, Place(place.id)):
        abort(404)
    return place


@blueprint.get(CALENDARS)
@open_to(Access.SIGNED_IN, sensitive=True)
def calendars() -> Page:
    """Every council one may bring the calendar of; a secretary has their own, organisers and administrators all."""
    everywhere = g.actor.has(Role.ORGANISER) or g.actor.has(Role.ADMINISTRATOR)
    if not everywhere and not g.actor.secretary_of:
        abort(404)
    rows = queries.calendars(only=None if everywhere else frozenset(g.actor.secretary_of), now=g.now)
    return render_template("dates/calendars.html", rows=rows, known=sum(row.meetings > 0 for row in rows))


@blueprint.route(f"{CALENDARS}/<code>", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def calendar_of(code: str) -> Page:
    """The next meetings of one council, and another file to take their place."""
    place = _place_or_404(code)
    form = CalendarForm()
    if form.validate_on_submit():
        there = url_for("dates.calendar_of", code=code, besked="kalender")
        content = form.file.data.read(LARGEST + 1)
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            meetings = read_calendar(content, now=g.now)
        except CalendarRefused as refused:
            form.file.errors = [_why(refused)]
        else:
            actions.take_in_calendar(place, meetings, by=g.actor, now=g.now)
            db.session.commit()
            return redirect(there, 303)
    if request.method == "POST":
        let_go()
        place = _place_or_404(code)
    today = danish.local(g.now).date()
    meetings_known = [
        danish.when(row.starts_at, row.ends_at, today) for row in queries.meetings_of(place.id, now=g.now)
    ]
    text = render_template("dates/calendar_of.html", form=form, place=place, meetings=meetings_known)
    return text, 422 if form.is_submitted() else 200


def _why(refused: CalendarRefused) -> str:
    facts: dict[str, Any] = refused.facts
    match facts["why"]:
        case "too_large":
            return _("The file is larger than 1 MB.")
        case "too_many":
            return _("There is too much in the file. At most %(most)s appointments.", most=danish.number(MOST_ENTRIES))
        case "empty":
            return _("There are no appointments in the file.")
        case "unfinished":
            return _("The end of the file is missing. Export it again.")
        case "rule":
            return _("Line %(line)s: the appointment recurs in a way we do not follow.", line=facts["line"])
        case "line":
            return _("Line %(line)s cannot be understood. Export the calendar again.", line=facts["line"])
        case _:
            return _("The file is not a calendar. It must be an .ics file.")
