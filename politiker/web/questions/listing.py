"""The questions of an event: all of them in order, and what one does with each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import HiddenField
from wtforms.validators import AnyOf

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.questions import queries, setting_up
from politiker.registrations.questions.models import Asked, Question
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.questions.asking import QuestionsForm, purpose_words, with_questions
from politiker.web.questions.door import blueprint
from politiker.web.questions.question_form import KINDS, QuestionForm
from politiker.web.questions.ready_made import READY_MADE
from politiker.web.questions.words import words_for

LIST = f"{EVENT}/spoergsmaal"
ONE = f"{LIST}/<int(max=2147483647):question_id>"


class PressForm(ChangingForm):
    """One press."""


class ReadyMadeForm(ChangingForm):
    """One press, for a question that is written already."""

    which = HiddenField(validators=[AnyOf(list(READY_MADE))])


@dataclass(frozen=True)
class Line:
    """A question as it stands in the list."""

    id: int
    text: str
    facts: tuple[str, ...]
    choices: tuple[str, ...]
    answers: int
    is_closed: bool
    press: PressForm


@blueprint.get(LIST)
@open_to(Access.STAFF)
def questions(event_id: int) -> Page:
    """What are guests asked, before and after they have a seat?"""
    return _list(event_for(Permission.EDIT_EVENT, event_id))


def _list(event: Event, refused: str = "") -> Page:
    found = queries.questions_of(event.id, even_closed=True)
    answers, taken = queries.answered([one.id for one in found]), queries.taken(found)
    lines = [_line(one, found, answers.get(one.id, 0), taken) for one in found]
    ready = [(words, ReadyMadeForm(formdata=None, which=which)) for which, (words, _details) in READY_MADE.items()]
    return render_template(
        "questions/questions.html",
        event=event,
        before=[line for line, one in zip(lines, found, strict=True) if one.asked is Asked.BEFORE],
        after=[line for line, one in zip(lines, found, strict=True) if one.asked is Asked.AFTER],
        ready=ready,
        refused=refused,
        sections=sections(event, "questions.questions"),
    ), 422 if refused else 200


def _line(one: Question, found: list[Question], answers: int, taken: dict[int, int]) -> Line:
    facts = [KINDS[one.kind], _("Must be answered") if one.is_required else _("May be left out")]
    for first in found:
        facts += [
            _("Only if you answer “%(choice)s” to “%(question)s”.", choice=choice.text, question=first.text)
            for choice in first.choices
            if choice.id == one.only_if
        ]
    return Line(
        id=one.id,
        text=one.text,
        facts=(*facts, purpose_words(one)),
        choices=tuple(_choice(choice, taken.get(choice.id, 0)) for choice in one.choices),
        answers=answers,
        is_closed=one.closed_at is not None,
        press=PressForm(formdata=None),
    )


def _choice(choice: Any, taken: int) -> str:
    words = choice.text
    if choice.price:
        words = _("%(choice)s (%(price)s)", choice=words, price=danish.kroner(choice.price))
    if choice.most is not None:
        return _("%(choice)s: %(taken)s of %(most)s taken", choice=words, taken=taken, most=choice.most)
    return _("%(choice)s: %(taken)s", choice=words, taken=taken) if taken else words


@blueprint.route(f"{LIST}/nyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
def add(event_id: int) -> Page:
    """One question more, last in order."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = QuestionForm(queries.questions_of(event_id))

    def put() -> None:
        setting_up.add_question(event, form.details, by=g.actor, now=g.now)

    return _save(event_id, form, put, "questions/add.html")


@blueprint.route(ONE, methods=["GET", "POST"])
@open_to(Access.STAFF)
def edit(event_id: int, question_id: int) -> Page:
    """Ask it in another way."""
    event, one, earlier = _question_for(event_id, question_id)
    form = QuestionForm(earlier, before=one)

    def put() -> None:
        setting_up.change_question(event, question_id, form.details, by=g.actor, now=g.now)

    return _save(event_id, form, put, "questions/edit.html", question_id=question_id)


