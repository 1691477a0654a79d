"""The offer in a letter: answered with the key from it, by somebody who need not be signed in."""

from flask import Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from politiker.core import tokens
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.tokens import Purpose, Token
from politiker.policy import Permission, require
from politiker.registrations import actions, own
from politiker.registrations.models import Registration, State
from politiker.registrations.waiting_list import is_direct
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.browser import actor_of
from politiker.web.forms import refuse
from politiker.web.keys import said_with_key
from politiker.web.registrations.addresses import blueprint
from politiker.web.registrations.words import standing, words_for

ANSWERS = {"ja": actions.accept_offer, "nej": actions.decline_offer}


@blueprint.route("/tilbud", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def answer_offer() -> Answer | tuple[Response, int]:
    """What is offered, until when and on which terms; only a press of yes or no answers."""
    form = keys.AnswerForm()
    said = said_with_key(form, ANSWERS, Purpose.OFFER, "registrations.offer_answered")
    if isinstance(said, Answer):
        return said
    key, answer, there = said
    registration = own.with_event(key.subject_id)
    actor = actor_of(registration.person_id, g.now)
    require(actor, Permission.ANSWER_OFFER, registration)
    if answer is None:
        return _page(key, registration)
    try:
        ANSWERS[answer](registration, by=actor, now=g.now)
        tokens.use(key, now=g.now)
    except RuleBroken as rule:
        if (words := words_for(rule)) is None:
            raise
        refuse(form, words)
        return _page(key, registration, refused=form)
    db.session.commit()
    return keys.let_go(redirect(there, 303))


def _page(key: Token, registration: Registration, refused: keys.AnswerForm | None = None) -> tuple[Response, int]:
    half, registration_id = key.half, registration.id
    read_only()
    registration = own.with_event(registration_id)
    is_over = registration.state is not State.OFFERED or registration.event.has_begun(g.now)
    page = render_template(
        "registrations/answer_offer.html",
        registration=registration,
        event=registration.event,
        standing=standing(registration.state)[0] if is_over else None,
        yes=keys.AnswerForm(formdata=None, key=half, answer="ja"),
        no=keys.AnswerForm(formdata=None, key=half, answer="nej"),
        is_direct=is_direct(registration.event, g.now),
        refused=refused,
        now=g.now,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 422 if refused is not None else 410 if is_over else 200


@blueprint.get("/tilbud/besvaret")
@open_to(Access.PUBLIC)
def offer_answered() -> str:
    """The answer is received, and what happens now; says nothing about whom or what."""
    return render_template("registrations/offer_answered.html", said_yes=request.args.get("svar") == "ja")
