"""One's account: logging in and out, and choosing a password."""

from ipaddress import ip_address, ip_network
from typing import cast

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, PasswordField, ValidationError
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only, read_write
from politiker.core.names import EmailRefused, clean_email
from politiker.core.tokens import Purpose
from politiker.core.words import gettext as _
from politiker.people import actions, passwords, queries
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.people.passwords import PasswordRefused
from politiker.people.sign_ins import attempts, resets, sessions
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.browser import BrowserSession
from politiker.web.cache import keep_for_strangers
from politiker.web.forms import ChangingForm, HouseForm, answered_before, refuse
from politiker.web.own_address import own_address

blueprint = Blueprint("account", __name__)
HINT = _("At least %(least)s characters. Three or four words in a row do well.", least=passwords.SHORTEST)
WHY_REFUSED = {
    "short": _("The password is too short. Write at least %(least)s characters.", least=passwords.SHORTEST),
    "long": _("The password is too long. Write at most %(most)s characters.", most=passwords.LONGEST),
    "guessable": _("The password is too easy to guess. Choose several words that have nothing to do with you."),
}


def a_letter_can_reach(_form: HouseForm, field: EmailField) -> None:
    """Refuse what is not an e-mail address."""
    try:
        clean_email(field.data or "")
    except EmailRefused:
        raise ValidationError(_("Write an e-mail address, for example name@municipality.dk.")) from None


class LogInForm(HouseForm):
    """Logging in twice is harmless, so it carries no key against it."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write your e-mail address.")), a_letter_can_reach])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
    next = HiddenField()


class LogOutForm(HouseForm):
    """Nothing but the button."""


class ResetForm(ChangingForm):
    """Whom to send a link to."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write your e-mail address.")), a_letter_can_reach])


class PasswordForm(keys.KeyForm):
    """The new password."""

    password = PasswordField(_("New password"), [InputRequired(_("Write a new password."))], description=HINT)


@blueprint.route("/log-ind", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_in() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Log in with address and password, and go on to where one was going."""
    form = LogInForm(next=own_address(request.args.get("next")))
    there = own_address(form.next.data) or url_for("front.home")
    if request.method != "POST" and g.signed_in:
        return redirect(there, 303)
    code, headers = 422 if form.is_submitted() else 200, {}
    if form.validate_on_submit():
        email, network = form.email.data, _network()
        begun = attempts.begin_attempt(email, network=network, now=g.now)
        db.session.commit()
        read_only()
        try:
            person = attempts.check_password(email, form.password.data, network=network, now=g.now)
        except TooManyAttempts as limit:
            seconds = limit.facts["seconds"]
            read_write()
            attempts.forget_attempt(begun)
            db.session.commit()
            code, headers = 429, {"Retry-After": str(seconds)}
            refuse(form, _("You have tried too many times. Wait %(seconds)s seconds, and try again.", seconds=seconds))
        except WrongEmailOrPassword:
            refuse(form, _("The e-mail address or the password is not right."))
        else:
            read_write()
            attempts.forget_attempt(begun)
            _sit_down(person)
            db.session.commit()
            return redirect(there, 303)
    return render_template("account/log_in.html", form=form), code, headers


@blueprint.route("/log-ud", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_out() -> Response | str:
    """End this sign-in, here and in the database."""
    form = LogOutForm()
    if not g.signed_in:
        return redirect(url_for("front.home"), 303)
    if form.validate_on_submit():
        sessions.sign_out(g.signed_in.sign_in_id, now=g.now)
        cast(BrowserSession, session).end()
        db.session.commit()
        return redirect(url_for("front.home", besked="logget-ud"), 303)
    return render_template("account/log_out.html", form=form)


@blueprint.route("/nulstil-adgangskode", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def reset_password() -> Response | tuple[str, int]:
    """Ask for a link to choose a new password; the answer is the same whether the address is known or not."""
    form = ResetForm(email=_own_email() if request.method == "GET" else None)
    if form.validate_on_submit():
        there = url_for("account.reset_sent")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        resets.ask_for_reset(form.email.data, network=_network(), now=g.now)
        db.session.commit()
        return redirect(there, 303)
    return render_template("account/reset_password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/nulstil-adgangskode/sendt")
@open_to(Access.PUBLIC)
def reset_sent() -> str:
    """What happens now, said alike to everybody."""
    return render_template("account/reset_sent.html")


@blueprint.route("/vaelg-adgangskode", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def choose_password() -> Response | tuple[str, int]:
    """Choose a password with the key of an invitation or a reset, and be logged in."""
    form = PasswordForm()
    there = url_for("account.log_in", besked="adgangskode")
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    read_only()
    key = keys.held(Purpose.INVITATION, Purpose.RESET)
    if key is None or (form.is_submitted() and not form.is_for(key)):
        return keys.missing()
    form.key.data = key.half
    person = db.session.get_one(Person, key.subject_id)
    if is_right:
        try:
            password = passwords.chosen(form.password.data, name=person.name, email=person.email)
        except PasswordRefused as refused:
            form.password.errors = [WHY_REFUSED[refused.facts["why"]]]
        else:
            read_write()
            answered_before(form, then=there)
            person = db.session.get_one(Person, key.subject_id)
            actions.choose_password(person, key, password, now=g.now)
            _sit_down(person)
            db.session.commit()
            return keys.let_go(redirect(url_for("front.home", besked="logget-ind"), 303))
    is_new = key.purpose is Purpose.INVITATION
    page = render_template("account/choose_password.html", form=form, person=person, is_new=is_new)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/bliv-medlem")
@open_to(Access.PUBLIC)
def become_member() -> str:
    """Who can become a member, and how one does."""
    keep_for_strangers()
    return render_template("account/become_member.html", reply_to=current_app.config["SETTINGS"].mail_reply_to)


def _sit_down(person: Person) -> None:
    """Begin a sign-in with a new number in this browser; the number it had before opens nothing any more."""
    if g.signed_in:
        sessions.sign_out(g.signed_in.sign_in_id, now=g.now)
    cast(BrowserSession, session).become(sessions.sign_in(person, now=g.now))


def _own_email() -> str | None:
    return queries.email_of(g.actor.person_id) if g.signed_in else None


def _network() -> str:
    """Where a request comes from, as coarsely as one subscriber is known: an IPv4 address, or an IPv6 /64."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "?"
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
