"""Who may do what at an event, and sharing the work with another organiser."""

from flask import g, redirect, render_template, url_for
from wtforms import SelectField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.names import EmailRefused, clean_email
from politiker.core.words import gettext as _
from politiker.events.actions import NotAnOrganiser, grant_right
from politiker.events.models import Event
from politiker.events.queries import holders
from politiker.people.models import Person
from politiker.people.queries import by_email
from politiker.policy import Permission, Right, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser import labels
from politiker.web.organiser.door import EVENT, Page, blueprint, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, choices


class RightForm(ChangingForm):
    """To whom, and what."""

    email = LineField(_("The organiser's e-mail"), longest=254, required=_("Write the e-mail of another organiser."))
    right = SelectField(_("Right"), validators=[InputRequired(_("Choose a right."))])


@blueprint.route(f"{EVENT}/rettigheder", methods=["GET", "POST"])
@open_to(Access.STAFF)
def rights(event_id: int) -> Page:
    """Everybody with a right to the event; one may give on what one holds oneself."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = RightForm()
    appoints = can(g.actor, Permission.APPOINT_ORGANISER)
    mine = {r: name for r, name in labels.RIGHTS.items() if appoints or g.actor.holds(r, event_id)}
    form.right.choices = choices(mine)
    if form.validate_on_submit():
        there = url_for("organiser.rights", event_id=event_id, besked="rettighed")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            _give(event, form)
        except NotAnOrganiser:
            form.email.errors = [_("No organiser has this e-mail. Check the spelling, or ask an administrator.")]
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    held: dict[tuple[int, str], list[str]] = {}
    for row in holders(event_id):
        held.setdefault((row.person_id, row.name), []).append(labels.RIGHTS[row.right])
    return render_template(
        "organiser/rights.html",
        form=form,
        event=event,
        holders=[
            (name, [label for label in labels.RIGHTS.values() if label in names]) for (_id, name), names in held.items()
        ],
        sections=sections(event, "rights"),
    ), 422 if form.is_submitted() else 200


def _give(event: Event, form: RightForm) -> None:
    person: Person | None
    try:
        person = by_email(clean_email(form.email.data).key)
    except EmailRefused:
        person = None
    if person is None:
        raise NotAnOrganiser
    grant_right(event, person.id, Right(form.right.data), by=g.actor, now=g.now)
