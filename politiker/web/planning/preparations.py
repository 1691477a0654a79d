"""What has to be done before an event: the list, and its lines ticked off one by one."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.models import Event
from politiker.events.planning.preparations import (
    MOST_DAYS,
    MOST_PREPARATIONS,
    Preparation,
    TooManyPreparations,
    add_preparation,
    due_on,
    preparation_of,
    preparations_of,
    remove_preparation,
    tick_off,
)
from politiker.policy import Permission
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, NumberField, choices
from politiker.web.planning.copying import PressForm
from politiker.web.planning.door import blueprint

ONE = f"{EVENT}/forberedelser/<int(max=2147483647):preparation_id>"
WEEKS_BEFORE, DAYS_BEFORE, DAYS_AFTER = "weeks_before", "days_before", "days_after"
UNITS = {WEEKS_BEFORE: 7, DAYS_BEFORE: 1, DAYS_AFTER: -1}


class PreparationForm(ChangingForm):
    """What, and how long before."""

    title = LineField(_("What has to be done"), longest=200, required=_("Write what has to be done."))
    number = NumberField(_("How long"), least=0, most=MOST_DAYS, required=_("Write how long before the event."))
    unit = SelectField(
        _("Weeks or days"),
        choices=choices(
            {
                WEEKS_BEFORE: _("weeks before"),
                DAYS_BEFORE: _("days before"),
                DAYS_AFTER: _("days after"),
            }
        ),
        validators=[InputRequired()],
    )

    def days_before(self) -> int:
        """How many days before the event; after it when negative."""
        return int(self.number.data * UNITS[self.unit.data])


class TickForm(ChangingForm):
    """Done, or not after all."""

    answer = HiddenField(validators=[AnyOf(["done", "undone"])])


@dataclass(frozen=True)
class Line:
    """One thing to do, when, and the presses that change it."""

    id: int
    title: str
    due: str
    is_done: bool
    is_late: bool
    tick: TickForm
    press: PressForm


@blueprint.route(f"{EVENT}/forberedelser", methods=["GET", "POST"])
@open_to(Access.STAFF)
def preparations(event_id: int) -> Page:
    """The list, and one more line for it."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = PreparationForm()
    if form.validate_on_submit():
        there = url_for("planning.preparations", event_id=event_id, besked="gemt")
        if abs(form.days_before()) > MOST_DAYS:
            form.number.errors = [_("That is too long before. Write at most two years.")]
        else:
            if earlier := answered_before(form, then=there):
                return redirect(earlier, 303)
            try:
                add_preparation(event, form.title.data, form.days_before(), by=g.actor)
            except TooManyPreparations:
                refuse(form, _("An event has at most %(most)s preparations.", most=MOST_PREPARATIONS))
            else:
                db.session.commit()
                return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    lines = [_line(row, event) for row in preparations_of(event_id)]
    return render_template(
        "planning/preparations.html",
        form=form,
        event=event,
        left=[line for line in lines if not line.is_done],
        done=[line for line in lines if line.is_done],
        sections=sections(event, "planning.preparations"),
    ), 422 if form.is_submitted() else 200


@blueprint.post(f"{ONE}/afkryds")
@open_to(Access.STAFF)
def tick(event_id: int, preparation_id: int) -> Response:
    """Say that it is done, or that it is not after all."""
    event, preparation = _one(event_id, preparation_id)
    form = TickForm()
    there = url_for("planning.preparations", event_id=event_id)
    if form.validate_on_submit() and answered_before(form, then=there) is None:
        tick_off(preparation, event, is_done=form.answer.data == "done", by=g.actor, now=g.now)
        db.session.commit()
    return redirect(there, 303)


@blueprint.post(f"{ONE}/fjern")
@open_to(Access.STAFF)
def remove(event_id: int, preparation_id: int) -> Response:
    """Take it off the list."""
    event, preparation = _one(event_id, preparation_id)
    form = PressForm()
    there = url_for("planning.preparations", event_id=event_id, besked="gemt")
    if form.validate_on_submit() and answered_before(form, then=there) is None:
        remove_preparation(preparation, event, by=g.actor)
        db.session.commit()
    return redirect(there, 303)


def _one(event_id: int, preparation_id: int) -> tuple[Event, Preparation]:
    event = event_for(Permission.EDIT_EVENT, event_id)
    preparation = preparation_of(event_id, preparation_id)
    if preparation is None:
        abort(404)
    return event, preparation


def _line(row: Any, event: Event) -> Line:
    today, day = danish.local(g.now).date(), due_on(event.starts_at, row.days_before)
    is_done = row.done_at is not None
    return Line(
        id=row.id,
        title=row.title,
        due=_relative(row.days_before)
        if event.is_template
        else f"{danish.day(day, today)} ({_relative(row.days_before)})",
        is_done=is_done,
        is_late=not is_done and not event.is_template and day < today,
        tick=TickForm(formdata=None, answer="undone" if is_done else "done"),
        press=PressForm(formdata=None),
    )


def _relative(days_before: int) -> str:
    """How long before or after, as one would say it."""
    if days_before == 0:
        return _("on the day")
    if days_before < 0:
        return ngettext("%(num)d day after", "%(num)d days after", -days_before)
    if days_before % 7 == 0:
        return ngettext("%(num)d week before", "%(num)d weeks before", days_before // 7)
    return ngettext("%(num)d day before", "%(num)d days before", days_before)
