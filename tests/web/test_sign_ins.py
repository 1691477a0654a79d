"""Staying logged in: for how long, where, what is asked again, and what is told of new devices."""

import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from politiker.web.account.kinds import kind_of_browser
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.test_account import cookie_of, karen_lives_here, log_in

HOUR = timedelta(hours=1)


def cookies_set(visitor: Visitor, **fields: str) -> dict[str, str]:
    """Log in, and see the Set-Cookie lines of the very answer."""
    form = visitor.open("/log-ind").form("Log ind").values() | {"email": "karen@example.dk", "password": PASSWORD}
    answer = visitor.post("/log-ind", 303, **(form | fields))
    return {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def ends(house: Flask) -> timedelta:
    with house.app_context():
        row = db.session.scalars(sa.select(SignIn).order_by(SignIn.id.desc())).first()
        assert row
        return row.expires_at - row.created_at


def test_only_who_asks_is_remembered(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    plain = cookies_set(visitor)["politiker"]
    assert "Max-Age" not in plain and "Expires" not in plain
    assert ends(house) == 12 * HOUR
    kept = cookies_set(Visitor(house), remember="y")["politiker"]
    assert f"Max-Age={14 * 24 * 3600}" in kept
    assert ends(house) == timedelta(days=14)


def test_cookies_hold_nothing_and_are_shut(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    found = cookies_set(visitor)
    assert set(found) == {"politiker", "enhed"}
    for line in found.values():
        assert re.fullmatch(r"\w+=[\w-]{43}; (Expires=[^;]+; Max-Age=\d+; )?HttpOnly; Path=/; SameSite=Lax", line), line


@pytest.mark.parametrize("path", ["/min-side", "/min-side/log-ind", "/min-kalender"])
def test_after_half_an_hour_a_page_that_matters_asks_again(
    house: Flask, visitor: Visitor, wall: Clock, path: str
) -> None:
    visitor.sign_in(karen_lives_here(house))
    wall.moment += timedelta(minutes=29)
    visitor.open(path)
    assert visitor.path == path
    wall.moment += timedelta(minutes=29)
    visitor.open(path)
    assert visitor.path == path, "using it counts"
    wall.moment += timedelta(minutes=30)
    first = cookie_of(visitor)
    visitor.open(path)
    assert visitor.path == "/bekraeft"
    assert "karen@example.dk" in visitor.page.main
    visitor.send("Bekræft", 422, password="forkert forkert forkert")
    assert "Adgangskoden er ikke rigtig." in visitor.page.errors()
    visitor.send("Bekræft", password=PASSWORD)
    assert visitor.path == path
    assert cookie_of(visitor) != first
    stale = Visitor(house)
    stale.client.set_cookie("politiker", first, domain="localhost")
    stale.open("/min-side")
    assert stale.path == "/log-ind"


def test_reading_and_signing_up_are_not_asked_about(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.sign_in(karen_lives_here(house))
    wall.moment += timedelta(days=13)
    for path in ("/", "/arrangementer", "/mine-tilmeldinger"):
        visitor.open(path)
        assert visitor.path == path
    wall.moment += timedelta(days=1)
    visitor.open("/mine-tilmeldinger")
    assert visitor.path == "/log-ind"


def test_staff_are_asked_after_a_quarter_and_out_after_eight_hours(house: Flask, visitor: Visitor, wall: Clock) -> None:
    with house.app_context():
        ole = people.ole().id
        db.session.commit()
    visitor.sign_in(ole)
    wall.moment += timedelta(minutes=14)
    assert visitor.open("/arrangoer").heading
    assert visitor.path == "/arrangoer"
    wall.moment += timedelta(minutes=15)
    visitor.open("/arrangoer")
    assert visitor.path == "/bekraeft"
    wall.moment += 8 * HOUR
    visitor.open("/arrangoer")
    assert visitor.path == "/log-ind"


def test_a_form_sent_too_late_does_nothing_and_comes_back(house: Flask, visitor: Visitor, wall: Clock) -> None:
    karen = karen_lives_here(house)
    visitor.sign_in(karen)
    Visitor(house).sign_in(karen)
    page = visitor.open("/min-side/log-ind")
    form = page.form("Log ud alle andre steder")
    wall.moment += timedelta(minutes=31)
    answer = visitor.client.post(
        form.action, data=form.values(), headers={"Referer": "http://localhost/min-side/log-ind"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bekraeft?next=/min-side/log-ind")
    with house.app_context():
        assert db.session.scalars(sa.select(SignIn.ended_at)).all() == [None, None]
    visitor.open(answer.headers["Location"])
    visitor.send("Bekræft", password=PASSWORD)
    assert visitor.path == "/min-side/log-ind"


def test_a_page_of_another_site_is_nowhere_to_go_back_to(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.sign_in(karen_lives_here(house))
    wall.moment += timedelta(minutes=31)
    answer = visitor.client.post("/min-kalender/luk", headers={"Referer": "https://e.example/min-side"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bekraeft")
    form = visitor.open("/bekraeft?next=//e.example").form("Bekræft").values() | {"password": PASSWORD}
    assert visitor.post("/bekraeft", 303, **form).headers["Location"] == "/min-side"


def test_confirming_is_counted_like_logging_in(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.sign_in(karen_lives_here(house))
    wall.moment += HOUR
    visitor.open("/min-side")
    for _ in range(5):
        visitor.send("Bekræft", 422, password="forkert forkert forkert")
    visitor.send("Bekræft", 429, password=PASSWORD)
    assert visitor.answer.headers["Retry-After"] == "60"


def test_own_sign_ins_are_shown_and_ended(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = karen_lives_here(house)
    phone = Visitor(house)
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0"
    log_in(phone, "karen@example.dk")
    tablet, laptop = Visitor(house).sign_in(karen), Visitor(house).sign_in(karen)
    page = visitor.sign_in(karen).open("/min-side/log-ind")
    assert "Firefox på Android" in page.main and "Denne enhed" in page.main
    assert page.html.count("Log ud der") == 3
    visitor.send("Log ud der")
    assert "Enheden er logget ud." in visitor.page.main
    visitor.send("Log ud alle andre steder")
    assert "ikke logget ind andre steder" in visitor.page.main
    for other in (phone, tablet, laptop):
        other.open("/min-side")
        assert other.path == "/log-ind"
    assert visitor.open("/min-side").heading == "Min side"


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "17"])
def test_ending_what_is_not_ones_own_ends_nothing(house: Flask, visitor: Visitor, now: datetime, number: str) -> None:
    karen = karen_lives_here(house)
    with house.app_context():
        mads = people.mads().id
        db.session.commit()
    Visitor(house).sign_in(mads)
    Visitor(house).sign_in(karen)
    visitor.sign_in(karen).open("/min-side/log-ind")
    visitor.send("Log ud der", sign_in=number)
    with house.app_context():
        assert not any(db.session.scalars(sa.select(SignIn.ended_at)))


def test_the_list_costs_the_same_for_many(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = karen_lives_here(house)
    visitor.sign_in(karen)
    costs = []
    for more in (1, 30):
        with house.app_context():
            for _ in range(more):
                sessions.sign_in(db.session.get_one(Person, karen), now=now)
            db.session.commit()
        with counted(house) as sent:
            visitor.open("/min-side/log-ind")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def race(house: Flask, token: str, log_out: Callable[[], object]) -> tuple[int, int]:
    """Five browsers with one cookie open a page again and again while somebody logs out.

    Returns how many were let in by a request that began before the log-out was answered, and by one that began after.
    """
    is_out, before, after = threading.Event(), [0], [0]

    def open_again_and_again() -> None:
        client = house.test_client()
        client.set_cookie("politiker", token, domain="localhost")
        for _ in range(10):
            late = is_out.is_set()
            if client.get("/min-side/log-ind").status_code == 200:
                (after if late else before)[0] += 1

    browsers = [threading.Thread(target=open_again_and_again) for _ in range(5)]
    for browser in browsers:
        browser.start()
    log_out()
    is_out.set()
    for browser in browsers:
        browser.join()
    return before[0], after[0]


def test_nobody_comes_in_once_logging_out_is_answered(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(karen_lives_here(house))
    token = cookie_of(visitor)
    visitor.open("/log-ud")
    assert race(house, token, lambda: visitor.send("Log ud"))[1] == 0
    assert race(house, token, lambda: None) == (0, 0)


def test_race_control_whoever_does_not_log_out_stays_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(karen_lives_here(house))
    assert sum(race(house, cookie_of(visitor), lambda: None)) == 50


def new_device_letters(house: Flask) -> int:
    with house.app_context():
        mine = sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.letter == "new_device")
        return db.session.execute(mine).scalar_one()


def test_a_letter_comes_of_a_new_device_and_of_no_other(house: Flask, visitor: Visitor, wall: Clock) -> None:
    karen_lives_here(house)
    log_in(visitor, "karen@example.dk")
    assert new_device_letters(house) == 1
    visitor.open("/log-ud")
    visitor.send("Log ud")
    wall.moment += timedelta(days=200)
    log_in(visitor, "karen@example.dk")
    assert new_device_letters(house) == 1
    log_in(Visitor(house), "karen@example.dk")
    assert new_device_letters(house) == 2


def test_the_owner_comes_in_from_her_phone_while_strangers_guess(house: Flask, visitor: Visitor, wall: Clock) -> None:
    karen_lives_here(house)
    log_in(visitor, "karen@example.dk")
    visitor.open("/log-ud")
    visitor.send("Log ud")
    answers = []
    for _minute in range(10):
        wall.moment += timedelta(seconds=60)
        for n in range(20):
            guesser = Visitor(house)
            guesser.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{n}"
            form = guesser.open("/log-ind").form("Log ind").values()
            form |= {"email": "karen@example.dk", "password": "forkert forkert forkert"}
            answers.append(guesser.client.post("/log-ind", data=form).status_code)
    assert answers.count(422) == 50 and answers.count(429) == 150
    began = time.perf_counter()
    log_in(visitor, "karen@example.dk", start="/min-side")
    assert visitor.path == "/min-side"
    assert time.perf_counter() - began < 2
    log_in(Visitor(house), "karen@example.dk", PASSWORD, 429)
    log_in(Visitor(house), "mads@example.dk", PASSWORD, 422)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge på Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari på Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari på iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome på Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox på Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(agent: str, kind: str) -> None:
    assert kind_of_browser(agent) == kind
