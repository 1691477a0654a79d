"""One page for a guest when the event is over: the evaluation, what one takes home, materials and certificate."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.evaluations import queries, takeaways
from politiker.evaluations.actions import answer, may_still_answer
from politiker.evaluations.certificates import issue
from politiker.evaluations.models import (
    LONGEST_TAKEAWAY,
    LONGEST_TEXT,
    Evaluation,
    EvaluationQuestion,
    QuestionKind,
    Used,
)
from politiker.events.models import Event
from politiker.registrations import own
from politiker.registrations import queries as registrations
from politiker.registrations.models import Registration
from politiker.web.access import Access, open_to
from politiker.web.evaluations import words
from politiker.web.evaluations.door import blueprint
from politiker.web.forms import ChangingForm, answered_before, came_before, refuse
from politiker.web.organiser.door import Page, let_go
from politiker.web.organiser.fields import TextField, choices
from politiker.web.registrations.addresses import EVENT, event_page, of_event

AFTER = f"{EVENT}/bagefter"


class TakeawayForm(ChangingForm):
    """One thing."""

    text = TextField(
        _("What do you take home?"),
        longest=LONGEST_TAKEAWAY,
        required=_("Write the one thing you take home."),
        description=_("One thing you will do, ask about or try at home."),
    )


class UsedForm(ChangingForm):
    """Whether it was used."""

    used = RadioField(_("Was it used?"), [InputRequired(_("Choose an answer."))], choices=choices(words.USED))


class PressForm(ChangingForm):
    """One press."""


def evaluation_form(questions: Sequence[EvaluationQuestion]) -> ChangingForm:
    """The questions of one event as a form; all of them can be left out."""
    fields: dict[str, Any] = {f"question_{question.id}": _field(question) for question in questions}
    form: ChangingForm = type("EvaluationForm", (ChangingForm,), fields)()
    return form


def _field(question: EvaluationQuestion) -> Any:
    if question.kind is QuestionKind.TEXT:
        return TextField(question.text, longest=LONGEST_TEXT)
    named = words.SCALE if question.kind is QuestionKind.SCALE else {choice: choice for choice in question.choices}
    return RadioField(question.text, [Optional()], choices=[SelectChoice(v, name) for v, name in named.items()])


def guest_or_404(event_id: int) -> tuple[Event, Registration]:
    """The event and one's own seat at it, when it is over; for everybody else there is no such page."""
    event = own.event_to_show(event_id, g.actor)
    seat = registrations.own(event.id, g.actor.person_id) if event is not None and g.actor.person_id else None
    if event is None or seat is None or not seat.is_certain or not event.is_over(g.now):
        abort(404)
    return event, seat


@blueprint.get(AFTER)
@open_to(Access.SIGNED_IN)
def after(event_id: int, slug: str) -> Page:
    """What is there for me, now that it is over?"""
    event, seat = guest_or_404(event_id)
    if slug != event.slug:
        return redirect(of_event("evaluations.after", event.id, event.title), 301)
    return _page(event, seat)


def _page(event: Event, seat: Registration, **refused: ChangingForm) -> Page:
    evaluation = queries.of_event(event.id)
    questions = queries.questions_of(evaluation)
    was_there = queries.was_there(seat)
    mine = queries.takeaway_of(seat)
    given = evaluation.certificate_for if evaluation is not None else None
    return render_template(
        "evaluations/after.html",
        event=event,
        event_url=event_page(event),
        was_there=was_there,
        evaluation=evaluation,
        has_questions=bool(questions),
        form=_form(evaluation, questions, seat, refused.get("answers")),
        is_open=evaluation is not None and evaluation.is_open(g.now),
        closes=_closes(evaluation),
        takeaway=refused.get("takeaway") or TakeawayForm(formdata=None, obj=mine),
        asks_takeaway=mine is not None or (evaluation is not None and evaluation.asks_takeaway),
        mine=mine,
        used=refused.get("used") or UsedForm(formdata=None, used=_said(mine)),
        press=refused.get("press") or PressForm(formdata=None),
        may_have_certificate=queries.may_have_certificate(seat, evaluation),
        gives_none=given == "nobody",
        certificate=queries.certificate_of(seat),
        refused=next(iter(refused.values()), None),
    ), 422 if refused else 200


