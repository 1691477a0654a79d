"""Putting somebody on the list, giving a seat to a substitute, moving a guest, and seating out of turn."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from politiker.core import danish, database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations import queries
from politiker.registrations.guest_list import read_guest
from politiker.registrations.models import Registration
from politiker.registrations.participants import acts
from politiker.registrations.participants.acts import OutOfTurn
from politiker.registrations.participants.bulk import events_to_move_to
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser import labels
from politiker.web.organiser.door import Page, event_for, let_go, sections
from politiker.web.organiser.fields import choices
from politiker.web.participants import words
from politiker.web.participants.door import blueprint
from politiker.web.participants.listing import GUEST, LIST
from politiker.web.participants.newcomer_form import NewcomerForm


class MoveForm(ChangingForm):
    """Where to."""

    event = SelectField(_("Move to"), validators=[InputRequired(_("Choose the event."))])


class OutOfTurnForm(ChangingForm):
    """What, and why."""

    how = RadioField(
        _("What is to happen"),
        choices=choices({"seat": _("A seat now, if one is free"), "first": _("The next seat that becomes free")}),
        default="seat",
    )
    reason = RadioField(_("Why"), choices=choices(words.REASONS), validators=[InputRequired(_("Choose a reason."))])


@blueprint.route(f"{LIST}/tilfoej", methods=["GET", "POST"])
@open_to(Access.STAFF)
def add(event_id: int) -> Page:
    """Put somebody who called on the list; they are written to."""
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    form = NewcomerForm()

    def put() -> bool:
        person = form.person()
        return person is not None and bool(acts.add(event, person, form.participant, by=g.actor, now=g.now))

    if (answer := _done(event_id, form, "deltager-tilfoejet", put)) is not None:
        return answer
    if form.is_submitted():
        let_go()
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    facts = {"event": event, "form": form, "sections": sections(event, "organiser.registrations")}
    return render_template("participants/add.html", **facts), 422 if form.is_submitted() else 200


@blueprint.route(f"{GUEST}/stedfortraeder", methods=["GET", "POST"])
@open_to(Access.STAFF)
def substitute(event_id: int, uid: str) -> Page:
    """Give a guest's seat to another named person, past the line; both are written to."""
    event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    registration = registration_of(uid, event_id)
    form = NewcomerForm()

    def give() -> bool:
        person = form.person()
        if person is None:
            return False
        return bool(acts.substitute(registration, person, form.participant, by=g.actor, now=g.now))

    if (answer := _done(event_id, form, "stedfortraeder", give)) is not None:
        return answer
    return _about("participants/substitute.html", event_id, uid, form)


@blueprint.route(f"{GUEST}/flyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
def move(event_id: int, uid: str) -> Page:
    """Move a guest to another event one also handles; they are written to from both."""
    event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    registration = registration_of(uid, event_id)
    form = MoveForm()
    others = events_to_move_to(event_id, by=g.actor, now=g.now)
    form.event.choices = [SelectChoice("", _("Choose an event")), *(_choice(row) for row in others)]

    def go() -> bool:
        other = db.session.get(Event, int(form.event.data))
        assert other is not None
        return bool(acts.move(registration, other, by=g.actor, now=g.now))

    if (answer := _done(event_id, form, "deltager-flyttet", go)) is not None:
        return answer
    return _about("participants/move.html", event_id, uid, form)


@blueprint.route(f"{GUEST}/uden-for-tur", methods=["GET", "POST"])
@open_to(Access.STAFF)
def out_of_turn(event_id: int, uid: str) -> Page:
    """Let somebody who waits come before the others, with a reason that is written down."""
    event_for(Permission.SEE_REGISTRATIONS, event_id)
    event_for(Permission.SEAT_OUT_OF_TURN, event_id)
    registration = registration_of(uid, event_id)
    form = OutOfTurnForm()

    def seat() -> bool:
        act = acts.seat_out_of_turn if form.how.data == "seat" else acts.put_first_in_line
        act(registration, OutOfTurn(form.reason.data), by=g.actor, now=g.now)
        return True

    if (answer := _done(event_id, form, "uden-for-tur", seat)) is not None:
        return answer
    return _about("participants/out_of_turn.html", event_id, uid, form)


def _choice(row: Any) -> SelectChoice:
    return SelectChoice(str(row.id), f"{row.title}, {danish.long_day(danish.local(row.starts_at).date())}")


def registration_of(uid: str, event_id: int) -> Registration:
    """A registration of this event, or no page."""
    registration = queries.by_uid(uid, event_id)
    if registration is None:
        abort(404)
    return registration


def _done(event_id: int, form: ChangingForm, notice: str, act: Callable[[], bool]) -> Page | None:
    """Do it and go back to the list; None when the form is to be shown, with what stands in the way."""
    if not form.validate_on_submit():
        return None
    there = url_for("organiser.registrations", event_id=event_id, besked=notice)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        is_done = act()
    except RuleBroken as rule:
        if (sentence := words.words_for(rule)) is None:
            raise
        refuse(form, sentence)
        is_done = False
    if not is_done:
        return None
    db.session.commit()
    return redirect(there, 303)


def _about(template: str, event_id: int, uid: str, form: Any) -> Page:
    """A page about one guest; the look is recorded."""
    if form.is_submitted():
        let_go()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    with database.writing():
        guest = read_guest(event, uid, by=g.actor, now=g.now)
        db.session.commit()
    facts = {"event": event, "guest": guest, "form": form, "states": labels.STATES}
    facts["sections"] = sections(event, "organiser.registrations")
    return render_template(template, **facts), 422 if form.is_submitted() else 200
