"""Kolleger: looking for people, opening a profile, and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions as accounts
from politiker.people.directory import actions
from politiker.people.directory.looking import PROFILES, SEARCHES
from politiker.people.limits import FailedSignIn, Limit, bucket
from politiker.people.models import Duty, Person
from politiker.policy import Actor, Role
from tests import meetings, people
from tests.conftest import Clock
from tests.guests import take
from tests.statements import counted
from tests.visitor import Visitor

ENDED = (people.PERIOD[0] - timedelta(days=1461), people.PERIOD[0])


def one(house: Flask, who: Any, *, shown: bool = True, shows_list: bool = False, about: str = "") -> tuple[int, str]:
    """Somebody committed, as (id, uid)."""
    with house.app_context():
        person = who()
        if shown or shows_list:
            by = Actor(person_id=person.id)
            actions.edit_profile(person, is_shown=True, about=about, shows_list=shows_list, by=by, now=people.PERIOD[0])
        db.session.commit()
        return person.id, person.uid


def sitting(house: Flask, who: Any) -> Visitor:
    return Visitor(house).sign_in(one(house, who, shown=False)[0])


def trail(house: Flask, happening: Happening) -> list[str | None]:
    with house.app_context():
        return list(db.session.scalars(sa.select(Entry.reason).where(Entry.happening == happening).order_by(Entry.id)))


def use_up(house: Flask, limit: Limit, person_id: int, now: datetime) -> None:
    with house.app_context():
        key = bucket(limit, str(person_id))
        db.session.add_all(FailedSignIn(bucket=key, at=now) for _ in range(limit.most))
        db.session.commit()


def test_one_finds_a_colleague_by_name_and_opens_the_profile(house: Flask, now: datetime) -> None:
    one(house, people.karen, about="Budget\nog <b>skole</b>", shows_list=True)
    mads = sitting(house, people.mads)
    mads.open("/kolleger")
    assert mads.page.link("Kolleger") == "/kolleger"
    mads.open("/kolleger?name=kar&duty=&committee=&municipality=")
    assert "1 kollega" in mads.page.main and "A Socialdemokratiet" not in mads.page.main
    mads.open(mads.page.link("Karen Friis"))
    page = mads.page
    assert page.heading == "Karen Friis" and "Aarhus" in page.main and "Budget og <b>skole</b>" in page.main
    assert "A Socialdemokratiet" in page.main and "karen@example.dk" not in page.html
    assert mads.answer.headers["Cache-Control"] == "no-store"
    assert trail(house, Happening.PROFILE_READ) == ["councillor:elsewhere"]
    mads.open(mads.path)
    assert len(trail(house, Happening.PROFILE_READ)) == 1, "one look an hour"


def test_nobody_is_listed_before_a_question_and_the_first_one_is_offered(house: Flask, now: datetime) -> None:
    one(house, people.karen)
    one(house, lambda: people.councillor("Zenia Bo", town="Odense", duty=Duty.COMMITTEE_CHAIR))
    mads = sitting(house, people.mads)
    page = mads.open("/kolleger")
    assert "Karen" not in page.main and "Hvem sidder i samme rolle som dig?" in page.main
    assert "Du er: Udvalgsformand" in page.main
    mads.open(page.link("I samme rolle som dig"))
    assert "Zenia Bo" in mads.page.main and "Karen" not in mads.page.main


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("name=ka", "mindst tre bogstaver af et af navnene"), ("name=", "Skriv et navn, eller"),
        ("name=%25%25%25", "mindst tre bogstaver"), ("committee=sk", "mindst tre bogstaver af udvalgets navn"),
        ("name=kar&duty=king", "Vælg en af"), ("name=kar&municipality=9999", "Vælg en af"),
        ("name=" + "a" * 121, "121"), ("same=1&name=", ""),
    ],
)  # fmt: skip
def test_a_bad_question_is_answered_beside_the_field(house: Flask, now: datetime, query: str, sentence: str) -> None:
    visitor = sitting(house, people.karen)
    page = visitor.open(f"/kolleger?{query}", 422 if sentence else 200)
    assert sentence in page.errors()
    if "name=ka" in query:
        assert 'value="ka' in page.html


def test_there_is_no_way_to_ask_for_a_list(house: Flask, now: datetime) -> None:
    one(house, people.karen, shows_list=True)
    mads = sitting(house, people.mads)
    plain = mads.open("/kolleger?name=karen").main
    for more in ("list=A", "party=A", "liste=A", "sort=list", "parti=Socialdemokratiet"):
        assert mads.open(f"/kolleger?name=karen&{more}").main == plain
        mads.open(f"/kolleger?name=&{more}", 422)


STRANGE = ["name=%E2%80%AE%E2%80%AEabc", "name=" + "%F0%9F%92%A9" * 30, "name=kar'--;DROP", "committee=%5C%5C%25_x"]


@pytest.mark.parametrize("query", STRANGE)
def test_strange_signs_break_nothing(house: Flask, now: datetime, query: str) -> None:
    visitor = sitting(house, people.karen)
    answer = visitor.client.get(f"/kolleger?{query}")
    assert answer.status_code in {200, 422}
    assert visitor.client.get("/kolleger?name=%00").status_code == 400


def kinds(house: Flask, now: datetime) -> dict[str, Visitor]:
    """One of everybody, and Ole's event where Karen of Ringsted sits."""
    people_of = {
        "PE": lambda: people.person("Pia Ny"), "LA": lambda: people.councillor(period=ENDED), "CO": people.amina,
        "SE": people.birgit, "OR": people.ole, "O2": lambda: people.with_role(Role.ORGANISER),
        "S2": lambda: people.with_role(Role.SECRETARY, town="Odense"),
        "MO": lambda: people.with_role(Role.MODERATOR), "AD": people.adam,
    }  # fmt: skip
    found = {}
    for kind, who in people_of.items():
        id, _uid = one(house, who, shown=False)
        found[kind] = Visitor(house).sign_in(id)
        if kind == "OR":
            with house.app_context():
                meetings.seminar(now, organiser=db.session.get_one(Person, id))
                db.session.commit()
    return found | {"AN": Visitor(house)}


