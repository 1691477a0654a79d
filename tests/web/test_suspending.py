"""Suspending an account on its page: who may, for how long, and what happens at once."""

import time
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.sign_ins import suspensions
from politiker.policy import Role
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.visitor import Visitor
from tests.web.test_account import WRONG, log_in


@pytest.fixture
def town(house: Flask) -> dict[str, int]:
    """Everybody, by first name."""
    with house.app_context():
        everybody = {
            "karen": people.karen(),
            "mads": people.mads(),
            "mona": people.with_role(Role.MODERATOR, "Mona Dam", email="mona@example.dk"),
            "adam": people.adam(),
            "ole": people.ole(),
            "birgit": people.birgit(),
        }
        db.session.commit()
        return {name: person.id for name, person in everybody.items()}


def page_of(house: Flask, person_id: int) -> str:
    with house.app_context():
        return f"/kolleger/{db.session.get_one(Person, person_id).uid}/spaer"


def test_a_moderator_suspends_and_the_person_is_out_within_a_second(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    karen = Visitor(house).sign_in(town["karen"])
    karen.open("/min-side")
    page = visitor.sign_in(town["mona"]).open(page_of(house, town["karen"]))
    assert page.heading == "Spær en konto"
    assert "Karen Friis" in page.main and "30 dage" not in page.main
    visitor.send("Spær kontoen", 422)
    assert "Vælg, hvor længe." in visitor.page.errors() and "Vælg, hvorfor." in visitor.page.errors()
    began = time.perf_counter()
    visitor.send("Spær kontoen", length="3", reason="taken_over")
    karen.open("/min-side")
    assert karen.path == "/log-ind"
    assert time.perf_counter() - began < 1
    assert "Kontoen er spærret" in visitor.page.main
    assert "fredag 4. september 2026 kl. 12" in visitor.page.main
    log_in(karen, "karen@example.dk", PASSWORD, 422)
    assert WRONG in karen.page.errors()
    visitor.send("Åbn kontoen nu")
    assert "Kontoen er åbnet igen." in visitor.page.main
    log_in(karen, "karen@example.dk", start="/min-side")
    assert karen.path == "/min-side"


def test_a_moderator_cannot_send_what_only_an_administrator_is_shown(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    there = page_of(house, town["karen"])
    visitor.sign_in(town["mona"]).open(there)
    for length in ("7", "open", "x", ""):
        visitor.send("Spær kontoen", 422, length=length, reason="conduct")
    administrator = Visitor(house).sign_in(town["adam"])
    administrator.open(there)
    administrator.send("Spær kontoen", length="open", reason="conduct")
    page = visitor.open(there)
    assert "administrator" in page.main and "Åbn kontoen nu" not in page.html
    token = Visitor.open(visitor, "/log-ud").form("Log ud").values()["csrf_token"]
    visitor.post(f"{there}/ophaev", 403, csrf_token=token, idempotency_key="k" * 24)
    administrator.open(there)
    administrator.send("Åbn kontoen nu")


@pytest.mark.parametrize("who", ["karen", "mads", "ole", "birgit"])
def test_for_all_others_the_page_is_not_there(house: Flask, now: datetime, town: dict[str, int], who: str) -> None:
    visitor = Visitor(house).sign_in(town[who])
    there = page_of(house, town["karen"])
    random = f"/kolleger/{'0' * 24}/spaer"
    pages = {visitor.open(path, 404).html for path in (there, random)}
    assert len(pages) == 1
    for path in (there, random):
        visitor.post(path, 404)
        visitor.post(f"{path}/ophaev", 404)


def test_strangers_are_sent_to_log_in_and_nobody_finds_themselves(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    own = page_of(house, town["mona"])
    visitor.open(own)
    assert visitor.path == "/log-ind"
    moderator = Visitor(house).sign_in(town["mona"])
    for path in (own, f"/kolleger/{'0' * 24}/spaer"):
        moderator.open(path, 404)
        moderator.post(path, 404)
        moderator.post(f"{path}/ophaev", 404)
    moderator.post(page_of(house, town["karen"]), 400)


def test_sent_twice_it_happens_once(house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]) -> None:
    there = page_of(house, town["karen"])
    form = visitor.sign_in(town["mona"]).open(there).form("Spær kontoen").values()
    form |= {"length": "1", "reason": "conduct"}
    assert visitor.post(there, 303, **form).headers["Location"] == f"{there}?besked=spaerret"
    assert visitor.post(there, 303, **form).headers["Location"] == f"{there}?besked=spaerret"
    second = form | {"idempotency_key": "another" * 4}
    visitor.post(there, 422, **second)


def test_it_ends_by_itself_without_anybody_pressing(
    house: Flask, visitor: Visitor, wall: Clock, town: dict[str, int]
) -> None:
    visitor.sign_in(town["mona"]).open(page_of(house, town["karen"]))
    visitor.send("Spær kontoen", length="1", reason="own_wish")
    wall.moment += timedelta(hours=24)
    with house.app_context():
        suspensions.end_suspensions(now=wall.moment)
        db.session.commit()
        assert db.session.execute(sa.select(Person.suspended_at).where(Person.id == town["karen"])).scalar() is None
    log_in(Visitor(house), "karen@example.dk")
