"""Somebody on the way to a municipality's log-in and back; the provider really answers, on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.federation import providers
from politiker.people.federation.models import ExternalIdentity
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.visitor import Visitor
from tests.web.provider import Municipality, Running

UNKNOWN, ODD = "Vi kender dig ikke endnu", "Vi kunne ikke bruge svaret fra Ringsted Kommune"
LATE, DOWN = "Det tog for lang tid", "Ringsted Kommune svarer ikke"
BUTTON = "Log ind med Ringsted Kommune"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    provider = Running()
    yield provider
    provider.stop()


@pytest.fixture
def town(running: Running, house: Flask) -> Iterator[Municipality]:
    """The municipality of Ringsted with a log-in that the house knows of."""
    town = running.town
    fresh = Municipality(issuer=town.issuer, key=running.key)
    for name, value in vars(fresh).items():
        setattr(town, name, value)
    before = house.config["SETTINGS"]
    house.config["SETTINGS"] = replace(before, oidc=(town.settings(),))
    providers.forget_everything()
    yield town
    house.config["SETTINGS"] = before


def lives_here(house: Flask, somebody: str = "mads") -> int:
    with house.app_context():
        person: Person = getattr(people, somebody)()
        db.session.commit()
        return person.id


def mads_at(town: Municipality, **changes: object) -> None:
    town.person = {"sub": "mads-17", "email": "Mads@example.dk", "email_verified": True} | changes


def set_out(visitor: Visitor, start: str = "/log-ind") -> str:
    """Press the button; the address at the provider that the browser is sent on to."""
    visitor.open(start)
    visitor.send(BUTTON)
    return onward(visitor)


def onward(visitor: Visitor) -> str:
    assert visitor.answer.headers["Referrer-Policy"] == "no-referrer"
    [meta] = [tag for tag in visitor.page.all("meta") if tag.get("http-equiv") == "refresh"]
    address = meta.get("content", "").removeprefix("0; url=")
    assert visitor.page.link("Gå videre") == address
    return address


def at_provider(address: str) -> str:
    """Log in there; the path of ours that the provider sends the browser back to."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_in(visitor: Visitor, start: str = "/log-ind") -> None:
    visitor.open(at_provider(set_out(visitor, start)))


def nobody_came(house: Flask) -> None:
    with house.app_context():
        assert not list(db.session.scalars(sa.select(ExternalIdentity)))
        assert not list(db.session.scalars(sa.select(SignIn)))
