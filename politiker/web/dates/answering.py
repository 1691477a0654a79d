"""Somebody who was asked answers which dates they can come: with the key in the letter, or signed in."""

from typing import Any

from flask import abort, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField

from politiker.core import danish
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.core.words import gettext as _
from politiker.events.date_polls import actions, queries
from politiker.events.date_polls.models import DateInvitation, DateOption, DatePoll, Reply
from politiker.events.models import Event
from politiker.policy import Actor
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.browser import actor_of
from politiker.web.dates.door import blueprint
from politiker.web.dates.polls import REPLIES
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import Page, let_go
from politiker.web.organiser.fields import choices

Found = tuple[DateInvitation, DatePoll, Event]


def _form(options: list[DateOption], kind: type[ChangingForm], **more: Any) -> ChangingForm:
    """A form with yes, if need be and no to each date."""
    fields = {
        f"date_{option.id}": RadioField(
            danish.when(option.starts_at, option.ends_at, danish.local(g.now).date()),
            choices=choices(REPLIES),
            validate_choice=False,
        )
        for option in options
    }
    made: type[ChangingForm] = type("AnswerDatesForm", (kind,), dict(fields))
    return made(**more)


def _replies(form: ChangingForm, options: list[DateOption]) -> dict[int, Reply]:
    """What was answered to which date; a date without an answer, or with one that is none, is left out."""
    given = {option.id: form[f"date_{option.id}"].data for option in options}
    return {id: Reply(reply) for id, reply in given.items() if reply in set(Reply)}


@blueprint.route("/datoer/svar", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def answer() -> Response | tuple[Response, int]:
    """Answer with the key from the letter, without being signed in; as often as one likes until a date is chosen."""
    there = url_for("dates.answered")
    key = keys.held(Purpose.DATES)
    found = queries.with_poll(key.subject_id) if key is not None else None
    if key is None or found is None:
        return keys.missing()
    options = queries.options_of(found[1].id)
    form = _form(options, keys.KeyForm)
    assert isinstance(form, keys.KeyForm)
    if form.validate_on_submit():
        if not form.is_for(key):
            return keys.missing()
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        if _answered(form, found, options, actor_of(found[0].person_id, g.now)):
            db.session.commit()
            return redirect(there, 303)
        let_go()
        found = queries.with_poll(key.subject_id)
        assert found is not None
    elif not form.is_submitted():
        form = _form(options, keys.KeyForm, formdata=None, key=key.half, data=_told(found[0]))
    return _no_store(_page(form, found, url_for("dates.answer")))


@blueprint.get("/datoer/besvaret")
@open_to(Access.PUBLIC)
def answered() -> str:
    """The answer is received; says nothing about whom or what."""
    return render_template("dates/answered.html")


@blueprint.route("/datoer/<int(max=2147483647):event_id>", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN)
def answer_signed_in(event_id: int) -> Page:
    """The same for somebody signed in; whoever was not asked finds nothing."""
    assert g.actor.person_id is not None
    mine = queries.invitation_of(event_id, g.actor.person_id)
    found = queries.with_poll(mine.id) if mine is not None else None
    if found is None:
        abort(404)
    options = queries.options_of(found[1].id)
    form = _form(options, ChangingForm)
    if form.validate_on_submit():
        there = url_for("registrations.mine", besked="datoer-besvaret")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        if _answered(form, found, options, g.actor):
            db.session.commit()
            return redirect(there, 303)
        let_go()
        found = queries.with_poll(found[0].id)
        assert found is not None
    elif not form.is_submitted():
        form = _form(options, ChangingForm, formdata=None, data=_told(found[0]))
    return _page(form, found, url_for("dates.answer_signed_in", event_id=event_id))


def _told(invitation: DateInvitation) -> dict[str, str]:
    return {f"date_{id}": reply.value for id, reply in queries.answers_of(invitation.id).items()}


def _answered(form: ChangingForm, found: Found, options: list[DateOption], by: Actor) -> bool:
    """Whether the answers were taken; a sentence in the form when not."""
    replies = _replies(form, options)
    if not replies:
        refuse(form, _("Answer at least one of the dates."))
        return False
    try:
        actions.answer_dates(found[0], found[1], replies, by=by, now=g.now)
    except actions.PollIsClosed:
        refuse(form, _("A date is chosen already."))
        return False
    return True


def _page(form: ChangingForm, found: Found, url: str) -> tuple[str, int]:
    _invitation, poll, event = found
    is_open = poll.is_open and not event.is_called_off
    text = render_template("dates/answer.html", form=form, event=event, is_open=is_open, url=url)
    return text, 422 if form.is_submitted() else 200 if is_open else 410


def _no_store(page: tuple[str, int]) -> tuple[Response, int]:
    response = make_response(page[0])
    response.headers["Cache-Control"] = "no-store"
    return response, page[1]
