"""A new place, to be chosen for this event and the next."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from wtforms import SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events.actions import add_venue as remember_venue
from politiker.people.queries import municipalities
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, remember_answer
from politiker.web.organiser.door import Page, blueprint, creator_or_404, let_go
from politiker.web.organiser.fields import CleanedField, LineField, TextField, choices, four_digits


class VenueForm(ChangingForm):
    """Where it is, and what somebody with a wheelchair or a hearing aid finds there."""

    name = LineField(_("Name of the place"), longest=120, required=_("Write what the place is called."))
    address = LineField(_("Street and number"), longest=160, required=_("Write the street and number."))
    postcode = CleanedField(
        _("Postcode"),
        longest=20,
        clean=four_digits,
        required=_("Write the postcode."),
        sentence=_("Write the postcode with four digits."),
    )
    town = LineField(_("Town"), longest=80, required=_("Write the town."))
    municipality_id = SelectField(_("Municipality"), validators=[InputRequired(_("Choose the municipality."))])
    accessibility = TextField(_("Accessibility"), longest=1000)


@blueprint.route("/arrangoer/sted/nyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
def add_venue() -> Page:
    """Describe a place once."""
    creator_or_404()
    form = VenueForm()
    places = sorted(municipalities(), key=lambda place: danish.sort_key(place.name))
    form.municipality_id.choices = choices({"": _("Choose a municipality"), **{p.id: p.name for p in places}})
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        venue = remember_venue(
            form.name.data,
            form.address.data,
            form.postcode.data,
            form.town.data,
            int(form.municipality_id.data),
            form.accessibility.data,
            by=g.actor,
        )
        there = _back(sted=venue.id, besked="sted")
        remember_answer(form, there)
        db.session.commit()
        return redirect(there, 303)
    if form.is_submitted():
        let_go()
    action = url_for("organiser.add_venue", event=request.args.get("event"))
    page = render_template("organiser/add_venue.html", form=form, action=action, back=_back())
    return page, 422 if form.is_submitted() else 200


def _back(**more: Any) -> str:
    """The form one came from: that of an event, or that of a new one."""
    event_id = request.args.get("event", "")
    if event_id.isascii() and event_id.isdigit() and len(event_id) < 10:
        return url_for("organiser.edit", event_id=int(event_id), **more)
    return url_for("organiser.create", **more)
