"""A municipality's log-in that lies, is away or says no, and whoever tries to come in with another's journey."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from joserfc.jwk import RSAKey

from politiker.core import clock
from politiker.core.database import db
from politiker.people.federation import providers
from politiker.people.federation.actions import ATTEMPT_LASTS
from politiker.people.federation.models import FederationAttempt
from tests.conftest import Clock
from tests.journeys import arriving
from tests.journeys.arriving import (
    BUTTON,
    DOWN,
    LATE,
    ODD,
    at_provider,
    come_in,
    lives_here,
    mads_at,
    nobody_came,
    onward,
    set_out,
)
from tests.visitor import Visitor
from tests.web.provider import Municipality

running, town = arriving.running, arriving.town


@pytest.mark.parametrize(
    ("lies", "algorithm"),
    [
        ({"nonce": "another"}, "RS256"),
        ({"nonce": None}, "RS256"),
        ({"aud": ["somebody else"]}, "RS256"),
        ({"aud": ["politiker", "somebody else"]}, "RS256"),  # and no azp
        ({"iss": "https://e.example"}, "RS256"),
        ({"exp": int(time.time()) - 3600}, "RS256"),
        ({"iat": int(time.time()) + 3600}, "RS256"),
        ({"iat": int(time.time()) - 3600}, "RS256"),
        ({"exp": "soon"}, "RS256"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "RS256"),
        ({"sub": ""}, "RS256"),
        ({"sub": 17}, "RS256"),
        ({"sub": "x" * 256}, "RS256"),
        ({}, "none"),
        ({}, "RS512"),
    ],
)
def test_a_token_that_is_not_right_lets_nobody_in(
    house: Flask, visitor: Visitor, town: Municipality, lies: dict[str, object], algorithm: str
) -> None:
    lives_here(house)
    mads_at(town)
    town.lies, town.algorithm = lies, algorithm
    come_in(visitor)
    assert (visitor.page.heading, town.token_answers) == (ODD, [200])
    assert visitor.path == "/log-ind/kommune/ringsted/stop/fejl" and "code=" not in visitor.answer.request.url
    nobody_came(house)


def test_another_key_lets_nobody_in_and_a_new_one_is_asked_for_once(
    house: Flask, visitor: Visitor, town: Municipality
) -> None:
    lives_here(house)
    mads_at(town)
    town.known_keys = [town.key]
    ours, thief = town.key, RSAKey.generate_key(2048, auto_kid=True)
    town.key = thief  # with a number of its own that the provider does not show
    come_in(visitor)
    assert (visitor.page.heading, town.asked.count("/keys")) == (ODD, 2)
    town.key = RSAKey.import_key(thief.as_dict(private=True) | {"kid": ours.kid})  # under the provider's number
    come_in(visitor)
    assert (visitor.page.heading, town.asked.count("/keys")) == (ODD, 2)
    nobody_came(house)
    town.turn_keys(elliptic=True)  # the provider's own new key
    come_in(visitor, "/log-ind?next=/min-side")
    assert "Mads Holm" in visitor.page.main and town.asked.count("/keys") == 3
    assert town.asked.count("/.well-known/openid-configuration") == 1


def test_the_way_back_is_for_one_browser_once_and_for_ten_minutes(
    house: Flask, visitor: Visitor, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives_here(house)
    mads_at(town)
    back = at_provider(set_out(visitor))
    thief = Visitor(house)
    thief.open("/log-ind")
    assert thief.open(back).heading == LATE  # another browser
    assert Visitor(house).open(back).heading == LATE  # and one without a cookie
    assert visitor.open("/log-ind/kommune/ringsted/svar?code=x&state=wrong").heading == LATE
    assert visitor.open("/log-ind/kommune/ringsted/svar").heading == LATE
    visitor.open(back)
    assert "Mads Holm" in visitor.open("/min-side").main  # the control: the right browser comes in
    visitor.open(back)
    assert visitor.page.heading == LATE  # replayed
    late = Visitor(house)
    back = at_provider(set_out(late))
    wall = Clock()
    wall.moment = clock.now() + ATTEMPT_LASTS
    monkeypatch.setattr(clock, "now", wall)
    assert late.open(back).heading == LATE


def test_the_provider_wants_the_verifier(house: Flask, visitor: Visitor, town: Municipality) -> None:
    """The control: without it, or with another, the provider itself gives no token."""
    lives_here(house)
    mads_at(town)
    for verifier, expected in ((None, 400), ("a" * 43, 400)):
        back = parse_qs(urlsplit(at_provider(set_out(visitor))).query)
        fields = {
            "grant_type": "authorization_code", "code": back["code"][0],
            "redirect_uri": "http://localhost/log-ind/kommune/ringsted/svar",
        }  # fmt: skip
        given = fields | ({"code_verifier": verifier} if verifier else {})
        answer = requests.post(
            f"{town.issuer}/token", data=given, auth=("politiker", "kommunens hemmelighed"), timeout=10
        )
        assert answer.status_code == expected
    back = at_provider(set_out(visitor))
    with house.app_context():
        db.session.execute(sa.update(FederationAttempt).values(verifier="b" * 43))
        db.session.commit()
    assert visitor.open(back).heading == ODD
    nobody_came(house)


@pytest.mark.parametrize("mood", ["down", "nonsense", "slow"])
def test_a_provider_that_is_away_is_told_calmly(
    house: Flask, visitor: Visitor, town: Municipality, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives_here(house)
    mads_at(town)
    monkeypatch.setattr(providers, "SECONDS", 2)
    address = set_out(visitor)
    town.mood = "well"
    back = at_provider(address)
    town.mood = mood
    assert visitor.open(back).heading == DOWN
    providers.forget_everything()
    visitor.open("/log-ind")
    visitor.send(BUTTON)
    assert visitor.page.heading == DOWN
    asked = len(town.asked)
    visitor.open("/log-ind")
    visitor.send(BUTTON)
    assert len(town.asked) == asked, "a provider that is away is left alone for a moment"


def test_what_the_provider_says_no_to(house: Flask, visitor: Visitor, town: Municipality) -> None:
    lives_here(house)
    town.mood = "declines"
    come_in(visitor)
    assert visitor.page.heading == "Du blev ikke logget ind"
    town.mood = "well"
    for error, heading in (("server_error", DOWN), ("invalid_scope", ODD), ("<script>", ODD)):
        state = parse_qs(urlsplit(set_out(visitor)).query)["state"][0]
        path = visitor.client.get(
            "/log-ind/kommune/ringsted/svar", query_string={"error": error, "state": state}, follow_redirects=True
        )
        assert heading in path.get_data(as_text=True) and path.status_code == 200
    back = at_provider(set_out(visitor))
    assert visitor.open(back + "&iss=https://e.example").heading == ODD


def test_an_issuer_that_says_it_is_another_is_not_believed(house: Flask, visitor: Visitor, town: Municipality) -> None:
    house.config["SETTINGS"] = replace(
        house.config["SETTINGS"], oidc=(town.settings(issuer=town.issuer.replace("127.0.0.1", "localhost")),)
    )
    visitor.open("/log-ind")
    visitor.send(BUTTON)
    assert visitor.page.heading == DOWN


@pytest.mark.parametrize("text", ["//e.example", "/\\e.example", "https:e.example", "javascript:alert(1)", "/log-ud"])
def test_nobody_is_sent_to_another_site(house: Flask, visitor: Visitor, town: Municipality, text: str) -> None:
    lives_here(house)
    mads_at(town)
    form = visitor.open("/log-ind").form(BUTTON)
    visitor._look(visitor.client.post(form.action, data=form.values() | {"next": text}), 200)
    assert visitor.client.get(at_provider(onward(visitor))).headers["Location"] == "/"
