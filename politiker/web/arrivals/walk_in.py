"""Somebody at the door who is not on the list."""

from typing import Any

from flask import g, redirect, render_template, url_for
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, NameRefused
from politiker.core.words import gettext as _
from politiker.people.actions import EmailIsKnown
from politiker.people.queries import municipalities
from politiker.policy import Permission, can
from politiker.registrations.arrivals import walk_ins
from politiker.registrations.arrivals.errors import NobodyOfThatName, NoSeatIsFree
from politiker.registrations.arrivals.models import MARK_LENGTH
from politiker.registrations.models import Participant
from politiker.web.access import Access, open_to
from politiker.web.arrivals.check_in import DOOR, said_no, why_closed
from politiker.web.arrivals.door import blueprint
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, choices

KINDS = {
    Participant.COUNCILLOR: _("Councillor (kind)"),
    Participant.OFFICIAL: _("Works for a municipality (kind)"),
    Participant.SPEAKER: _("Speaker (kind)"),
    Participant.OTHER: _("Somebody else (kind)"),
}


class WalkInForm(ChangingForm):
    """Who it is, by name and council or by address, and in which capacity."""

    name = LineField(_("The guest's name"), longest=120, required=_("Write the guest's name."))
    municipality_id = SelectField(
        _("The council the guest sits in"), description=_("Enough for a councillor whom we know by that name.")
    )
    email = LineField(
        _("The guest's e-mail"), longest=254, description=_("For everybody else. Nothing is sent to it now.")
    )
    kind = RadioField(_("Comes as"), [InputRequired()], choices=choices(KINDS), default=Participant.COUNCILLOR.value)
    out_of_turn = BooleanField(
        _("Give a seat even though there is none"), description=_("It is written down that you did.")
    )


@blueprint.route(f"{DOOR}/ny", methods=["GET", "POST"])
@open_to(Access.STAFF)
def walk_in(event_id: int) -> Page:
    """Add somebody who came unannounced, and check them in at once."""
    event = event_for(Permission.CHECK_IN, event_id)
    form = WalkInForm()
    places = sorted(municipalities(), key=lambda place: danish.sort_key(place.name))
    form.municipality_id.choices = choices({"": _("None (council)"), **{p.id: p.name for p in places}})
    if not can(g.actor, Permission.SEAT_OUT_OF_TURN, event):
        del form.out_of_turn
    if form.validate_on_submit():
        there = url_for("arrivals.check_in", event_id=event_id, besked="ny-ved-doeren")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            _let_in(event, form)
        except RuleBroken as rule:
            _say_why(form, rule)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.CHECK_IN, event_id)
    return render_template(
        "arrivals/walk_in.html",
        form=form,
        event=event,
        sections=sections(event, "arrivals.check_in"),
        closed=why_closed(event),
    ), 422 if form.is_submitted() else 200


def _let_in(event: Any, form: WalkInForm) -> None:
    council = int(form.municipality_id.data) if form.municipality_id.data else None
    person = walk_ins.who_comes(event, form.name.data, form.email.data, council, by=g.actor, now=g.now)
    walk_ins.walk_in(
        event,
        person,
        kind=Participant(form.kind.data),
        mark=(form.idempotency_key.data or "")[:MARK_LENGTH],
        out_of_turn="out_of_turn" in form and form.out_of_turn.data,
        by=g.actor,
        now=g.now,
    )


def _say_why(form: WalkInForm, rule: RuleBroken) -> None:
    """Put the sentence of a rule where it belongs."""
    match rule:
        case NameRefused():
            form.name.errors = [_("Write the name with letters, as it is to stand on a badge.")]
        case EmailRefused():
            form.email.errors = [_("Write an e-mail address, for instance karen@example.dk.")]
        case EmailIsKnown():
            refuse(form, _("Somebody added that address this very moment. Try again."))
        case NobodyOfThatName():
            form.email.errors = [
                _("We do not know anybody who sits in that council by exactly that name. Write the guest's e-mail.")
            ]
        case NoSeatIsFree() if rule.facts["waiting"]:
            refuse(form, _("The free seats are theirs who wait, until the event begins."))
        case NoSeatIsFree():
            refuse(form, _("There is no free seat that you can give."))
        case _:
            refuse(form, said_no(rule))
