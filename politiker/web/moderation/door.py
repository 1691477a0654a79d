"""The way in to moderation: what one may act on, the forms that acts are chosen with, and how an act is carried out."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, g, redirect
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.moderation.keeping import OnePost, keeps, keeps_post, post_as_met, thread_as_met
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import Thread
from politiker.people.models import Person
from politiker.people.queries import person_by_uid
from politiker.web.forms import ChangingForm, HouseForm, answered_before, refuse, remember_answer
from politiker.web.moderation import words
from politiker.web.organiser.fields import choices

Page = str | tuple[str, int] | Response
F = TypeVar("F", bound=HouseForm)

blueprint = Blueprint("moderation", __name__)
NUMBER = "int(max=2147483647)"
POST = "/moderation/indlaeg/<int(max=9223372036854775807):post_id>"
THREAD = f"/moderation/samtale/<{NUMBER}:thread_id>"


class PressForm(ChangingForm):
    """One press."""


class ReasonForm(ChangingForm):
    """Why: from a list, for the trail and the letters hold no free text about others."""

    reason = SelectField(_("Why?"), [InputRequired(_("Choose why."))])

    def __init__(self, *args: Any, reasons: Any = words.REASONS, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason.choices = choices({"": _("Choose a reason")} | dict(reasons))


def apart(form: F, mark: Any) -> F:
    """The form with ids of its own: several of its kind stand on one page."""
    for field in form:
        field.id = field.label.field_id = f"{field.short_name}-{mark}"
    return form


def post_or_404(post_id: int) -> OnePost:
    """A post whoever asks may read; for everybody else it is not there."""
    one = post_as_met(post_id, by=g.actor, now=g.now)
    if one is None:
        abort(404)
    return one


def kept_post(post_id: int) -> OnePost:
    """A post of a room whoever asks keeps; who only reads it may do nothing to it."""
    one = post_or_404(post_id)
    if not keeps_post(g.actor, one.room):
        abort(403)
    return one


def kept_thread(thread_id: int) -> tuple[Thread, SeenRoom]:
    """A thread of a room whoever asks keeps; who only reads it may do nothing to it."""
    found = thread_as_met(thread_id, by=g.actor, now=g.now)
    if found is None:
        abort(404)
    if not keeps(g.actor, found[1]):
        abort(403)
    return found


def person_or_404(uid: str) -> Person:
    """Whom an address names."""
    person = person_by_uid(uid)
    if person is None:
        abort(404)
    return person


def said(html: str) -> Markup:
    """What a post says, made safe by `core.markdown` when it was written."""
    return Markup(html)  # noqa: S704


def post_path(post_id: int) -> str:
    """The page a post stands on."""
    return f"/indlaeg/{post_id}"


def carry_out(form: ChangingForm, act: Callable[[], str], again: Callable[[], Page]) -> Page:
    """Do what a form asks for, once, and go where `act` says; or show the page again with what is wrong."""
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        try:
            there = act()
        except Forbidden:
            db.session.rollback()
            raise
        except RuleBroken as rule:
            db.session.rollback()
            refuse(form, words.refusal(rule))
        else:
            remember_answer(form, there)
            db.session.commit()
            return redirect(there, 303)
    db.session.rollback()
    read_only()
    return again()
