"""The page at the address of a registration: the short form, or where one stands and what one can do now."""

from typing import Any

from flask import abort, g, render_template
from wtforms import BooleanField, HiddenField

from politiker.core.database import read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission, can
from politiker.registrations import actions, own, queries
from politiker.registrations.models import Registration, State
from politiker.registrations.needs import own_needs
from politiker.registrations.programme_seats import has_choices
from politiker.registrations.questions.errors import AnswersAreWrong
from politiker.registrations.questions.models import Asked
from politiker.registrations.questions.queries import questions_of
from politiker.registrations.waiting_list import is_direct, place_in_line
from politiker.web.forms import ChangingForm, HouseForm, refuse
from politiker.web.questions.asking import QuestionsForm, with_questions
from politiker.web.registrations.addresses import event_page, of_event
from politiker.web.registrations.terms import before_signing_up, of_own_place
from politiker.web.registrations.words import standing, words_for


class RegisterForm(QuestionsForm):
    """The few questions asked before one has a seat."""

    is_shown = BooleanField(
        _("Show me on the list of participants"),
        description=_(
            "Only the others with a seat see your name and your municipality. You can change your mind at any time."
        ),
    )
    takes_last_minute = BooleanField(
        _("Give me a seat at the last minute too"),
        description=_(
            "If a seat becomes free in the last 24 hours, it is yours at once, without our asking first."
            " The terms are those of the event."
        ),
    )


def register_form(event: Event, **filled: Any) -> RegisterForm:
    """The form of an event, with what it asks before one has a seat."""
    if not event.asks_before:
        return RegisterForm(**filled)
    questions = questions_of(event.id, asked=Asked.BEFORE, counts=True)
    form: RegisterForm = with_questions(RegisterForm, questions)(**filled)
    return form


class ActForm(ChangingForm):
    """A form with nothing but a button."""


class ShowMeForm(ChangingForm):
    """Yes or no to standing on the list of participants; empty means no."""

    shown = HiddenField()


def event_to_show(event_id: int) -> Event:
    """An event as the page tells of it. Read without a transaction: nothing is held meanwhile."""
    read_only()
    event = own.event_to_show(event_id, g.actor)
    if event is None:
        abort(404)
    return event


def refused(event_id: int, rule: RuleBroken, form: HouseForm) -> tuple[str, int]:
    """The page again, with the sentence of the rule that said no. A rule without words is raised again."""
    if isinstance(rule, AnswersAreWrong) and isinstance(form, QuestionsForm):
        form.show(rule.facts["faults"])
        return page(event_to_show(event_id), refused=form)
    words = words_for(rule)
    if words is None:
        raise rule
    refuse(form, words)
    return page(event_to_show(event_id), refused=form)


def page(event: Event, refused: HouseForm | None = None) -> tuple[str, int]:
    """Where whoever is signed in stands with an event; `refused` is a form whose errors are told first."""
    assert g.actor.person_id is not None
    registration = queries.own(event.id, g.actor.person_id)
    shared: dict[str, Any] = {
        "event": event,
        "event_url": event_page(event),
        "calendar_url": of_event("registrations.calendar_file", event.id, event.title),
        "refused": refused,
        "now": g.now,
    }
    if registration is not None and registration.is_open:
        text, status = render_template("registrations/register.html", **shared, **_own_state(event, registration)), 200
    elif not can(g.actor, Permission.REGISTER, event):
        heading = _("Only councillors can register")
        text, status = (
            render_template("registrations/register.html", **shared, part="not_for_you", heading=heading),
            403,
        )
    else:
        text, status = (
            render_template("registrations/register.html", **shared, **_form(event, registration, refused)),
            200,
        )
    return text, 422 if refused is not None else status


def _form(event: Event, earlier: Registration | None, refused: HouseForm | None) -> dict[str, Any]:
    closed = actions.why_not_open(event, g.now)
    return {
        "part": "form",
        "heading": _("Registration for %(title)s", title=event.title)
        if closed is not None
        else _("Register for %(title)s", title=event.title),
        "earlier": standing(earlier.state)[0] if earlier is not None else None,
        "closed": words_for(closed) if closed is not None else None,
        "is_direct": is_direct(event, g.now),
        **before_signing_up(event, g.actor.person_id or 0),
        "form": refused if isinstance(refused, RegisterForm) else register_form(event, formdata=None),
    }


def _own_state(event: Event, registration: Registration) -> dict[str, Any]:
    place = place_in_line(registration) if registration.state is State.WAITING else None
    needs, others = None, None
    if registration.is_certain:
        needs = own_needs(registration, by=g.actor)
        if can(g.actor, Permission.SEE_SHOWN_PARTICIPANTS, registration):
            others = queries.seen_from(event.id, registration.person_id, now=g.now)
    heading, kind = standing(registration.state, place)
    return {
        "part": "own_state",
        "heading": heading,
        "kind": kind,
        "registration": registration,
        "place": place,
        "needs": needs,
        "others": others,
        "is_direct": is_direct(event, g.now),
        **of_own_place(event, registration),
        "choices_url": _choices_url(event, registration),
        "act": ActForm(formdata=None),
        "show_me": ShowMeForm(formdata=None, shown="" if registration.is_shown else "ja"),
    }


def _choices_url(event: Event, registration: Registration) -> str | None:
    """Where one chooses in the programme, while there is something to choose."""
    if not registration.is_certain or event.is_over(g.now) or not has_choices(event.id):
        return None
    return of_event("dates.choose_items", event.id, event.title)
