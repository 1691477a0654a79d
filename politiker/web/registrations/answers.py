"""What the organiser asks: answered once the seat is certain, and answered anew until sign-up closes."""

from typing import Any

from flask import abort, g, redirect, render_template, request
from werkzeug.wrappers import Response

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.files.errors import FileCannotBeKept
from politiker.registrations import own, queries
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import Registration
from politiker.registrations.questions import answering
from politiker.registrations.questions.errors import AnswersAreClosed, AnswersAreWrong
from politiker.registrations.questions.queries import added_price, questions_of
from politiker.web.access import Access, open_to
from politiker.web.files.door import takes_files
from politiker.web.files.words import CANNOT_BE_KEPT
from politiker.web.forms import answered_before, refuse
from politiker.web.questions.asking import QuestionsForm, with_questions
from politiker.web.registrations.addresses import EVENT, blueprint, event_page, of_event, own_page
from politiker.web.registrations.words import words_for


@blueprint.route(f"{EVENT}/svar", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
@takes_files
def answers(event_id: int, slug: str) -> Response | tuple[str, int]:
    """What must the organiser know, what for, and for how long?"""
    event, registration = _own_seat(event_id)
    if request.method != "POST":
        if slug != event.slug:
            return redirect(of_event("registrations.answers", event.id, event.title), 301)
        return _page(event, registration, _form(registration, formdata=None)), 200
    form = _form(registration)
    if form.validate():
        there = own_page(event, "svar")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            answering.answer(registration, form.told(), by=g.actor, now=g.now)
        except AnswersAreWrong as rule:
            form.show(rule.facts["faults"])
        except FileCannotBeKept:
            refuse(form, CANNOT_BE_KEPT)
        except RuleBroken as rule:
            if (words := _words(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    read_only()
    event, registration = _own_seat(event_id)
    return _page(event, registration, form), 422


def _own_seat(event_id: int) -> tuple[Event, Registration]:
    event = own.event_to_show(event_id, g.actor)
    registration = queries.own(event.id, g.actor.person_id) if event is not None else None
    if event is None or registration is None:
        abort(404)
    return event, registration


def _form(registration: Registration, **filled: Any) -> QuestionsForm:
    questions = questions_of(registration.event_id, counts=True, without=registration.id)
    told = answering.own_answers(registration, by=g.actor)
    form: QuestionsForm = with_questions(QuestionsForm, questions, told)(**filled)
    return form


def _page(event: Event, registration: Registration, form: QuestionsForm) -> str:
    closes_at = answering.closes_at(registration, event)
    why_not = None
    if not registration.is_certain:
        why_not = _words(SeatIsNotCertain())
    elif g.now >= closes_at:
        why_not = _words(AnswersAreClosed(closes_at=closes_at))
    return render_template(
        "registrations/answers.html",
        event=event,
        event_url=event_page(event),
        form=form,
        closes_at=closes_at,
        why_not=why_not,
        told=_told(form, registration) if why_not and registration.is_open else [],
        added=added_price(registration.id),
    )


def _words(rule: RuleBroken) -> str | None:
    if isinstance(rule, SeatIsNotCertain):
        return _("The organiser asks when your seat is certain.")
    return words_for(rule)


def _told(form: QuestionsForm, registration: Registration) -> list[tuple[str, str]]:
    """Each question with what was answered, for whoever can only look."""
    rows = answering.own_answers(registration, by=g.actor)
    return [
        (one.text, ", ".join(row.choice or row.file_name or row.text for row in rows[one.id]))
        for one in form.questions
        if one.id in rows
    ]
