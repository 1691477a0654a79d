"""Whom each address is open to. The app refuses to start with an address that does not say."""

import enum
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from politiker.policy import Actor
from politiker.web import browser

View = TypeVar("View", bound=Callable[..., Any])

# Where somebody with a role but without a second factor may read: what it takes to get one, and one's own account.
WITHOUT_FACTOR = frozenset({"factors", "account", "credentials"})


class Access(enum.StrEnum):
    """Who may come as far as the view, which then asks the policy about the thing itself."""

    PUBLIC = "public"
    TOKEN = "token"
    SIGNED_IN = "signed_in"
    MEMBER = "member"
    STAFF = "staff"


def open_to(access: Access, *, sensitive: bool = False) -> Callable[[View], View]:
    """Say whom a view is open to, and whether it shows or changes what a phone left on a table must not give away."""

    def mark(view: View) -> View:
        view.open_to = access  # type: ignore[attr-defined]
        view.is_sensitive = sensitive or access is Access.STAFF  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access:
    """Whom an endpoint is open to. Raises RuntimeError when it does not say."""
    access = getattr(app.view_functions[endpoint], "open_to", None)
    if not isinstance(access, Access):
        raise RuntimeError(f"the address {endpoint!r} does not say whom it is open to")
    return access


def may_come(actor: Actor, access: Access) -> bool:
    """Whether somebody may come as far as a view with this access."""
    match access:
        case Access.PUBLIC | Access.TOKEN:
            return True
        case Access.SIGNED_IN:
            return actor.is_signed_in
        case Access.MEMBER:
            return actor.is_member
        case Access.STAFF:
            return bool(actor.roles - {"secretary"})


def guard() -> Response | None:
    """Before every view: strangers are sent to sign in, others get the answer of a page that is not there.

    Whoever has a role and has not proved themselves with a second factor is sent to do so. At a page that matters,
    whoever has been away too long is asked for the password first.
    """
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access in {Access.PUBLIC, Access.TOKEN}:
        return None
    if not g.actor.is_signed_in:
        return redirect(url_for("account.log_in", next=_here()), 303)
    if g.signed_in.needs_factor and browser.is_reading() and request.blueprint not in WITHOUT_FACTOR:
        return redirect(url_for("factors.overview"), 303)
    if not may_come(g.actor, access):
        abort(404)
    if not getattr(current_app.view_functions[request.endpoint], "is_sensitive", False):
        return None
    if browser.is_idle():
        return redirect(url_for("account.confirm", next=_here() or _page_of_the_form()), 303)
    browser.note_use()
    return None


def _here() -> str | None:
    return request.full_path.rstrip("?") if browser.is_reading() else None


def _page_of_the_form() -> str | None:
    """Where a form was sent from, to be filled in again: nothing that came with it is kept or done."""
    origin, host = urlsplit(request.referrer or ""), request.host
    return origin.path if origin.netloc == host else None
