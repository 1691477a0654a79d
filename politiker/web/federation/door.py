"""What the pages about municipal log-ins share: which there are, and how one is sent there."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from config import Provider, Settings
from politiker.core import addresses
from politiker.core.database import db, read_only, read_write
from politiker.people.federation import actions, providers
from politiker.web.account.door import this_browser
from politiker.web.forms import HouseForm
from politiker.web.own_address import own_address

blueprint = Blueprint("federation", __name__)


class BeginForm(HouseForm):
    """Setting out twice is harmless, so it carries no key against it."""

    next = HiddenField()


@dataclass(frozen=True)
class Way:
    """A button on the page where one logs in."""

    title: str
    url: str
    form: BeginForm


@blueprint.app_template_global("municipal_ways")
def ways(next: str | None) -> list[Way]:
    """The municipal log-ins there are, each with the form that sets out."""
    form = BeginForm(formdata=None, next=next) if all_providers() else None
    return [
        Way(provider.title, url_for("federation.begin", name=provider.name), form)
        for provider in all_providers()
        if form is not None
    ]


def all_providers() -> tuple[Provider, ...]:
    """Those in the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.oidc


def provider_of(name: str) -> Provider:
    """The log-in with this name in its address; any other is a page that is not there."""
    found = next((provider for provider in all_providers() if provider.name == name), None)
    return found or abort(404)


def answer_address(provider: Provider) -> str:
    """Where the provider sends people back to; it has to be told beforehand, and is never taken from the request."""
    return addresses.absolute(f"/log-ind/kommune/{provider.name}/svar")


def set_out(provider: Provider, *, next: str | None, is_linking: bool = False) -> Response:
    """Send this browser to the provider, and remember for how it comes back.

    With a page that goes on by itself and not with a redirect: our `form-action 'self'` stops a form whose answer leads
    to another site, as it should.
    """
    read_only()
    try:
        doors = providers.doors_of(provider, now=g.now)
    except providers.ProviderIsAway:
        return redirect(url_for("federation.stopped", name=provider.name, why="nede"), 303)
    browser = this_browser().token
    assert browser is not None, "a form with a token of ours comes from a browser with our cookie"
    read_write()
    address = actions.begin(
        provider, doors, answer_address(provider), browser=browser, next=own_address(next), is_linking=is_linking,
        now=g.now,
    )  # fmt: skip
    db.session.commit()
    return private(make_response(render_template("federation/begin.html", title=provider.title, address=address)))


def private(answer: Any) -> Response:
    """An answer that knows of a journey: kept by nobody, and told to nobody."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
