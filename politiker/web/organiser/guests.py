"""Who comes to an event, who waits, and who asks to be let off."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.core.words import gettext as _
from politiker.policy import Permission
from politiker.registrations import actions, queries
from politiker.registrations.errors import AlreadyWithdrawn, EventHasBegun
from politiker.registrations.guest_list import read_guest
from politiker.registrations.models import ENDED, Registration
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser import labels
from politiker.web.organiser.door import Page, blueprint, event_for, let_go, sections
from politiker.web.participants.listing import GUEST, LIST, DecisionForm, list_page
from politiker.web.registrations.words import words_for


class WithdrawGuestForm(ChangingForm):
    """One press."""


@blueprint.get(LIST)
@open_to(Access.STAFF)
def registrations(event_id: int) -> Page:
    """Who comes, who waits for an answer, and everybody one asks for. The look is recorded."""
    return list_page(event_id)


def _registration(uid: str, event_id: int) -> Registration:
    registration = queries.by_uid(uid, event_id)
    if registration is None:
        abort(404)
    return registration


@blueprint.post(f"{GUEST}/svar")
@open_to(Access.STAFF)
def decide_withdrawal(event_id: int, uid: str) -> Page:
    """Let a guest off, or keep the seat for them. They are written to either way."""
    event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    registration = _registration(uid, event_id)
    form = DecisionForm()
    there = url_for("organiser.registrations", event_id=event_id, besked="besvaret")
    sentence = _("Choose yes or no.")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.decide_withdrawal(registration, grant=form.answer.data == "grant", by=g.actor, now=g.now)
        except IllegalMove:
            sentence = _("The request has been answered already, or the guest has left.")
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    return list_page(event_id, refused=sentence)


@blueprint.route(f"{GUEST}/afmeld", methods=["GET", "POST"])
@open_to(Access.STAFF)
def withdraw_guest(event_id: int, uid: str) -> Page:
    """Say goodbye to a guest who cannot press the button; the seat goes to the first in line."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    registration = _registration(uid, event_id)
    form = WithdrawGuestForm()
    if form.validate_on_submit():
        there = url_for("organiser.registrations", event_id=event_id, besked="gaest-afmeldt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.withdraw(registration, by=g.actor, now=g.now)
        except AlreadyWithdrawn:
            refuse(form, _("The guest has left already."))
        except EventHasBegun:
            refuse(form, _("The event has begun, so nobody can leave it any more."))
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    with database.writing():
        guest = read_guest(event, uid, by=g.actor, now=g.now)
        db.session.commit()
    return render_template(
        "organiser/withdraw_guest.html",
        form=form,
        event=event,
        guest=guest,
        states=labels.STATES,
        has_left=guest.state in ENDED,
        sections=sections(event, "registrations"),
    ), 422 if form.is_submitted() else 200