def _form(
    evaluation: Evaluation | None,
    questions: Sequence[EvaluationQuestion],
    seat: Registration,
    refused: ChangingForm | None,
) -> ChangingForm | None:
    if evaluation is None or not questions or not may_still_answer(evaluation, seat.person_id, now=g.now):
        return None
    return refused or evaluation_form(questions)


def _closes(evaluation: Evaluation | None) -> str:
    if evaluation is None or evaluation.closes_at is None:
        return ""
    return danish.when(evaluation.closes_at, evaluation.closes_at, danish.local(g.now).date())


def _said(mine: Any) -> str | None:
    if mine is None:
        return None
    said: Used | None = mine.used_after_year if mine.sent_back >= 2 else mine.used_after_month
    return said.value if said is not None else None


def _back(event: Event, besked: str) -> str:
    return of_event("evaluations.after", event.id, event.title, besked=besked)


@blueprint.post(f"{AFTER}/svar")
@open_to(Access.SIGNED_IN)
def evaluate(event_id: int, slug: str) -> Page:
    """Put the answers in. Who sent them, and when, is kept nowhere beside them."""
    g.is_quiet = True
    event, seat = guest_or_404(event_id)
    questions = queries.questions_of(queries.of_event(event_id))
    form = evaluation_form(questions)
    if form.validate_on_submit():
        there = _back(event, "evalueret")
        given = {question.id: form[f"question_{question.id}"].data or "" for question in questions}
        if came_before(form):
            return redirect(there, 303)
        try:
            answer(seat, given, by=g.actor, now=g.now)
        except RuleBroken as rule:
            refuse(form, words.words_for(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    event, seat = guest_or_404(event_id)
    return _page(event, seat, answers=form)


@blueprint.post(f"{AFTER}/tager-med-hjem")
@open_to(Access.SIGNED_IN)
def take_home(event_id: int, slug: str) -> Page:
    """Write what one takes home, or write it anew."""
    form = TakeawayForm()
    return _act(
        event_id, "takeaway", form, "med-hjem",
        lambda seat: takeaways.take_home(seat, form.text.data, by=g.actor, now=g.now),
    )  # fmt: skip


@blueprint.post(f"{AFTER}/slet")
@open_to(Access.SIGNED_IN)
def let_go_of(event_id: int, slug: str) -> Page:
    """Delete what one wrote."""
    return _act(event_id, "press", PressForm(), "med-hjem-slettet", lambda seat: takeaways.let_go_of(seat, by=g.actor))


@blueprint.post(f"{AFTER}/brugt")
@open_to(Access.SIGNED_IN)
def say_used(event_id: int, slug: str) -> Page:
    """Say whether it was put to use."""
    form = UsedForm()
    return _act(
        event_id, "used", form, "blev-brugt", lambda seat: takeaways.say_used(seat, Used(form.used.data), by=g.actor)
    )


@blueprint.post(f"{AFTER}/dokumentation")
@open_to(Access.SIGNED_IN)
def make_certificate(event_id: int, slug: str) -> Page:
    """Make the certificate, and go to it."""
    there = url_for("evaluations.certificate", event_id=event_id, slug=slug)
    return _act(event_id, "press", PressForm(), "", lambda seat: issue(seat, by=g.actor, now=g.now), there=there)


def _act(
    event_id: int,
    name: str,
    form: ChangingForm,
    besked: str,
    do: Callable[[Registration], object],
    *,
    there: str = "",
) -> Page:
    event, seat = guest_or_404(event_id)
    if form.validate():
        there = there or _back(event, besked)
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            do(seat)
        except RuleBroken as rule:
            refuse(form, words.words_for(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    event, seat = guest_or_404(event_id)
    return _page(event, seat, **{name: form})
