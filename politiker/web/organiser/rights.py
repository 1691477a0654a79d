"""Who may do what at an event, and sharing the work with another organiser."""

from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, Regexp

from politiker.core.database import db
from politiker.core.names import EmailRefused, clean_email
from politiker.core.words import gettext as _
from politiker.events.actions import LastEditor, NotAnOrganiser, grant_right, take_right
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


class TakeRightForm(ChangingForm):
    """From whom, and what."""

    person = HiddenField(validators=[Regexp(r"[0-9]{1,9}\Z")])
    taken = HiddenField(validators=[AnyOf([right.value for right in Right])])


@dataclass(frozen=True)
class Held:
    """A right somebody holds, and the press that takes it back, for whoever may."""

    name: str
    take: TakeRightForm | None


@blueprint.route(f"{EVENT}/rettigheder", methods=["GET", "POST"])
@open_to(Access.STAFF)
def rights(event_id: int) -> Page:
    """Everybody with a right to the event; one may give on what one holds oneself."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = _right_form(event_id)
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
    return _page(event, form), 422 if form.is_submitted() else 200


def _right_form(event_id: int) -> RightForm:
    """The form that gives what one holds oneself; what was sent to another address is not in it."""
    form = RightForm() if request.endpoint == "organiser.rights" else RightForm(formdata=None)
    appoints = can(g.actor, Permission.APPOINT_ORGANISER)
    mine = {r: name for r, name in labels.RIGHTS.items() if appoints or g.actor.holds(r, event_id)}
    form.right.choices = choices(mine)
    return form


def _page(event: Event, form: RightForm, refused: str = "") -> str:
    order = list(labels.RIGHTS)
    held: dict[tuple[int, str], list[Right]] = {}
    for row in holders(event.id):
        held.setdefault((row.person_id, row.name), []).append(row.right)
    return render_template(
        "organiser/rights.html",
        form=form,
        event=event,
        refused=refused,
        holders=[
            (name, [_held(event, person_id, right) for right in sorted(rights, key=order.index)])
            for (person_id, name), rights in held.items()
        ],
        sections=sections(event, "rights"),
    )


def _held(event: Event, person_id: int, right: Right) -> Held:
    may = person_id == g.actor.person_id or can(g.actor, Permission.APPOINT_ORGANISER)
    may = may or g.actor.holds(right, event.id)
    form = TakeRightForm(formdata=None, person=str(person_id), taken=right.value) if may else None
    return Held(labels.RIGHTS[right], form)


@blueprint.post(f"{EVENT}/rettigheder/fratag")
@open_to(Access.STAFF)
def take_back(event_id: int) -> Page:
    """Take a right back; somebody must always be able to edit the event."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = TakeRightForm()
    refused = _("Choose a right.")
    if form.validate_on_submit():
        person_id, right = int(form.person.data), Right(form.taken.data)
        is_own_way_out = person_id == g.actor.person_id and right is Right.EDIT
        there = url_for("organiser.rights", event_id=event_id, besked="rettighed-taget")
        if is_own_way_out and not can(g.actor, Permission.APPOINT_ORGANISER):
            there = url_for("organiser.desk", besked="rettighed-taget")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            take_right(event, person_id, right, by=g.actor, now=g.now)
        except LastEditor:
            refused = _("Somebody must be able to edit the event. Give another organiser that right first.")
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    event = event_for(Permission.EDIT_EVENT, event_id)
    return _page(event, _right_form(event_id), refused), 422


def _give(event: Event, form: RightForm) -> None:
    person: Person | None
    try:
        person = by_email(clean_email(form.email.data).key)
    except EmailRefused:
        person = None
    if person is None:
        raise NotAnOrganiser
    grant_right(event, person.id, Right(form.right.data), by=g.actor, now=g.now)
