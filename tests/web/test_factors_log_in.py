"""The second step of logging in: what lets one in, and that half a log-in opens nothing."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from webauthn.helpers import base64url_to_bytes

from politiker.core.database import db
from politiker.people.factors import actions, passkeys
from politiker.people.models import Person
from politiker.people.sign_ins import links, resets
from politiker.people.sign_ins.models import SignIn
from politiker.web.access import Access, access_of
from tests import people
from tests.conftest import Clock
from tests.factor_codes import Passkey, server_secret, shown, with_app
from tests.mail import reading
from tests.people import PASSWORD
from tests.visitor import Visitor

VALUES = {"event_id": 1, "uid": "0" * 24, "tree": "x", "name": "x", "text": "x", "secret": "x"}


def ole_has_an_app(house: Flask, now: datetime) -> tuple[str, list[str]]:
    with house.app_context():
        key, fresh = with_app(people.ole(), now)
        db.session.commit()
    return key, fresh


def log_in(visitor: Visitor, start: str = "/log-ind", email: str = "ole@example.dk") -> None:
    """The first step."""
    visitor.open(start)
    visitor.send("Log ind", email=email, password=PASSWORD)
    assert visitor.path == "/log-ind/kode"


def cookie_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("politiker", domain="localhost")
    return cookie.value if cookie else ""


def test_password_and_code_lead_where_one_was_going(house: Flask, visitor: Visitor, now: datetime) -> None:
    key, _codes = ole_has_an_app(house, now)
    log_in(visitor, "/arrangoer")
    waiting = cookie_of(visitor)
    assert visitor.page.heading == "Vis, at det er dig"
    visitor.send("Log ind", 422, code="000000")
    assert "Koden er ikke rigtig" in visitor.page.errors()
    visitor.send("Log ind", code=shown(key, now))
    assert visitor.path == "/arrangoer"
    assert cookie_of(visitor) not in {waiting, ""}
    with house.app_context():
        begun = list(db.session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_(None))))
        assert [(one.is_strong, one.awaits_factor) for one in begun] == [(True, False)]
    stale = Visitor(house)
    stale.client.set_cookie("politiker", waiting, domain="localhost")
    stale.open("/log-ind/kode")
    assert stale.path == "/log-ind"


def test_a_code_is_good_in_one_browser(house: Flask, now: datetime) -> None:
    key, _codes = ole_has_an_app(house, now)
    first, second = Visitor(house), Visitor(house)
    log_in(first)
    log_in(second)
    first.send("Log ind", code=shown(key, now))
    second.send("Log ind", 422, code=shown(key, now))
    second.open("/arrangoer")
    assert second.path == "/log-ind"


def test_five_wrong_codes_and_one_waits(house: Flask, visitor: Visitor, wall: Clock) -> None:
    key, fresh = ole_has_an_app(house, wall.moment)
    log_in(visitor)
    for _ in range(5):
        visitor.send("Log ind", 422, code="000000")
    visitor.send("Log ind", 429, code=shown(key, wall.moment))
    assert visitor.answer.headers["Retry-After"] == "300" and "300 sekunder" in visitor.page.errors()
    other = Visitor(house)
    log_in(other)
    other.send("Log ind", 429, code=shown(key, wall.moment))
    other.open("/log-ind/kode/noedkode")
    other.send("Log ind", 429, code=fresh[0])
    wall.moment += timedelta(minutes=5, seconds=1)
    log_in(other)
    other.send("Log ind", code=shown(key, wall.moment))
    assert other.path == "/"


def test_a_recovery_code_lets_in_once(house: Flask, now: datetime) -> None:
    _key, fresh = ole_has_an_app(house, now)
    for status in (200, 422):
        visitor = Visitor(house)
        log_in(visitor, "/arrangoer")
        visitor.open(visitor.page.link("Brug en nødkode"))
        visitor.send("Log ind", 422, code="")
        visitor.send("Log ind", status, code=fresh[3].lower())
        assert (visitor.path == "/arrangoer") is (status == 200)
    with house.app_context():
        assert reading.newest("recovery_code_used").facts["left"] == 9


def test_a_passkey_lets_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    key, site = Passkey(), passkeys.Site("localhost", "http://localhost", "Politiker")
    with house.app_context():
        ole = people.ole()
        new = passkeys.made(key.make(b"x" * 32), b"x" * 32, site)
        by = people.actor(ole, now)
        actions.add_passkey(ole, new, name="Nøgle", secret=server_secret(), keeping=None, by=by, now=now)
        db.session.commit()
    log_in(visitor, "/arrangoer")
    assert "Din adgangsnøgle kan ikke bruges i denne browser" in visitor.page.main
    first = asked(house)
    visitor.send(0, 422, credential=key.use(b"y" * 32))
    assert "Adgangsnøglen blev ikke godkendt" in visitor.page.errors()
    assert visitor.page.form(0).values()["next"] == "/arrangoer"
    visitor.send(0, 422, credential=key.use(first))
    visitor.send(0, credential=key.use(asked(house)))
    assert visitor.path == "/arrangoer"


def asked(house: Flask) -> bytes:
    with house.app_context():
        query = sa.select(SignIn.challenge).where(SignIn.challenge.is_not(None), SignIn.ended_at.is_(None))
        return base64url_to_bytes(str(db.session.scalars(query).one()))


def test_nobody_who_has_not_begun_comes_to_the_second_step(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        karen = people.karen().id
        db.session.commit()
    for path in ("/log-ind/kode", "/log-ind/kode/noedkode"):
        visitor.open(f"{path}?next=/min-side")
        assert visitor.path == "/log-ind" and visitor.page.form("Log ind").values()["next"] == "/min-side"
    visitor.open("/log-ind")
    token = visitor.page.form(0).values()["csrf_token"]
    answer = visitor.post("/log-ind/kode/noegle", 303, csrf_token=token, credential="{}")
    assert answer.headers["Location"] == "/log-ind"
    visitor.sign_in(karen).open("/log-ind/kode?next=/min-side")
    assert visitor.path == "/min-side"


@pytest.mark.parametrize("elsewhere", ["//example.com", "https://example.com", "/\\example.com", "/log-ud"])
def test_one_is_never_sent_to_another_site(house: Flask, visitor: Visitor, now: datetime, elsewhere: str) -> None:
    key, _codes = ole_has_an_app(house, now)
    log_in(visitor)
    visitor.open(f"/log-ind/kode?next={elsewhere}")
    visitor.send("Log ind", code=shown(key, now), next=elsewhere)
    assert visitor.path == "/"


def test_half_a_log_in_opens_nothing(house: Flask, visitor: Visitor, now: datetime) -> None:
    """Every address that is not for everybody answers as it does a stranger."""
    ole_has_an_app(house, now)
    log_in(visitor)
    stranger = Visitor(house)
    tried = 0
    for rule in house.url_map.iter_rules():
        if access_of(house, rule.endpoint) in {Access.PUBLIC, Access.TOKEN}:
            continue
        with house.test_request_context():
            values = {name: VALUES.get(name, "1") for name in rule.arguments}
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            path = house.url_map.bind("localhost").build(rule.endpoint, values, method=method)
        for one in sorted((rule.methods or set()) & {"GET", "POST"}):
            mine, theirs = visitor.client.open(path, method=one), stranger.client.open(path, method=one)
            assert (mine.status_code, mine.headers.get("Location")) == (
                theirs.status_code,
                theirs.headers.get("Location"),
            ), path
            assert mine.status_code == 303 and "/log-ind" in mine.headers["Location"], path
            tried += 1
    assert tried > 30
    assert "Log ind" in visitor.open("/").links() and "Ole Krog" not in visitor.page.html


@pytest.mark.parametrize("way", ["reset", "link"])
def test_a_key_from_a_letter_does_not_get_round_the_second_step(
    house: Flask, visitor: Visitor, now: datetime, way: str
) -> None:
    key, _codes = ole_has_an_app(house, now)
    with house.app_context():
        ole = db.session.scalars(sa.select(Person)).one()
        send, letter = (resets.send_reset, "reset") if way == "reset" else (links.send_log_in_link, "log_in_link")
        send(ole.id, now=now)
        db.session.commit()
        message = reading.made(reading.newest(letter), now)
        assert message is not None
        address = re.search(r"/noegle/\S+", reading.part(message, "text/plain"))
        assert address is not None
    visitor.open(address[0])
    visitor.send(0, **({"password": "en helt anden sætning"} if way == "reset" else {}))
    assert visitor.path == "/log-ind/kode"
    visitor.open("/arrangoer")
    assert visitor.path == "/log-ind"
    visitor.open("/log-ind/kode")
    visitor.send("Log ind", code=shown(key, now))
    assert visitor.open("/arrangoer") and visitor.path == "/arrangoer"
