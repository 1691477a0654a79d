"""Checking in without a script: a list, a search, and a button for each. Where it can the page's script takes over."""

import urllib.parse
from typing import Any

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from politiker.core import danish, database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.arrivals import actions
from politiker.registrations.arrivals.actions import EVERY_MARK, Act, Outcome
from politiker.registrations.arrivals.errors import DoorIsClosed
from politiker.registrations.arrivals.models import MARK_LENGTH
from politiker.registrations.arrivals.queries import Roll, read_roll
from politiker.registrations.errors import EventIsCalledOff
from politiker.web.access import Access, open_to
from politiker.web.arrivals.door import blueprint
from politiker.web.forms import ChangingForm, answered_before, remember_answer
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections

DOOR = f"{EVENT}/tjek-ind"
SHOWN = 25
WITH_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
NOTICES = {Outcome.ARRIVED: "tjekket-ind", Outcome.UNDONE: "tjek-ind-fortrudt", Outcome.AGAIN: "allerede-inde"}


class PressForm(ChangingForm):
    """One press: came, or did not come after all."""


@blueprint.get(DOOR)
@open_to(Access.STAFF)
def check_in(event_id: int) -> Page:
    """Who has come, and who is missing? The look is recorded. Asked for without names, it is what a phone keeps."""
    return _page(event_for(Permission.CHECK_IN, event_id), without_names="uden-navne" in request.args)


def _page(event: Event, *, refused: str = "", without_names: bool = False) -> Response:
    roll = Roll(())
    words, only_missing = request.args.get("navn", "")[:100], "mangler" in request.args
    if not without_names:
        with database.writing():
            roll = read_roll(event, by=g.actor, now=g.now)
            db.session.commit()
    found, first = roll.found(words, only_missing=only_missing), _number(request.args.get("fra", ""))
    answer = make_response(
        render_template(
            "arrivals/check_in.html",
            event=event,
            sections=sections(event, "arrivals.check_in"),
            roll=roll,
            words=words,
            only_missing=only_missing,
            lines=[(one, PressForm(formdata=None)) for one in found[first : first + SHOWN]],
            later_url=_part(event, first + SHOWN) if len(found) > first + SHOWN else None,
            earlier_url=_part(event, max(0, first - SHOWN)) if first else None,
            closed=why_closed(event),
            refused=refused,
        ),
        422 if refused else 200,
    )
    answer.headers["Permissions-Policy"] = WITH_CAMERA
    return answer


def why_closed(event: Event) -> str:
    """Why nobody can be checked in at this moment, in a sentence, or nothing."""
    try:
        actions.require_open_door(event, g.now)
    except RuleBroken as rule:
        return said_no(rule)
    return ""


def said_no(rule: RuleBroken) -> str:
    """The sentence of a rule of the door. A rule without words is raised again."""
    match rule:
        case EventIsCalledOff():
            return _("The event is called off, so nobody can be checked in.")
        case DoorIsClosed():
            opens_at = rule.facts["opens_at"]
            return _(
                "People can be checked in from %(when)s until a week after the event.",
                when=danish.when(opens_at, opens_at, danish.local(g.now).date()),
            )
    raise rule


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _part(event: Event, first: int) -> str:
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name in {"navn", "mangler"}}
    return url_for("arrivals.check_in", event_id=event.id, **asked, fra=first)


@blueprint.post(f"{DOOR}/<uid>/kommet")
@open_to(Access.STAFF)
def note(event_id: int, uid: str) -> Page:
    """Somebody came."""
    return _press(event_id, uid, undoes=None)


@blueprint.post(f"{DOOR}/<uid>/fortryd")
@open_to(Access.STAFF)
def undo(event_id: int, uid: str) -> Page:
    """They did not come after all: whatever was noted about them is taken back."""
    return _press(event_id, uid, undoes=EVERY_MARK)


def _press(event_id: int, uid: str, undoes: str | None) -> Page:
    event, form = event_for(Permission.CHECK_IN, event_id), PressForm()
    sentence = _("That could not be done. Try again.")
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        mark = (form.idempotency_key.data or "")[:MARK_LENGTH]
        try:
            told = actions.note_arrivals(event, [Act(mark, uid, g.now, undoes)], by=g.actor, now=g.now)[0]
        except RuleBroken as rule:
            sentence = said_no(rule)
        else:
            if told.outcome in NOTICES:
                there = _there(event_id, NOTICES[told.outcome])
                remember_answer(form, there)
                db.session.commit()
                return redirect(there, 303)
            sentence = _("There is nobody with a seat by that name any more.")
    let_go()
    return _page(event_for(Permission.CHECK_IN, event_id), refused=sentence)


def _there(event_id: int, besked: str) -> str:
    """Back to the same search."""
    asked: dict[str, Any] = {
        name: values[0]
        for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(request.referrer or "").query).items()
        if name in {"mangler", "fra"}
    }
    return url_for("arrivals.check_in", event_id=event_id, besked=besked, **asked)
