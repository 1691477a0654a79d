"""Materials of an event: put up, opened at their time, put in order, and taken down."""

from datetime import datetime, time
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, ValidationError

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events import materials as events
from politiker.events.materials import LONGEST_TITLE, MOST_MATERIALS, EventMaterial, Opening, TooManyMaterials
from politiker.events.models import Event
from politiker.files.errors import FileCannotBeKept
from politiker.policy import Permission
from politiker.web.access import Access, open_to
from politiker.web.events.words import moment
from politiker.web.files.door import takes_files
from politiker.web.files.uploading import UploadsField
from politiker.web.files.words import CANNOT_BE_KEPT
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, blueprint, event_for, let_go, sections
from politiker.web.organiser.fields import ClockField, DayField, LineField, choices

ONE = f"{EVENT}/materialer/<int(max=2147483647):material_id>"
MIDNIGHT = time(0, 0)
OPENINGS = {
    Opening.NOW: _("At once"),
    Opening.AFTER: _("When the event is over"),
    Opening.LATER: _("At a time I choose"),
}


class OpeningForm(ChangingForm):
    """What a material is called, when it is opened, and to whom."""

    title = LineField(
        _("Title"), longest=LONGEST_TITLE, description=_("Without a title the name of the file is shown.")
    )
    opening = RadioField(_("When it can be fetched"), [InputRequired()], choices=choices(OPENINGS), default="now")
    opens_on = DayField(_("Date"), description=_("For instance 24-11-2026. Only for a time you choose."))
    opens_time = ClockField(_("Time"), description=_("For instance 9.30. Without a time it is midnight."))
    is_for_all = BooleanField(
        _("Also for those without a seat"),
        description=_("Everybody who is logged in and can see the event can then fetch it."),
    )

    def validate_opens_on(self, field: Any) -> None:
        """A time of one's own needs a day."""
        if self.opening.data == Opening.LATER and field.data is None and not field.errors:
            raise ValidationError(_("Write the date when it can be fetched."))

    @property
    def choice(self) -> dict[str, Any]:
        """What was chosen, as the actions want it."""
        day, clock = self.opens_on.data, self.opens_time.data or MIDNIGHT
        return {
            "opening": Opening(self.opening.data),
            "opens_at": danish.from_local(day, clock) if day is not None else None,
            "is_for_all": self.is_for_all.data,
        }


class MaterialForm(OpeningForm):
    """The same with a file."""

    file = UploadsField(
        _("File"), most=1, hint=_("A PDF, an Office document or a picture, at most 20 MB."),
        required=_("Choose a file."),
    )  # fmt: skip


class PressForm(ChangingForm):
    """One press: up, or away."""


@blueprint.route(f"{EVENT}/materialer", methods=["GET", "POST"])
@open_to(Access.STAFF)
@takes_files
def materials(event_id: int) -> Page:
    """All materials in order, and the form that puts up another."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form, there = MaterialForm(), url_for("organiser.materials", event_id=event_id, besked="materiale")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            events.add_material(event, form.file.clean[0], form.title.data, **form.choice, by=g.actor, now=g.now)
        except TooManyMaterials:
            refuse(form, _("An event has at most %(most)s materials. Take one down first.", most=MOST_MATERIALS))
        except FileCannotBeKept:
            refuse(form, CANNOT_BE_KEPT)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    return render_template(
        "organiser/materials.html",
        form=form,
        event=event,
        lines=[(row, _opens(row, event), PressForm(formdata=None)) for row in events.materials_of(event_id)],
        sections=sections(event, "materials"),
    ), 422 if form.is_submitted() else 200


def _opens(row: Any, event: Event) -> str:
    """When and to whom a material is open, in a sentence."""
    opens_at: datetime | None = events.opens_at(row.opening, row.opens_at, event.ends_at)
    when = _("Open now") if opens_at is None or opens_at <= g.now else _("Opens %(when)s", when=moment(opens_at, g.now))
    whom = _("for everybody who can see the event") if row.is_for_all else _("for those with a seat")
    return f"{when}, {whom}"


@blueprint.route(ONE, methods=["GET", "POST"])
@open_to(Access.STAFF)
def material(event_id: int, material_id: int) -> Page:
    """Call a material something else, or open it at another time or to others."""
    event, one = _material_for(event_id, material_id)
    opens = danish.local(one.opens_at) if one.opens_at is not None else None
    form = OpeningForm(
        title=one.title, opening=one.opening.value, is_for_all=one.is_for_all,
        opens_on=opens.date() if opens else None, opens_time=opens.time() if opens else None,
    )  # fmt: skip
    there = url_for("organiser.materials", event_id=event_id, besked="materiale-gemt")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        events.change_material(one, event, form.title.data, **form.choice, by=g.actor, now=g.now)
        db.session.commit()
        return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event, one = _material_for(event_id, material_id)
    return render_template("organiser/material.html", form=form, event=event, one=one), (
        422 if form.is_submitted() else 200
    )


@blueprint.post(f"{ONE}/op")
@open_to(Access.STAFF)
def move_material(event_id: int, material_id: int) -> Page:
    """One place up."""
    event, one = _material_for(event_id, material_id)
    form, there = PressForm(), url_for("organiser.materials", event_id=event_id)
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    events.move_material_up(one, event, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


@blueprint.route(f"{ONE}/fjern", methods=["GET", "POST"])
@open_to(Access.STAFF)
def remove_material(event_id: int, material_id: int) -> Page:
    """Asks once; then the material is taken down and its file deleted."""
    event, one = _material_for(event_id, material_id)
    form, there = PressForm(), url_for("organiser.materials", event_id=event_id, besked="materiale-fjernet")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        events.remove_material(one, event, by=g.actor, now=g.now)
        db.session.commit()
        return redirect(there, 303)
    return render_template("organiser/remove_material.html", form=form, event=event, one=one)


def _material_for(event_id: int, material_id: int) -> tuple[Event, EventMaterial]:
    event = event_for(Permission.EDIT_EVENT, event_id)
    one = events.material_of(event_id, material_id)
    if one is None:
        abort(404)
    return event, one
