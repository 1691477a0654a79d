"""Logging in and out, choosing a password, and one's own page."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.house import create_app
from politiker.people import actions, passwords
from politiker.people.models import Duty
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Role
from tests import people
from tests.conftest import Clock
from tests.houses import settings
from tests.people import PASSWORD
from tests.visitor import Visitor

NEW = "en helt anden sætning"
WRONG = "E-mailadressen eller adgangskoden er ikke rigtig."


def karen_lives_here(house: Flask) -> int:
    with house.app_context():
        person = people.karen()
        db.session.commit()
        return person.id


def log_in(visitor: Visitor, email: str, password: str = PASSWORD, status: int = 200, start: str = "/log-ind") -> None:
    visitor.open(start)
    visitor.send("Log ind", status, email=email, password=password)


def cookie_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("politiker", domain="localhost")
    return cookie.value if cookie else ""


def test_logging_in_leads_where_one_was_going(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    log_in(visitor, "Karen@Example.dk", start="/min-side")
    assert visitor.path == "/min-side"
    assert "Karen Friis" in visitor.page.main


def test_the_cookie_changes_and_the_old_one_opens_nothing(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    visitor.open("/log-ind")
    stranger = cookie_of(visitor)
    visitor.send("Log ind", email="karen@example.dk", password=PASSWORD)
    first = cookie_of(visitor)
    form = house.test_client()
    form.set_cookie("politiker", first, domain="localhost")
    visitor.client.set_cookie("politiker", first, domain="localhost")
    assert len({stranger, first}) == 2
    other = Visitor(house)
    log_in(other, "karen@example.dk")
    assert cookie_of(other) not in {"", first, stranger}
    assert first not in str(tokens_of(house))


def tokens_of(house: Flask) -> list[str]:
    with house.app_context():
        return list(db.session.scalars(sa.select(SignIn.token_hash)))


def test_logging_in_again_in_the_same_browser_ends_the_first(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    tab = Visitor(house)
    tab.client = visitor.client
    visitor.open("/log-ind")
    visitor.send("Log ind", email="karen@example.dk", password=PASSWORD)
    first = cookie_of(visitor)
    token = visitor.open("/log-ud").form("Log ud").values()["csrf_token"]
    visitor.post("/log-ind", 303, csrf_token=token, email="karen@example.dk", password=PASSWORD)
    assert cookie_of(visitor) != first
    stale = Visitor(house)
    stale.client.set_cookie("politiker", first, domain="localhost")
    stale.open("/min-side")
    assert stale.path == "/log-ind"


def test_logging_out_ends_it_in_the_database(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(karen_lives_here(house))
    token = cookie_of(visitor)
    visitor.open("/log-ud")
    assert "Karen Friis" in visitor.page.main
    visitor.send("Log ud")
    assert "Du er logget ud." in visitor.page.main
    assert not cookie_of(visitor)
    replay = Visitor(house)
    replay.client.set_cookie("politiker", token, domain="localhost")
    replay.open("/min-side")
    assert replay.path == "/log-ind"


def test_opening_the_log_out_page_logs_nobody_out(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(karen_lives_here(house))
    visitor.open("/log-ud")
    assert "Karen Friis" in visitor.open("/min-side").main
    assert Visitor(house).open("/log-ud") is not None


def test_everybody_who_cannot_come_in_gets_the_same_answer(house: Flask, now: datetime) -> None:
    with house.app_context():
        people.karen()
        people.person("Pia Nissen", email="pia@example.dk", joined=False)
        people.person("Sten Bak", email="sten@example.dk").suspended_at = now
        db.session.commit()
    answers = set()
    for email in ("karen@example.dk", "pia@example.dk", "sten@example.dk", "ingen@example.dk"):
        password = "forkert forkert forkert" if email.startswith("karen") else PASSWORD
        visitor = Visitor(house)
        log_in(visitor, email, password, 422)
        assert WRONG in visitor.page.errors()
        answers.add(re.sub(r'value="[^"]*"', "", visitor.page.html))
    assert len(answers) == 1


def test_what_was_typed_is_kept_but_not_the_password(house: Flask, visitor: Visitor, now: datetime) -> None:
    log_in(visitor, "karen@example.dk", "forkert forkert forkert", 422, start="/log-ind?next=/mine-tilmeldinger")
    values = visitor.page.form("Log ind").values()
    assert (values["email"], values["password"], values["next"]) == ("karen@example.dk", "", "/mine-tilmeldinger")


@pytest.mark.parametrize("email", ["", "karen", "karen@", "karen\0@", "a" * 100_000 + "@example.dk"])
def test_what_is_no_address_is_told_beside_the_field(visitor: Visitor, now: datetime, email: str) -> None:
    log_in(visitor, email, PASSWORD, 422)
    assert "e-mailadresse" in visitor.page.errors()


def test_an_address_with_danish_letters_comes_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        people.person("Søren Ærø", email="Søren@ærø.dk")
        db.session.commit()
    log_in(visitor, " søren@ÆRØ.dk ", start="/min-side")
    assert visitor.path == "/min-side"


def test_the_sixth_attempt_waits_and_nobody_else_does(house: Flask, wall: Clock) -> None:
    with house.app_context():
        people.karen()
        people.mads()
        db.session.commit()
    visitor = Visitor(house)
    for spelling in (
        "karen@example.dk",
        " KAREN@example.dk",
        "Karen@Example.DK ",
        "karen@example.dk",
        "karen@example.dk",
    ):
        log_in(visitor, spelling, "forkert forkert forkert", 422)
    log_in(visitor, "karen@example.dk", PASSWORD, 429)
    assert visitor.answer.headers["Retry-After"] == "60"
    assert "Vent 60 sekunder" in visitor.page.errors()
    log_in(Visitor(house), "mads@example.dk")
    elsewhere = Visitor(house)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    log_in(elsewhere, "karen@example.dk", start="/min-side")
    assert elsewhere.path == "/min-side"
    wall.moment += timedelta(seconds=61)
    log_in(visitor, "karen@example.dk", start="/min-side")
    assert visitor.path == "/min-side"


def test_ten_failures_from_one_network_stop_it(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    for n in range(10):
        log_in(visitor, f"gaet{n}@example.dk", "forkert forkert forkert", 422)
    log_in(visitor, "karen@example.dk", PASSWORD, 429)
    assert visitor.answer.headers["Retry-After"] == "300"


def test_neighbours_in_one_ipv6_network_count_as_one(house: Flask, now: datetime) -> None:
    karen_lives_here(house)
    for n in range(10):
        guesser = Visitor(house)
        guesser.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{n + 1:x}"
        log_in(guesser, f"gaet{n}@example.dk", "forkert forkert forkert", 422)
    guesser.client.environ_base["REMOTE_ADDR"] = "2001:db8:1:2:ffff::1"
    log_in(guesser, "karen@example.dk", PASSWORD, 429)


def test_a_password_of_a_megabyte_is_refused_without_hashing(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    karen_lives_here(house)
    monkeypatch.setattr(passwords, "HASHER", None)
    log_in(visitor, "karen@example.dk", "x" * 1_000_000, 422)
    assert WRONG in visitor.page.errors()


@pytest.mark.parametrize(
    "text", ["//e.example", "/\\e.example", "https:e.example", "/\t/e.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(house: Flask, visitor: Visitor, now: datetime, text: str) -> None:
    karen_lives_here(house)
    page = visitor.open("/log-ind")
    form = page.form("Log ind").values() | {"next": text, "email": "karen@example.dk", "password": PASSWORD}
    assert visitor.post("/log-ind", 303, **form).headers["Location"] == "/"
    signed_in = visitor.client.get("/log-ind", query_string={"next": text})
    assert signed_in.headers["Location"] == "/"


def test_my_page_tells_what_we_know(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        mads = people.mads()
        actions.give_role(mads, Role.ORGANISER, by=people.TESTER, now=people.PERIOD[0])
        db.session.commit()
        mads_id = mads.id
    page = visitor.sign_in(mads_id).open("/min-side")
    for fact in (
        "mads@example.dk",
        "Ringsted",
        "V Venstre",
        "Udvalgsformand",
        "Arrangør",
        "1. januar 2026",
        "31. december 2029",
    ):
        assert fact in page.main
    assert Duty.COMMITTEE_CHAIR.value not in page.main
    assert page.link("Skift din adgangskode") == "/min-side/adgangskode"


def test_my_page_is_for_those_who_are_logged_in(visitor: Visitor, now: datetime) -> None:
    visitor.open("/min-side")
    assert visitor.path == "/log-ind"
    assert visitor.page.form("Log ind").values()["next"] == "/min-side"


def test_a_person_without_a_mandate_is_told_so(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        nobody = people.person("Nina Bro").id
        db.session.commit()
    assert "Vi kender ikke til et mandat" in visitor.sign_in(nobody).open("/min-side").main


@pytest.mark.parametrize(("proxies", "believed"), [(0, False), (1, True)])
def test_only_our_own_proxy_is_believed_about_where_one_is(
    house: Flask, now: datetime, tmp_path_factory: pytest.TempPathFactory, proxies: int, believed: bool
) -> None:
    karen_lives_here(house)
    url = house.config["SETTINGS"].database_url
    app = create_app(settings(url, tmp_path_factory.mktemp("proxied"), trusted_proxies=proxies))
    for n in range(10):
        guesser = Visitor(app)
        guesser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.9, 192.0.2.{n}"
        log_in(guesser, f"gaet{n}@example.dk", "forkert forkert forkert", 422)
    guesser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.9, 192.0.2.77"
    log_in(guesser, "karen@example.dk", PASSWORD, 200 if believed else 429)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
