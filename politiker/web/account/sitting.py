"""Sitting down at a browser: where every way of proving who one is ends."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from politiker.people.factors.queries import has_factor
from politiker.people.models import Person
from politiker.people.sign_ins import devices, sessions
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.people.sign_ins.models import SignIn
from politiker.web.account.door import this_browser
from politiker.web.account.kinds import kind_of_browser


def let_in(person: Person, there: str, *, remember: bool = False, is_by_password: bool = False) -> Response:
    """The first thing is proved: on to the second, for whoever has one, and otherwise in. The view commits.

    Raises WrongEmailOrPassword for whoever is suspended or has no account yet, who are told no more than that.
    """
    if person.suspended_at is not None or person.joined_at is None:
        raise WrongEmailOrPassword
    if has_factor(person.id):
        sit_half(person, remember=remember)
        return redirect(url_for("factors.prove", next=there), 303)
    sit_down(person, remember=remember, is_by_password=is_by_password)
    return redirect(there, 303)


def sit_down(person: Person, *, is_strong: bool = False, remember: bool = False, is_by_password: bool = False) -> None:
    """Begin a sign-in with a new number in this browser; the number it had before opens nothing any more.

    The device is known again from now on, and its owner is written to when it is a new one.
    """
    _stand_up()
    token = sessions.sign_in(
        person, now=g.now, is_strong=is_strong, is_by_password=is_by_password, is_remembered=remember, browser=_kind()
    )
    seconds = int(sessions.SIGN_IN_LASTS.total_seconds()) if remember else None
    this_browser().become(token, seconds=seconds)
    this_browser().be_known_as(devices.recognise(person, this_browser().device, now=g.now))


def sit_half(person: Person, *, remember: bool = False) -> None:
    """Remember in this browser that the first thing was proved; it counts as nobody's until the second is."""
    _stand_up()
    token = sessions.begin_half(person, now=g.now, is_remembered=remember, browser=_kind())
    this_browser().become(token, seconds=None)


def half() -> SignIn | None:
    """Who has proved the first thing here and not yet the second. `sit_down` ends it."""
    token = this_browser().token
    return sessions.half_signed_in(token, now=g.now) if token is not None and g.signed_in is None else None


def renew(*, is_strong: bool | None = None) -> None:
    """Give the sign-in of this browser a new number, since more is known of who sits here. The view commits."""
    token, begun = sessions.renumber(g.signed_in.sign_in_id, now=g.now, is_strong=is_strong)
    left = int((begun.expires_at - g.now).total_seconds())
    this_browser().become(token, seconds=left if begun.is_remembered else None)


def _stand_up() -> None:
    if g.signed_in:
        sessions.sign_out(g.signed_in.sign_in_id, now=g.now)
    elif (begun := half()) is not None:
        sessions.sign_out(begun.id, now=g.now)


def _kind() -> str:
    return kind_of_browser(request.user_agent.string)