def karen_at_oles(house: Flask, now: datetime, *, shown: bool) -> str:
    id, uid = one(house, lambda: people.councillor("Karen Friis", town="Ringsted"), shown=shown, shows_list=shown)
    with house.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        take(event, db.session.get_one(Person, id), now)
        db.session.commit()
    return uid


def test_who_comes_how_far(house: Flask, now: datetime) -> None:
    visitors = kinds(house, now)
    yes, no = karen_at_oles(house, now, shown=True), one(house, people.mads, shown=False)[1]
    paths = (
        "/kolleger",
        f"/kolleger/{yes}",
        f"/kolleger/{no}",
        "/kolleger/ffff",
        "/min-side/profil",
        "/min-side/opslag",
    )
    answers = {kind: tuple(v.client.get(path).status_code for path in paths) for kind, v in visitors.items()}
    assert answers == {
        "AN": (303,) * 6,
        "PE": (404, 404, 404, 404, 200, 200),
        "LA": (404, 404, 404, 404, 403, 200),
        "CO": (200, 200, 404, 404, 200, 200),
        "SE": (200, 200, 200, 404, 200, 200),
        "S2": (200, 404, 404, 404, 200, 200),
        "OR": (200, 200, 404, 404, 200, 200),
        "O2": (404, 404, 404, 404, 200, 200),
        "MO": (200, 200, 200, 404, 200, 200),
        "AD": (200, 200, 200, 404, 200, 200),
    }
    refused = visitors["CO"].client.get(f"/kolleger/{no}")
    assert refused.data == visitors["CO"].client.get("/kolleger/ffff").data
    assert visitors["CO"].client.post(f"/kolleger/{no}").status_code == 404, "before the form and its token"
    assert visitors["CO"].client.post(f"/kolleger/{yes}").status_code == 400


@pytest.mark.parametrize("kind", ["SE", "OR", "MO", "AD"])
def test_whoever_looks_because_of_a_role_says_why_first(house: Flask, now: datetime, kind: str) -> None:
    visitors = kinds(house, now)
    uid = karen_at_oles(house, now, shown=True)
    visitor = visitors[kind]
    page = visitor.open(f"/kolleger/{uid}")
    assert "Ringsted" not in page.main and trail(house, Happening.PROFILE_READ) == []
    assert "Vælg, hvorfor" in visitor.send("Åbn profilen", 422).errors()
    page = visitor.send("Åbn profilen", why="enquiry")
    assert "Ringsted" in page.main and "Venstre" not in page.html and "Socialdemokratiet" not in page.html
    address = "p" if kind == "MO" else "mailto:p"
    assert (address in page.html) and ("mailto:p" in page.html) == (kind != "MO")
    role = {"SE": "secretary", "OR": "organiser", "MO": "moderator", "AD": "administrator"}[kind]
    assert trail(house, Happening.PROFILE_READ) == [f"{role}:enquiry"]
    assert ("Spær kontoen" in page.links()) == (kind in {"MO", "AD"})


