"""Approval by hand: who waits for a yes or no, and whether each who signs up has to."""

from flask import abort, g, redirect, render_template, request, url_for
from wtforms import HiddenField, RadioField
from wtforms.validators import AnyOf, InputRequired

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.policy import Permission, can, require
from politiker.registrations import approving, queries
from politiker.registrations.approving import PAGE, Refusal
from politiker.registrations.guest_list import read_guest
from politiker.registrations.models import Registration
from politiker.registrations.questions.queries import answers_of, questions_of
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import choices
from politiker.web.questions.door import blueprint
from politiker.web.questions.words import REFUSALS, words_for

LIST = f"{EVENT}/godkendelse"
ONE = f"{LIST}/<uid>"


class PressForm(ChangingForm):
    """One press."""


class SettingForm(ChangingForm):
    """Whether each who signs up has to be approved."""

    wanted = HiddenField(validators=[AnyOf(["ja", "nej"])])


class RefuseForm(ChangingForm):
    """Why not, from a list."""

    reason = RadioField(
        _("Why"), [InputRequired(_("Choose why the registration is refused."))], choices=choices(REFUSALS)
    )


@blueprint.get(LIST)
@open_to(Access.STAFF)
def approval(event_id: int) -> Page:
    """Who waits for a yes or no? The look is recorded."""
    return _page(event_id)


def _page(event_id: int, refused: str = "") -> Page:
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    after = request.args.get("efter", "")
    with database.writing():
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        rows = approving.awaiting(event, by=g.actor, now=g.now, after=number)
        db.session.commit()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    shown = rows[:PAGE]
    questions = {one.id: one.text for one in questions_of(event_id, even_closed=True)} if event.asks_before else {}
    told = answers_of(event_id, [row.id for row in shown]) if questions and shown else {}
    return render_template(
        "questions/approval.html",
        event=event,
        guests=[(row, _answers(told.get(row.id, {}), questions), PressForm(formdata=None)) for row in shown],
        me_id=g.actor.person_id,
        has_begun=event.has_begun(g.now),
        setting=SettingForm(formdata=None, wanted="nej" if event.needs_approval else "ja"),
        may_set=can(g.actor, Permission.EDIT_EVENT, event),
        older_url=url_for("questions.approval", event_id=event_id, efter=shown[-1].number) if rows[PAGE:] else None,
        newer_url=url_for("questions.approval", event_id=event_id) if number else None,
        refused=refused,
        sections=sections(event, "questions.approval"),
    ), 422 if refused else 200


def _answers(told: dict[int, str], questions: dict[int, str]) -> list[tuple[str, str]]:
    return [(text, told[id]) for id, text in questions.items() if id in told]


@blueprint.post(LIST)
@open_to(Access.STAFF)
def set_approval(event_id: int) -> Page:
    """Approve each who signs up from now on, or no longer."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    require(g.actor, Permission.EDIT_EVENT, event)
    form = SettingForm()
    if not form.validate_on_submit():
        abort(400)
    wanted = form.wanted.data == "ja"
    besked = "godkendelse-til" if wanted else "godkendelse-fra"
    there = url_for("questions.approval", event_id=event_id, besked=besked)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    approving.approve_by_hand(event, wanted=wanted, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


def _registration(event_id: int, uid: str) -> Registration:
    event_for(Permission.SEE_REGISTRATIONS, event_id)
    registration = queries.by_uid(uid, event_id)
    if registration is None:
        abort(404)
    require(g.actor, Permission.DECIDE_REGISTRATION, registration)
    return registration


@blueprint.post(f"{ONE}/godkend")
@open_to(Access.STAFF)
def approve(event_id: int, uid: str) -> Page:
    """Yes: a free seat, or a place in line by the time of coming."""
    registration = _registration(event_id, uid)
    form, there = PressForm(), url_for("questions.approval", event_id=event_id, besked="godkendt-plads")
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        approving.approve(registration, by=g.actor, now=g.now)
    except RuleBroken as rule:
        sentence = words_for(rule)
        let_go()
        return _page(event_id, sentence)
    db.session.commit()
    return redirect(there, 303)


@blueprint.route(f"{ONE}/afvis", methods=["GET", "POST"])
@open_to(Access.STAFF)
def refuse_guest(event_id: int, uid: str) -> Page:
    """No, for a reason from a list, which the guest is told."""
    registration = _registration(event_id, uid)
    form, there = RefuseForm(), url_for("questions.approval", event_id=event_id, besked="afvist-plads")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            approving.refuse(registration, Refusal(form.reason.data), by=g.actor, now=g.now)
        except RuleBroken as rule:
            refuse(form, words_for(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    with database.writing():
        guest = read_guest(event, uid, by=g.actor, now=g.now)
        db.session.commit()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    return render_template("questions/refuse_guest.html", form=form, event=event, guest=guest), (
        422 if form.is_submitted() else 200
    )
