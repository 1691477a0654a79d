"""Applying: by a stranger, and by somebody with an account whose mandate has ended or was never shown."""

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.joining import applying
from politiker.people.joining.applying import HasAppliedAlready, NothingToWithdraw
from politiker.people.joining.queries import own_application
from politiker.people.models import Person
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.account.door import a_letter_can_reach, network
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.joining.door import a_name, blueprint, places
from politiker.web.organiser.fields import LineField


class SeatForm(ChangingForm):
    """Where one was elected, and for which list."""

    municipality = SelectField(_("Municipality"), [InputRequired(_("Choose the municipality you are elected in."))])
    list_text = LineField(
        _("List"),
        longest=120,
        required=_("Write the list you were elected for."),
        description=_("Its letter or its name. It is seen only by those who check your mandate."),
    )


class ApplyForm(SeatForm):
    """The same from somebody we do not know."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Write your name.")), a_name],
        description=_("As it stood on the ballot paper."),
    )
    email = EmailField(
        _("Municipal e-mail address"),
        [InputRequired(_("Write your e-mail address.")), a_letter_can_reach],
        description=_("The one your municipality gave you. It takes longer with a private one."),
    )


class WithdrawForm(ChangingForm):
    """One press."""


@blueprint.route("/bliv-medlem", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def apply() -> Response | tuple[str, int]:
    """Who can become a member, and asking to be one. The answer is the same whatever we know of the address."""
    if g.signed_in:
        return _apply_as_oneself()
    form = ApplyForm()
    form.municipality.choices = places()
    if form.validate_on_submit():
        there = url_for("joining.applied")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        applying.apply(
            int(form.municipality.data),
            form.name.data,
            form.list_text.data,
            form.email.data,
            network=network(),
            by=g.actor,
            now=g.now,
        )
        db.session.commit()
        return redirect(there, 303)
    return render_template("joining/apply.html", form=form, person=None, own=None), 422 if form.is_submitted() else 200


def _apply_as_oneself() -> Response | tuple[str, int]:
    """Somebody with an account: how it stands, or the form that says where they sit now."""
    form = SeatForm()
    person = db.session.get_one(Person, g.actor.person_id)
    if form.is_submitted() and not can(g.actor, Permission.HAND_IN_EVIDENCE, person):
        abort(403)
    form.municipality.choices = places()
    if form.validate_on_submit():
        there = url_for("own.show", besked="ansoegt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            applying.apply_as(person, int(form.municipality.data), form.list_text.data, by=g.actor, now=g.now)
        except HasAppliedAlready:
            refuse(form, _("You have applied already, and the answer is on its way."))
            db.session.rollback()
            person = db.session.get_one(Person, g.actor.person_id)
        else:
            db.session.commit()
            return redirect(there, 303)
    own = own_application(person.id, now=g.now)
    page = render_template("joining/apply.html", form=form, person=person, own=own)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/bliv-medlem/sendt")
@open_to(Access.PUBLIC)
def applied() -> str:
    """What happens now, said alike to everybody."""
    return render_template("joining/applied.html")


@blueprint.route("/bliv-medlem/fortryd", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN)
def withdraw() -> Response | str:
    """Take back one's own application."""
    person = db.session.get_one(Person, g.actor.person_id)
    if not can(g.actor, Permission.HAND_IN_EVIDENCE, person):
        abort(404)
    form = WithdrawForm()
    there = url_for("own.show", besked="ansoegning-fortrudt")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            applying.withdraw(person, by=g.actor, now=g.now)
        except NothingToWithdraw:
            return redirect(url_for("joining.apply"), 303)
        db.session.commit()
        return redirect(there, 303)
    own = own_application(person.id, now=g.now)
    if own is None or own.decided_at is not None:
        return redirect(url_for("joining.apply"), 303)
    return render_template("joining/withdraw.html", form=form, own=own)
