"""Will you come? Answered with the key from the letter, without logging in, or from one's own registration."""

from flask import Response, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from politiker.core import tokens
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.tokens import Purpose, Token
from politiker.policy import Actor, Permission, can, require, system
from politiker.registrations import own, queries
from politiker.registrations.models import Registration
from politiker.registrations.terms import presence as asking
from politiker.registrations.terms.fees import fee
from politiker.registrations.terms.wording import leaving_in_words, prices_in_words, terms_of
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.browser import actor_of
from politiker.web.forms import answered_before, refuse
from politiker.web.keys import said_with_key
from politiker.web.registrations.addresses import EVENT, own_page
from politiker.web.registrations.own_state import event_to_show
from politiker.web.registrations.own_state import page as own_state_page
from politiker.web.registrations.terms import OwnPresenceForm
from politiker.web.terms.door import blueprint
from politiker.web.terms.words import words_for

ANSWERS = {"ja": asking.confirm, "nej": asking.say_no}


@blueprint.route("/kommer-du", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def presence() -> Answer | tuple[Response, int]:
    """Do you come? Only a press of yes or no answers."""
    form = keys.AnswerForm()
    said = said_with_key(form, ANSWERS, Purpose.PRESENCE, "terms.presence_answered")
    if isinstance(said, Answer):
        return said
    key, answer, there = said
    registration = own.with_event(key.subject_id)
    actor = _holder(registration)
    if answer is None:
        return _page(key, registration)
    try:
        ANSWERS[answer](registration, by=actor, now=g.now)
        if answer == "nej":
            tokens.use(key, now=g.now)
    except RuleBroken as rule:
        if (words := words_for(rule)) is None:
            raise
        refuse(form, words)
        return _page(key, registration, refused=form)
    db.session.commit()
    return keys.let_go(redirect(there, 303))


def _holder(registration: Registration) -> Actor:
    """Whoever holds the key: the guest, or for somebody without an account the letter itself."""
    actor = actor_of(registration.person_id, g.now)
    return actor if can(actor, Permission.WITHDRAW_REGISTRATION, registration) else system("presence letter")


def _page(key: Token, registration: Registration, refused: keys.AnswerForm | None = None) -> tuple[Response, int]:
    half, registration_id = key.half, registration.id
    read_only()
    registration = own.with_event(registration_id)
    event, terms = registration.event, terms_of(registration.event)
    is_over = not registration.is_certain or event.has_begun(g.now) or registration.presence_asked_at is None
    page = render_template(
        "terms/presence.html",
        registration=registration,
        event=event,
        is_over=is_over,
        leaving_words=leaving_in_words(terms),
        prices_words=prices_in_words(terms),
        cost=fee(registration, event.starts_at, terms, g.now),
        yes=keys.AnswerForm(formdata=None, key=half, answer="ja"),
        no=keys.AnswerForm(formdata=None, key=half, answer="nej"),
        refused=refused,
        now=g.now,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 422 if refused is not None else 410 if is_over else 200


@blueprint.get("/kommer-du/besvaret")
@open_to(Access.PUBLIC)
def presence_answered() -> str:
    """The answer is received; says nothing about whom or what."""
    return render_template("terms/presence_answered.html", said_yes=request.args.get("svar") == "ja")


@blueprint.post(f"{EVENT}/kommer-du")
@open_to(Access.SIGNED_IN)
def own_presence(event_id: int, slug: str) -> Answer | tuple[str, int]:
    """Say from one's own registration whether one comes."""
    event = own.event_to_act_on(event_id, g.actor)
    registration = queries.own(event.id, g.actor.person_id) if event is not None else None
    if event is None or registration is None:
        abort(404)
    require(g.actor, Permission.WITHDRAW_REGISTRATION, registration)
    form = OwnPresenceForm()
    if not form.validate() or form.answer.data not in ANSWERS:
        return own_state_page(event_to_show(event_id), refused=form)
    there = own_page(event, "kommer" if form.answer.data == "ja" else "afmeldt")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        ANSWERS[form.answer.data](registration, by=g.actor, now=g.now)
    except RuleBroken as rule:
        if (words := words_for(rule)) is None:
            raise
        refuse(form, words)
        return own_state_page(event_to_show(event_id), refused=form)
    db.session.commit()
    return redirect(there, 303)
