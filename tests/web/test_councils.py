"""The pages of a council: who sees them, what a secretary can note, and what a member reports of the own mandate."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.councils.models import MandateReport
from politiker.people.models import Ending, Mandate, Person
from politiker.policy import Role
from tests import people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.desk import made

RINGSTED = "/raad/0329"


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, int]:
    with house.app_context():
        who = {
            "birgit": people.birgit(), "mads": people.mads(), "karen": people.karen(), "adam": people.adam(),
            "eva": people.with_role(Role.ADMINISTRATOR, "Eva Toft"),
            "sven": people.person("Sven Dahl", email="sven@example.dk"),
            "ole": people.ole(), "mo": people.with_role(Role.MODERATOR),
            "secretary": people.with_role(Role.SECRETARY, town="Aarhus"),
        }  # fmt: skip
        db.session.commit()
        return {name: person.id for name, person in who.items()}


def uid(house: Flask, person_id: int) -> str:
    with house.app_context():
        return db.session.get_one(Person, person_id).uid


def mandates(house: Flask, person_id: int) -> list[Mandate]:
    with house.app_context():
        query = sa.select(Mandate).where(Mandate.person_id == person_id).order_by(Mandate.id)
        found = list(db.session.scalars(query))
        db.session.expunge_all()
        return found


def test_the_council_shows_who_sits_and_their_list(visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["birgit"]).open(RINGSTED)
    assert page.heading.startswith("Ringsted ")
    assert "Medlemmer nu (1)" in page.main and "Mads Holm V Udvalgsformand" in page.main
    assert "Karen Friis" not in page.main
    assert "Lad rådet blive siddende" not in page.main, "for administrators"


@pytest.mark.parametrize("path", ["", "/{mads}", "/{mads}/orlov", "/{mads}/hverv", "/forlaeng"])
def test_others_find_no_such_page(path: str, house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    address = RINGSTED + path.format(mads=uid(house, town["mads"]))
    for who in ("karen", "mads", "ole", "mo", "sven", "secretary"):
        visitor.sign_in(town[who]).open(address, 404)
        if path not in {"", "/{mads}"}:
            visitor.post(address, 404)
    if path == "/forlaeng":
        visitor.sign_in(town["birgit"]).open(address, 404)
        visitor.post(address, 404)
    visitor.sign_in(town["adam"]).open(address)
    for wrong in ("/raad/9999", RINGSTED + "/" + uid(house, town["karen"]), RINGSTED + "/x/orlov"):
        visitor.open(wrong, 404)
    Visitor(house).post(address, 303 if path not in {"", "/{mads}"} else 405)


def test_leave_with_a_substitute_and_back(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    mads = uid(house, town["mads"])
    visitor.sign_in(town["birgit"]).open(f"{RINGSTED}/{mads}")
    visitor.open(visitor.page.link("Orlov"))
    page = visitor.send("Notér", 422)
    assert "Skriv datoen." in page.errors()
    page = visitor.send("Notér", 422, starts_on="1-9-2026", until="30-11-2026", substitute="ingen@example.dk")
    assert "Ingen her har den e-mail" in page.errors() and 'value="ingen@example.dk"' in page.html
    page = visitor.send("Notér", 422, starts_on="1-9-2026", until="31-8-2026", substitute="")
    assert "Orloven skal slutte" in page.errors()
    page = visitor.send("Notér", starts_on="1-9-2026", until="30-11-2026", substitute="sven@example.dk")
    assert "Ændringen er noteret." in page.main and "Sven Dahl" in page.main
    page = visitor.open(RINGSTED)
    assert "På orlov (1)" in page.main
    assert "Orlov til og med 30. november 2026 Stedfortræder: Sven Dahl" in page.main
    [theirs] = mandates(house, town["sven"])
    assert theirs.ending is Ending.LEAVE_OVER and theirs.ends_at == datetime.fromisoformat("2026-11-30T23:00:00+00:00")
    visitor.open(f"{RINGSTED}/{mads}")
    visitor.open(visitor.page.link("Tilbage fra orlov"))
    visitor.send("Notér", starts_on="1-10-2026")
    [theirs] = mandates(house, town["sven"])
    assert theirs.ends_at == datetime.fromisoformat("2026-09-30T22:00:00+00:00")


@pytest.mark.parametrize(
    ("what", "answers", "ending", "last"),
    [
        ("udtraeden", {"starts_on": "30-9-2026"}, Ending.RESIGNED, "2026-09-30T22:00:00+00:00"),
        ("fraflytning", {"starts_on": "1-10-2026"}, Ending.MOVED_AWAY, "2026-09-30T22:00:00+00:00"),
    ],
)
def test_a_mandate_that_ends_before_time(
    what: str, answers: dict[str, str], ending: Ending, last: str, house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["birgit"]).open(f"{RINGSTED}/{uid(house, town['mads'])}/{what}")
    assert "Vælg en dag, før mandatet ophører" in visitor.send("Notér", 422, starts_on="1-2-2030").errors()
    visitor.send("Notér", **answers)
    [mandate] = mandates(house, town["mads"])
    assert (mandate.ending, mandate.ends_at) == (ending, datetime.fromisoformat(last))


def test_a_new_list_and_a_new_duty(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    mads = uid(house, town["mads"])
    visitor.sign_in(town["birgit"]).open(f"{RINGSTED}/{mads}/skift-af-liste")
    options = {tag.text: tag.get("value") for tag in visitor.page.all("option")}
    assert not [name for name in options if name and name.startswith("V:")], "not the list one has"
    other = next(value for name, value in options.items() if name and name.startswith("A:"))
    assert "Vælg en liste." in visitor.send("Notér", 422, starts_on="1-9-2026", party="").errors()
    visitor.send("Notér", starts_on="1-9-2026", party=other)
    old, new = mandates(house, town["mads"])
    assert old.ends_at == new.starts_at and old.ending is Ending.CHANGED_LIST
    visitor.open(f"{RINGSTED}/{mads}/hverv")
    assert "Skriv, hvilket udvalg" in visitor.send("Notér", 422, duty="committee_chair", starts_on="1-9-2026").errors()
    page = visitor.send("Notér", duty="mayor", starts_on="1-9-2026")
    assert "Borgmester" in page.main
    visitor.send("Slut i dag")
    visitor.send("Slut i dag")
    assert "Slut i dag" not in visitor.page.main


def test_sent_twice_it_is_noted_once(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    mads = uid(house, town["mads"])
    visitor.sign_in(town["birgit"]).open(f"{RINGSTED}/{mads}/orlov")
    form = visitor.page.form("Notér")
    values = form.values() | {"starts_on": "1-9-2026", "until": "30-11-2026", "substitute": "sven@example.dk"}
    for _ in range(2):
        assert visitor.client.post(form.action, data=values).status_code == 303
    assert len(mandates(house, town["sven"])) == 1


def test_a_member_reports_and_the_secretary_confirms(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    mads = Visitor(house).sign_in(town["mads"])
    mads.open("/min-side/mandat")
    mads.open(mads.page.link("Udtræder af rådet"))
    assert "Skriv datoen." in mads.send("Send", 422).errors()
    page = mads.send("Send", starts_on="30-9-2026")
    assert "Din melding er sendt" in page.main and "Venter på din kommune" in page.main
    mads.open("/min-side/mandat/0329/orlov")
    assert "allerede meldt" in mads.send("Send", 422, starts_on="1-9-2026", until="1-10-2026").errors()
    [mandate] = mandates(house, town["mads"])
    assert mandate.ending is None, "nothing takes effect by itself"
    visitor.sign_in(town["birgit"]).open(RINGSTED)
    assert "Mads Holm Udtræder af rådet: fra 1. oktober 2026" in visitor.page.main
    form = visitor.page.form("Bekræft")
    visitor.send("Bekræft")
    assert "Meldingen er besvaret" in visitor.page.main and "Meldinger, der venter" not in visitor.page.main
    values = form.values() | {"idempotency_key": "another"}
    assert visitor.client.post(form.action, data=values).status_code == 422, "answered once"
    [mandate] = mandates(house, town["mads"])
    assert mandate.ending is Ending.RESIGNED


def test_a_leave_to_come_is_seen_before_it_begins(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    """By the member and by the secretary; until then nobody is told that it has begun."""
    mads = Visitor(house).sign_in(town["mads"])
    mads.open("/min-side/mandat/0329/orlov")
    told = "fra 1. november 2026 til 30. november 2026"
    page = mads.send("Send", starts_on="1-11-2026", until="30-11-2026")
    assert f"Orlov: {told}" in page.main
    visitor.sign_in(town["birgit"]).open(RINGSTED)
    visitor.send("Bekræft")
    assert "På orlov" not in visitor.page.main
    assert told in visitor.open(f"{RINGSTED}/{uid(house, town['mads'])}").main
    assert told in mads.open("/min-side/mandat").main
    assert "Har orlov" not in mads.open("/min-side").main


def test_a_report_is_refused_and_nobody_else_answers(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    mads = Visitor(house).sign_in(town["mads"])
    mads.open("/min-side/mandat/0329/fraflytning")
    mads.send("Send", starts_on="30-9-2026")
    with house.app_context():
        name = db.session.scalars(sa.select(MandateReport.uid)).one()
    for who in ("karen", "mads", "ole", "mo", "sven", "secretary"):
        visitor.sign_in(town[who]).post(f"{RINGSTED}/melding/{name}", 404)
    visitor.sign_in(town["adam"]).post(f"{RINGSTED}/melding/x", 404)
    visitor.open(RINGSTED)
    visitor.send("Afslå")
    [mandate] = mandates(house, town["mads"])
    assert mandate.ending is None


def test_whoever_has_no_mandate_reports_nothing(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    for who in ("sven", "ole", "birgit", "mo", "adam"):
        visitor.sign_in(town[who]).open("/min-side/mandat", 404)
        visitor.post("/min-side/mandat/0329/orlov", 404)
    visitor.sign_in(town["karen"]).open("/min-side/mandat/0329/orlov", 404)
    visitor.post("/min-side/mandat/0329/orlov", 404)
    assert Visitor(house).client.get("/min-side/mandat").status_code == 303


def test_an_administrator_confirms_not_what_they_reported_themselves(house: Flask, now: datetime) -> None:
    def make() -> Person:
        somebody = people.councillor("Anna Both", town="Ringsted", letter="A")
        people.actions.give_role(somebody, Role.ADMINISTRATOR, by=people.TESTER, now=now)
        return somebody

    both = Visitor(house).sign_in(made(house, make))
    both.open("/min-side/mandat/0329/udtraeden")
    both.send("Send", starts_on="30-9-2026")
    both.open(RINGSTED)
    assert "Du har selv meldt det" in both.send("Bekræft", 422).main


def test_two_administrators_prolong_a_council(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    adam, eva = (Visitor(house).sign_in(town[who]) for who in ("adam", "eva"))
    adam.open(f"{RINGSTED}/forlaeng")
    for wrong in ("31-12-2029", "1-1-2031", "31-2-2030", ""):
        adam.send("Bed om", 422, until=wrong)
    adam.send("Bed om", until="31-3-2030")
    assert "Du bad om det" in adam.page.main and "Bekræft forlængelsen" not in adam.page.main
    [mandate] = mandates(house, town["mads"])
    assert mandate.ends_at == people.PERIOD[1], "one is not enough"
    eva.open(f"{RINGSTED}/forlaeng")
    form = eva.page.form("Bekræft forlængelsen")
    adam_form = adam.page.form("Bed om").values()
    values = {name: adam_form[name] for name in ("csrf_token", "idempotency_key")}
    again = adam.client.post(form.action, data=values)
    assert again.status_code == 422 and "Du har selv bedt om det" in again.get_data(as_text=True)
    eva.send("Bekræft forlængelsen")
    [mandate] = mandates(house, town["mads"])
    assert mandate.ends_at == datetime.fromisoformat("2030-03-31T22:00:00+00:00")
    [other] = mandates(house, town["karen"])
    assert other.ends_at == people.PERIOD[1], "others are not prolonged"


def test_all_councils_for_administrators(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["adam"]).open("/raad")
    assert "Ringsted 1 0" in page.main and len(page.all("tr")) == 99
    visitor.open(page.link("Ringsted"))
    for who in ("birgit", "karen", "ole", "mo", "sven"):
        visitor.sign_in(town[who]).open("/raad", 404)


def test_a_large_council_costs_no_more(house: Flask, visitor: Visitor, town: dict[str, int], now: datetime) -> None:
    def cost(address: str) -> int:
        visitor.open(address)
        with counted(house) as sent:
            visitor.open(address)
        return len(sent)

    def more() -> Person:
        later = (people.PERIOD[1], people.PERIOD[1] + timedelta(days=900))
        for _ in range(40):
            people.councillor(town="Ringsted", letter="A")
            people.councillor(town="Ringsted", letter="A", period=later)
            people.councillor(town="Ringsted", letter="A", period=(people.PERIOD[0], now - timedelta(days=3)))
        return people.person()

    visitor.sign_in(town["adam"])
    small = {address: cost(address) for address in (RINGSTED, "/raad")}
    made(house, more)
    assert {address: cost(address) for address in (RINGSTED, "/raad")} == small
