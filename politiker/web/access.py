"""Whom each address is open to. The app refuses to start with an address that does not say."""

import enum
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from politiker.policy import Actor

View = TypeVar("View", bound=Callable[..., Any])


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
    """Before every view: strangers are sent to sign in, others get the answer of a page that is not there."""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access in {Access.PUBLIC, Access.TOKEN} or may_come(g.actor, access):
        return None
    if not g.actor.is_signed_in:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.log_in", next=back), 303)
    abort(404)