def test_the_secretary_finds_her_own_and_the_organiser_his_guests(house: Flask, now: datetime) -> None:
    visitors = kinds(house, now)
    karen_at_oles(house, now, shown=True)
    one(house, lambda: people.councillor("Karen Ravn", town="Odense"))
    for kind in ("SE", "OR"):
        page = visitors[kind].open("/kolleger?name=karen")
        assert "Karen Friis" in page.main and "Karen Ravn" not in page.main
    assert "Kommune" not in visitors["SE"].page.main
    assert "deltager ved et af dine" in visitors["OR"].open("/kolleger?duty=member", 422).errors()
    for kind in ("MO", "AD", "CO"):
        assert "2 kolleger" in visitors[kind].open("/kolleger?name=karen").main


def test_taking_back_a_yes_is_seen_at_once(house: Flask, wall: Clock) -> None:
    id, uid = one(house, people.karen, shows_list=True)
    mads, karen = sitting(house, people.mads), Visitor(house).sign_in(id)
    assert "A Socialdemokratiet" in mads.open(f"/kolleger/{uid}").main
    karen.open("/min-side/profil")
    karen.send("Gem din profil", shows_list=None)
    assert "A Socialdemokratiet" not in mads.open(f"/kolleger/{uid}").html
    karen.send("Gem din profil", is_shown=None)
    mads.open(f"/kolleger/{uid}", 404)
    assert "Ingen fundet" in mads.open("/kolleger?name=karen").main


def test_the_hundred_and_first_profile_is_refused_and_the_administrator_told(house: Flask, wall: Clock) -> None:
    _id, uid = one(house, people.karen)
    reader, _uid = one(house, people.mads, shown=False)
    admin, _uid = one(house, people.adam, shown=False)
    use_up(house, PROFILES, reader, wall.moment)
    mads = Visitor(house).sign_in(reader)
    for _again in range(3):
        page = mads.open(f"/kolleger/{uid}", 429)
    assert "100 profiler på en time" in page.main and "om 60 minutter" in page.main
    assert mads.answer.headers["Retry-After"] == "3600" and "Karen" not in page.html
    with house.app_context():
        to = db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "alarm_profiles"))
        assert list(to) == [admin]
    assert trail(house, Happening.TOO_MANY_PROFILES) == ["profiles"]
    assert trail(house, Happening.PROFILE_READ) == []
    wall.moment += timedelta(minutes=61)
    assert mads.open(f"/kolleger/{uid}").heading == "Karen Friis"


def test_searches_are_counted_too_but_not_the_empty_page(house: Flask, now: datetime) -> None:
    reader, _uid = one(house, people.mads, shown=False)
    use_up(house, SEARCHES, reader, now)
    mads = Visitor(house).sign_in(reader)
    mads.open("/kolleger")
    assert "200 gange på en time" in mads.open("/kolleger?name=karen", 429).main


def test_a_search_costs_the_same_for_one_as_for_many(house: Flask, now: datetime) -> None:
    mads = sitting(house, people.mads)
    costs = []
    for n in range(12):
        if n in {0, 1, 11}:
            one(house, lambda n=n: people.councillor(f"Karla {'abcdefghijkl'[n]}"))
            with counted(house) as sent:
                mads.open("/kolleger?name=karla")
            costs.append(len(sent))
    print("statements", costs, sent)
    assert len(set(costs)) == 1 and costs[0] <= 6


def test_the_union_of_rights_and_no_more(house: Flask, now: datetime) -> None:
    _id, uid = one(house, people.karen, shows_list=True)

    def both() -> Person:
        person = people.councillor("Begge Dele", town="Odense")
        accounts.give_role(person, Role.MODERATOR, by=people.TESTER, now=people.PERIOD[0])
        return person

    visitor = sitting(house, both)
    page = visitor.open(f"/kolleger/{uid}")
    assert "A Socialdemokratiet" in page.main and "karen@example.dk" not in page.html
