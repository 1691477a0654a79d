"""Keys from letters at the door: taken out of the address at once, and kept a while in a cookie of their own.

Opening such an address changes nothing, so a mail scanner may open it as often as it likes. The form that acts
carries the public half of its key, so that two letters opened in two tabs are never mixed up.
"""

from collections.abc import Collection, Mapping

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from config import Settings
from politiker.core import tokens
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before

COOKIE_SECONDS = 30 * 60
ROOMS = {
    Purpose.INVITATION: "account.choose_password",
    Purpose.RESET: "account.choose_password",
    Purpose.OFFER: "registrations.answer_offer",
    Purpose.LOG_IN: "account.log_in_with_link",
    Purpose.EMAIL: "credentials.confirm_email",
    Purpose.APPLICATION: "joining.confirm",
    Purpose.PRESENCE: "terms.presence",
    Purpose.DATES: "dates.answer",
}
# The few letters with a "no, thank you" beside the yes.
NO_ROOMS = {Purpose.INVITATION: "joining.decline", Purpose.PRESENCE: "terms.presence"}
blueprint = Blueprint("keys", __name__)


class KeyForm(ChangingForm):
    """A form that acts with a key from a letter, and says which: `KeyForm(key=token.half)`."""

    key = HiddenField()

    def is_for(self, token: Token) -> bool:
        """Whether the key this form was made for is the one the browser holds now."""
        return bool(self.key.data == token.half)


class AnswerForm(KeyForm):
    """Yes or no to what a letter asks."""

    answer = HiddenField()


def said_with_key(
    form: AnswerForm, answers: Collection[str], purpose: Purpose, then: str
) -> Response | tuple[Token, str | None, str]:
    """What was answered to a letter: its key, the answer if one was pressed, and where one goes on afterwards.

    Or what ends it here: it was answered before, or the key is not there. `then` is the endpoint one goes on to.
    """
    answer = form.answer.data if form.answer.data in answers else None
    there = url_for(then, svar=answer)
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return let_go(redirect(earlier, 303))
    key = held(purpose)
    if key is None or (is_right and (answer is None or not form.is_for(key))):
        return missing()
    return key, answer if is_right else None, there


def cookie_name() -> str:
    """`__Host-noegle` over https; a plain name only for http on one's own machine."""
    settings: Settings = current_app.config["SETTINGS"]
    return "__Host-noegle" if settings.is_https else "noegle"


@blueprint.get("/noegle/<text>")
@open_to(Access.TOKEN)
def open_letter(text: str) -> Response:
    """Take a key out of the address, and go where it belongs. Opens nothing by itself."""
    return _go_on(text, ROOMS)


@blueprint.get("/noegle/<text>/nej")
@open_to(Access.TOKEN)
def say_no(text: str) -> Response:
    """The same, for the link in a letter that says no. It says nothing by itself either."""
    return _go_on(text, NO_ROOMS)


def _go_on(text: str, rooms: Mapping[Purpose, str]) -> Response:
    token = _find(text)
    if token is None or token.purpose not in rooms:
        abort(404)
    answer = redirect(url_for(rooms[token.purpose]), 303)
    settings: Settings = current_app.config["SETTINGS"]
    answer.set_cookie(
        cookie_name(), text, max_age=COOKIE_SECONDS, path="/", secure=settings.is_https, httponly=True, samesite="Lax"
    )
    return _private(answer)


@blueprint.app_errorhandler(KeyHasExpired)
def expired(error: KeyHasExpired) -> Response:
    """The key's time is over, or it was used: what to do now, told by what it was for."""
    return _page(410, error.facts["purpose"].value)


def missing() -> Response:
    """No key is here, or another than the form was made for: how to come back with the right one."""
    return _page(404, "missing")


def held(*purposes: Purpose) -> Token | None:
    """The live key that this browser holds for one of these purposes, or None. Raises KeyHasExpired."""
    text = request.cookies.get(cookie_name())
    if text is None:
        return None
    try:
        token = _find(text)
    except KeyHasExpired as error:
        if error.facts["purpose"] in purposes:
            raise
        return None
    return token if token is not None and token.purpose in purposes else None


def let_go(answer: Response) -> Response:
    """Take the key away from the browser with this answer."""
    settings: Settings = current_app.config["SETTINGS"]
    answer.delete_cookie(cookie_name(), path="/", secure=settings.is_https, httponly=True, samesite="Lax")
    return _private(answer)


def _find(text: str) -> Token | None:
    return tokens.find(text, secret=current_app.config["SECRET_KEY"], now=g.now)


def _page(code: int, why: str) -> Response:
    page = render_template("keys/open_letter.html", why=why)
    return _private(Response(page, code, content_type="text/html; charset=utf-8"))


def _private(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
