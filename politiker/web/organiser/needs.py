"""What guests eat and need: by name for the few who have that right, without names for the kitchen."""

from flask import g, render_template

from politiker.core import database
from politiker.core.database import db
from politiker.policy import Permission
from politiker.registrations.needs import kitchen_sheet, read_needs
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.organiser import labels
from politiker.web.organiser.door import EVENT, Page, blueprint, event_for, let_go, sections


class LookForm(ChangingForm):
    """One press: I know that it is written down that I look."""


@blueprint.route(f"{EVENT}/behov", methods=["GET", "POST"])
@open_to(Access.STAFF)
def needs(event_id: int) -> Page:
    """Says that a look is recorded; the button records it and then shows who needs what. Each press is a look."""
    event = event_for(Permission.READ_NEEDS, event_id)
    form = LookForm()
    rows = None
    if form.validate_on_submit():
        rows = read_needs(event, by=g.actor, now=g.now)
        db.session.commit()
        let_go()
        event = event_for(Permission.READ_NEEDS, event_id)
    return render_template(
        "organiser/needs.html",
        form=form,
        event=event,
        rows=rows,
        diets=labels.DIETS,
        sections=sections(event, "needs"),
    ), 200


@blueprint.get(f"{EVENT}/koekken")
@open_to(Access.STAFF)
def kitchen(event_id: int) -> Page:
    """A sheet to hand to the kitchen: how many of each, and the notes, without a name."""
    event = event_for(Permission.READ_NEEDS, event_id)
    with database.writing():
        sheet = kitchen_sheet(event, by=g.actor, now=g.now)
        db.session.commit()
    return render_template("organiser/kitchen.html", event=event, sheet=sheet, diets=labels.DIETS)
