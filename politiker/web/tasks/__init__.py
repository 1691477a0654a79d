"""Tasks: what is to become of the places of those who left their council."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.registrations import actions, task_list
from politiker.registrations.errors import AlreadyWithdrawn, EventHasBegun
from politiker.registrations.models import State
from politiker.registrations.tasks import Task, TaskIsDone, complete_task, note_told
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before

Page = str | tuple[str, int] | Response
blueprint = Blueprint("tasks", __name__)


class AnswerForm(ChangingForm):
    """One press: give the seat back, let it stand, or note that the organiser was told."""

    answer = HiddenField(validators=[AnyOf(["withdraw", "keep", "told"])])


@dataclass(frozen=True)
class Line:
    """One task as it stands on the page, with the forms that answer it."""

    row: Any
    when: str
    words: str
    is_organiser: bool
    answers: dict[str, AnswerForm]


@blueprint.get("/opgaver")
@open_to(Access.MEMBER, sensitive=True)
def show() -> Page:
    """Whose place must I decide about?"""
    return _page()


def _page(refused: str = "") -> Page:
    if not task_list.is_given_tasks(g.actor):
        abort(404)
    lines = [_line(row) for row in task_list.tasks_of(g.actor, now=g.now)]
    return render_template("tasks/show.html", lines=lines, refused=refused), 422 if refused else 200


def _line(row: Any) -> Line:
    is_organiser = can(g.actor, Permission.SEE_REGISTRATIONS, _Event(row.event_id))
    wanted = ("withdraw", "keep") if is_organiser else ("told",)
    what = {State.WAITING: _("is on the waiting list"), State.WITHDRAWAL_REQUESTED: _("asks to be let off")}
    return Line(
        row=row,
        when=danish.when(row.starts_at, row.ends_at, danish.local(g.now).date()),
        words=what.get(row.state, _("has a seat")),
        is_organiser=is_organiser,
        answers={answer: AnswerForm(formdata=None, answer=answer) for answer in wanted},
    )


@dataclass(frozen=True)
class _Event:
    """As much of an event as the rule about its guests needs to see."""

    id: int


@blueprint.post("/opgaver/<int(max=2147483647):task_id>")
@open_to(Access.MEMBER, sensitive=True)
def answer(task_id: int) -> Page:
    """See to one task."""
    task = task_list.task_for(g.actor, task_id)
    if task is None:
        abort(404)
    form, there = AnswerForm(), url_for("tasks.show", besked="opgave")
    if not form.validate_on_submit():
        abort(400)
    if form.answer.data != "told" and not can(g.actor, Permission.DECIDE_REGISTRATION, task.registration):
        abort(403)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        _see_to(task, form.answer.data)
    except (TaskIsDone, AlreadyWithdrawn):
        sentence = _("Somebody has seen to it already.")
    except EventHasBegun:
        sentence = _("The event has begun, so nobody can leave it any more.")
    except RuleBroken:
        db.session.rollback()
        raise
    else:
        db.session.commit()
        return redirect(there, 303)
    db.session.rollback()
    read_only()
    return _page(refused=sentence)


def _see_to(task: Task, answer: str) -> None:
    if answer == "told":
        note_told(task, by=g.actor, now=g.now)
        return
    if answer == "withdraw":
        actions.withdraw(task.registration, by=g.actor, now=g.now)
    complete_task(task, by=g.actor, now=g.now)