def _save(event_id: int, form: QuestionForm, put: Callable[[], None], template: str, **more: Any) -> Page:
    there = url_for("questions.questions", event_id=event_id, besked="spoergsmaal")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            put()
        except RuleBroken as rule:
            refuse(form, words_for(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
    event = event_for(Permission.EDIT_EVENT, event_id)
    return render_template(template, form=form, event=event, **more), 422 if form.is_submitted() else 200


def _question_for(event_id: int, question_id: int) -> tuple[Event, Question, list[Question]]:
    """The event, one of its questions, and those that come before it."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    found = queries.questions_of(event_id, even_closed=True)
    one = next((one for one in found if one.id == question_id), None)
    if one is None:
        abort(404)
    return event, one, found[: found.index(one)]


def _press(event_id: int, question_id: int, act: Callable[[Event], None], besked: str | None = None) -> Page:
    """One press that does something with a question, and back to the list."""
    event, _one, _earlier = _question_for(event_id, question_id)
    return _pressed(PressForm(), event, act, besked)


def _pressed(form: ChangingForm, event: Event, act: Callable[[Event], object], besked: str | None) -> Page:
    """What a press asks for is done, and back to the list; or the list says why not."""
    event_id = event.id
    there = url_for("questions.questions", event_id=event_id, besked=besked)
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        act(event)
    except RuleBroken as rule:
        sentence = words_for(rule)
        let_go()
        return _list(event_for(Permission.EDIT_EVENT, event_id), sentence)
    db.session.commit()
    return redirect(there, 303)


@blueprint.post(f"{ONE}/op")
@open_to(Access.STAFF)
def move_up(event_id: int, question_id: int) -> Page:
    """One place up."""
    return _press(
        event_id,
        question_id,
        lambda event: setting_up.move_question(event, question_id, up=True, by=g.actor, now=g.now),
    )


@blueprint.post(f"{ONE}/ned")
@open_to(Access.STAFF)
def move_down(event_id: int, question_id: int) -> Page:
    """One place down."""
    return _press(
        event_id,
        question_id,
        lambda event: setting_up.move_question(event, question_id, up=False, by=g.actor, now=g.now),
    )


@blueprint.post(f"{ONE}/fjern")
@open_to(Access.STAFF)
def remove(event_id: int, question_id: int) -> Page:
    """Forget that it was asked, as long as nobody has answered."""
    return _press(
        event_id,
        question_id,
        lambda event: setting_up.remove_question(event, question_id, by=g.actor, now=g.now),
        "spoergsmaal-vaek",
    )


@blueprint.post(f"{ONE}/luk")
@open_to(Access.STAFF)
def close(event_id: int, question_id: int) -> Page:
    """Ask it no more; what was answered stands."""
    return _press(
        event_id,
        question_id,
        lambda event: setting_up.close_question(event, question_id, closed=True, by=g.actor, now=g.now),
        "spoergsmaal-lukket",
    )


@blueprint.post(f"{ONE}/aabn")
@open_to(Access.STAFF)
def ask_again(event_id: int, question_id: int) -> Page:
    """Ask it again."""
    return _press(
        event_id,
        question_id,
        lambda event: setting_up.close_question(event, question_id, closed=False, by=g.actor, now=g.now),
        "spoergsmaal-aabnet",
    )


@blueprint.post(f"{LIST}/faerdigt")
@open_to(Access.STAFF)
def add_ready_made(event_id: int) -> Page:
    """Put in a question that is written already."""
    event, form = event_for(Permission.EDIT_EVENT, event_id), ReadyMadeForm()
    return _pressed(
        form,
        event,
        lambda event: setting_up.add_question(event, READY_MADE[form.which.data][1], by=g.actor, now=g.now),
        "spoergsmaal",
    )


@blueprint.get(f"{LIST}/vis")
@open_to(Access.STAFF)
def preview(event_id: int) -> Page:
    """The questions as guests see them; nothing can be sent from here."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    found = queries.questions_of(event_id, counts=True)
    forms = {
        asked: with_questions(QuestionsForm, [one for one in found if one.asked is asked])(formdata=None)
        for asked in Asked
    }
    return render_template(
        "questions/preview.html", event=event, before=forms[Asked.BEFORE], after=forms[Asked.AFTER]
    ), 200
