"""A key in a letter: out of the address at once, nothing changed by opening it, one purpose, one time."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from politiker.core import clock, tokens
from politiker.core.database import Base, db
from politiker.core.tokens import Purpose
from politiker.house import create_app
from tests import people
from tests.conftest import Clock
from tests.houses import settings
from tests.visitor import Visitor


def key_for_karen(house: Flask, purpose: Purpose, now: datetime) -> str:
    """The address in a letter to Karen."""
    with house.app_context():
        token = tokens.issue(purpose, people.karen().id, now=now, expires_at=now + timedelta(minutes=30))
        text = tokens.reveal(token.half, purpose, house.config["SECRET_KEY"])
        db.session.commit()
    return f"/noegle/{text}"


def everything(house: Flask) -> list[object]:
    """Every row of every table."""
    with house.app_context():
        return [tuple(row) for table in Base.metadata.sorted_tables for row in db.session.execute(sa.select(table))]


def set_cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_a_key_leaves_the_address_at_once(house: Flask, visitor: Visitor, now: datetime) -> None:
    address = key_for_karen(house, Purpose.RESET, now)
    answer = visitor.client.get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/vaelg-adgangskode"
    assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert answer.headers["Cache-Control"] == "no-store"
    [cookie] = set_cookies(answer)
    assert cookie.startswith("noegle=")
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1800"):
        assert flag in cookie
    assert "Domain" not in cookie
    page = visitor.open("/vaelg-adgangskode")
    assert address.rpartition(".")[2] not in page.html


def test_over_https_the_cookie_is_bound_to_our_host(house: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    app = create_app(
        settings(
            house.config["SETTINGS"].database_url,
            tmp_path_factory.mktemp("https"),
            base_url="https://politiker.example.dk",
        )
    )
    address = key_for_karen(app, Purpose.INVITATION, clock.now())
    [cookie] = set_cookies(app.test_client().get(address, base_url="https://politiker.example.dk"))
    assert cookie.startswith("__Host-noegle=")
    assert "Secure" in cookie
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_scanners_that_open_a_letter_change_nothing(house: Flask, now: datetime) -> None:
    address = key_for_karen(house, Purpose.INVITATION, now)
    before = everything(house)
    for _ in range(5):
        scanner = house.test_client()
        assert scanner.get(address, follow_redirects=True).status_code == 200
        assert scanner.head(address, follow_redirects=True).status_code == 200
    assert everything(house) == before


@pytest.mark.parametrize("text", ["x", "a.b", "%00", "æøå", "a" * 200, ".", "..", "%2e%2e", "' OR 1=1 --"])
def test_a_key_that_was_never_ours_is_a_page_that_is_not_there(visitor: Visitor, now: datetime, text: str) -> None:
    answer = visitor.client.get(f"/noegle/{text}")
    assert answer.status_code in {400, 404}
    assert not set_cookies(answer)


def test_a_key_with_another_seal_is_refused(house: Flask, visitor: Visitor, now: datetime) -> None:
    address = key_for_karen(house, Purpose.RESET, now)
    visitor.open(address[:-1] + ("0" if address[-1] != "0" else "1"), 404)


@pytest.mark.parametrize(
    ("purpose", "heading", "way"),
    [
        (Purpose.INVITATION, "Invitationen virker ikke længere", "Send mig et nyt link"),
        (Purpose.RESET, "Linket virker ikke længere", "Send mig et nyt link"),
        (Purpose.OFFER, "Tilbuddet kan ikke længere besvares her", "Se mine tilmeldinger"),
    ],
)
def test_an_old_key_tells_what_to_do(
    house: Flask, visitor: Visitor, wall: Clock, purpose: Purpose, heading: str, way: str
) -> None:
    address = key_for_karen(house, purpose, wall.moment)
    wall.moment += timedelta(minutes=31)
    page = visitor.open(address, 410)
    assert page.heading == heading
    assert page.link(way)


def test_a_key_grows_old_in_the_browser_too(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.open(key_for_karen(house, Purpose.RESET, wall.moment))
    assert visitor.path == "/vaelg-adgangskode"
    wall.moment += timedelta(minutes=31)
    assert visitor.open("/vaelg-adgangskode", 410).heading == "Linket virker ikke længere"


def test_a_key_opens_one_purpose_only(house: Flask, visitor: Visitor, now: datetime) -> None:
    address = key_for_karen(house, Purpose.OFFER, now)
    visitor.client.set_cookie("noegle", address.removeprefix("/noegle/"), domain="localhost")
    visitor.open("/vaelg-adgangskode", 404)
    assert visitor.page.heading == "Åbn linket i brevet igen"


def test_two_tabs_cannot_mix_their_keys(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.open(key_for_karen(house, Purpose.RESET, now))
    first_tab = visitor.page.form(0).values()
    with house.app_context():
        mads = people.mads()
        token = tokens.issue(Purpose.RESET, mads.id, now=now)
        text, before = tokens.reveal(token.half, Purpose.RESET, house.config["SECRET_KEY"]), mads.password_hash
        db.session.commit()
    visitor.open(f"/noegle/{text}")
    visitor.post("/vaelg-adgangskode", 404, **first_tab | {"password": "en helt anden sætning"})
    with house.app_context():
        hashes = db.session.scalars(sa.text("SELECT DISTINCT password_hash FROM person")).all()
    assert hashes == [before]
