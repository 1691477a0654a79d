"""Suspending an account for a while, and opening it again. Only for moderators and administrators."""

from datetime import timedelta

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.models import Person
from politiker.people.queries import person_by_uid
from politiker.people.sign_ins import suspensions
from politiker.people.sign_ins.suspensions import AlreadySuspended, NotSuspended, Reason, TooLongForAModerator
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse

Page = Response | tuple[str, int]
blueprint = Blueprint("suspending", __name__)
LENGTHS = {
    "1": (timedelta(hours=24), _("24 hours")),
    "3": (timedelta(hours=72), _("72 hours")),
    "7": (timedelta(days=7), _("A week")),
    "30": (timedelta(days=30), _("30 days")),
    "open": (None, _("Until further notice")),
}
REASONS = {
    Reason.TAKEN_OVER: _("The account may be in the hands of somebody else"),
    Reason.IDENTITY: _("There is doubt about who uses the account"),
    Reason.CONDUCT: _("The rules for how we speak to each other were broken"),
    Reason.MISUSE: _("The account is used for something it is not for"),
    Reason.OWN_WISH: _("The person asks for it"),
}


class SuspendForm(ChangingForm):
    """For how long, and why."""

    length = RadioField(_("For how long?"), [InputRequired(_("Choose for how long."))])
    reason = RadioField(
        _("Why?"), [InputRequired(_("Choose why."))], choices=[SelectChoice(*one) for one in REASONS.items()]
    )


class LiftForm(ChangingForm):
    """One press."""


@blueprint.route("/kolleger/<uid>/spaer", methods=["GET", "POST"])
@open_to(Access.STAFF)
def suspend(uid: str) -> Page:
    """Close an account at once, or see until when it is closed."""
    person = _person(uid)
    form = SuspendForm()
    longer = suspensions.may_suspend_longer(g.actor)
    form.length.choices = [
        SelectChoice(code, words)
        for code, (lasts, words) in LENGTHS.items()
        if longer or (lasts is not None and lasts <= suspensions.MODERATOR_MOST)
    ]
    if form.validate_on_submit():
        there = url_for(".suspend", uid=uid, besked="spaerret")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        lasts, _words = LENGTHS[form.length.data]
        try:
            suspensions.suspend(person, lasts=lasts, reason=Reason(form.reason.data), by=g.actor, now=g.now)
        except AlreadySuspended:
            db.session.rollback()
            refuse(form, _("The account is suspended already."))
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(person, form)


@blueprint.post("/kolleger/<uid>/spaer/ophaev")
@open_to(Access.STAFF)
def lift(uid: str) -> Page:
    """Open an account again before its time."""
    person = _person(uid)
    form = LiftForm()
    there = url_for("colleagues.search", besked="spaerring-ophaevet")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            suspensions.end_suspension(person, by=g.actor, now=g.now)
        except NotSuspended:
            db.session.rollback()
        except TooLongForAModerator:
            db.session.rollback()
            abort(403)
        else:
            db.session.commit()
            return redirect(there, 303)
    return redirect(url_for(".suspend", uid=uid), 303)


def _person(uid: str) -> Person:
    """Whom it is about. One's own account, and any for whoever may suspend nobody, is not there."""
    person = person_by_uid(uid)
    if person is None or not can(g.actor, Permission.SUSPEND, person):
        abort(404)
    return person


def _page(person: Person, form: SuspendForm) -> Page:
    page = render_template(
        "suspending/suspend.html",
        person=person,
        form=form,
        lift=LiftForm(formdata=None),
        may_lift=suspensions.may_end(person, by=g.actor),
    )
    return page, 422 if form.is_submitted() else 200
