"""To the municipality's log-in and back."""

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import Provider
from politiker.core.database import db, read_write, writing
from politiker.core.errors import RuleBroken
from politiker.people.federation import actions, id_tokens, providers
from politiker.people.federation.actions import AttemptIsOver, IdentityIsTaken, Journey, NobodyWeKnow
from politiker.people.federation.id_tokens import Claims, TokenIsNotRight
from politiker.people.federation.providers import CodeRefused, ProviderIsAway
from politiker.people.models import Person
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.web.access import Access, open_to
from politiker.web.account.door import this_browser
from politiker.web.account.sitting import let_in, renew, sit_down
from politiker.web.federation.door import BeginForm, answer_address, blueprint, private, provider_of, set_out
from politiker.web.own_address import own_address


class LogInDeclined(RuleBroken):
    """The person, or the municipality, said no."""


# What a journey that does not end well is called in the address of the page that says so.
WHY: dict[type[RuleBroken], str] = {
    LogInDeclined: "afbrudt",
    ProviderIsAway: "nede",
    AttemptIsOver: "udloebet",
    CodeRefused: "fejl",
    TokenIsNotRight: "fejl",
    NobodyWeKnow: "ukendt",
    WrongEmailOrPassword: "ukendt",
    IdentityIsTaken: "optaget",
}
AWAY = {"server_error", "temporarily_unavailable"}


@blueprint.post("/log-ind/kommune/<name>")
@open_to(Access.PUBLIC)
def begin(name: str) -> Response:
    """Set out to log in at the municipality."""
    provider, form = provider_of(name), BeginForm()
    if not form.validate():
        abort(400)
    return set_out(provider, next=form.next.data)


@blueprint.get("/log-ind/kommune/<name>/svar")
@open_to(Access.PUBLIC)
def answer(name: str) -> Response:
    """Come back. What stands in the address is used at once and once, and the next address is without it."""
    provider = provider_of(name)
    try:
        journey = _taken_up(provider)
        claims = _claims(provider, journey)
        read_write()
        there = _link(provider, claims) if journey.is_linking else _come_in(provider, claims, journey)
        db.session.commit()
    except tuple(WHY) as refused:
        there = redirect(url_for("federation.stopped", name=name, why=WHY[type(refused)]), 303)
    return private(there)


@blueprint.get("/log-ind/kommune/<name>/stop/<why>")
@open_to(Access.PUBLIC)
def stopped(name: str, why: str) -> str:
    """Why one did not come in that way, and what to do now."""
    provider = provider_of(name)
    if why not in WHY.values():
        abort(404)
    return render_template("federation/stopped.html", title=provider.title, why=why)


def _taken_up(provider: Provider) -> Journey:
    """The journey this browser set out on, closed before anything is asked of anybody."""
    with writing():
        browser = this_browser().token or ""
        journey = actions.come_back(provider, request.args.get("state", ""), browser=browser, now=g.now)
        db.session.commit()
    return journey


def _claims(provider: Provider, journey: Journey) -> Claims:
    """What the provider says of whoever came; slow, while no transaction is open."""
    if error := request.args.get("error"):
        refusal = LogInDeclined if error == "access_denied" else ProviderIsAway if error in AWAY else CodeRefused
        raise refusal
    if request.args.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: another provider's answer
        raise TokenIsNotRight
    code = request.args.get("code", "")
    found = providers.tokens_for(provider, code, journey.verifier, answer_address(provider), now=g.now)
    return id_tokens.read(found, provider, journey.nonce, now=g.now)


def _come_in(provider: Provider, claims: Claims, journey: Journey) -> Response:
    """As with a password: on to our own second factor, unless the municipality asked for one itself."""
    person = actions.recognise(provider, claims, now=g.now)
    there = own_address(journey.next) or url_for("front.home")
    if not claims.is_strong:
        return let_in(person, there)
    sit_down(person, is_strong=True)
    return redirect(there, 303)


def _link(provider: Provider, claims: Claims) -> Response:
    """Link the log-in to whoever set out from their own page; a new number, for there is one more way in."""
    if g.signed_in is None:
        raise AttemptIsOver
    person = db.session.get_one(Person, g.actor.person_id)
    actions.link(person, provider, claims.subject, by=g.actor, now=g.now)
    renew()
    return redirect(url_for("federation.links"), 303)
