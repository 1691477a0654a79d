"""The organiser's list as pages: looking, adding, passing on."""

from datetime import datetime
from urllib.parse import quote

import pytest
from flask import Flask

from politiker.audit import Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.models import State
from tests import guests, people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.listed_town import at, recorded, town, uid_of

__all__ = ["town"]


def test_filter_order_and_columns_are_in_the_address(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town, "?order=name&column=number&column=region"))
    said = visitor.page.main
    assert "Amina Yusuf 3 Region Hovedstaden" in said and "3 af 3 er med her." in said
    assert said.index("Amina Yusuf 3") < said.index("Karen Friis 1") < said.index("Mads Holm 2")
    visitor.open(at(town, "?text=" + quote("frii")))
    assert "Karen Friis" in visitor.page.main and "Mads Holm" not in visitor.page.main
    visitor.open(at(town, "?state=waiting"))
    assert "Amina Yusuf" in visitor.page.main and "Karen Friis" not in visitor.page.main
    visitor.open(at(town, "?text=findes-ikke"))
    assert "Ingen passer til det, du søger." in visitor.page.main


@pytest.mark.parametrize(
    "query",
    ["order=party", "sort=party", "party=A", "page=-1", "page=1e9", "tag=99999999999", "municipality=%D9%A3",
     "column=password_hash", "region=" + "x" * 500, "text=" + "%27--" * 100],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out(visitor: Visitor, town: dict[str, int], query: str) -> None:
    visitor.sign_in(town["ole"]).open(at(town, "?" + query))
    assert "Socialdemokratiet" not in visitor.page.html and "argon2" not in visitor.page.html


def test_a_fixed_number_of_statements(house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"])
    pages = (at(town), f"/arrangoer/{town['event']}/balance", f"/arrangoer/{town['event']}/udtraek")
    few = {}
    for page in pages:
        with counted(house) as few[page]:
            visitor.open(page)
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        event.capacity = 100
        for n in range(60):
            guests.take(event, people.councillor(f"Gæst {'abcdefghij'[n % 10]}"), now)
        db.session.commit()
    for page in pages:
        with counted(house) as many:
            visitor.open(page)
        assert len(many) == len(few[page]) <= 10, many


def test_a_caller_by_name_or_by_mail(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        first = people.councillor("Ida Holm", town="Odense", letter="A", email="ida@example.dk").id
        second = people.councillor("Ida Holm", town="Aarhus", letter="V").id
        db.session.commit()
    visitor.sign_in(town["ole"]).open(at(town))
    visitor.open(visitor.page.link("Tilføj en deltager"))
    assert "sidst på ventelisten" in visitor.page.main
    visitor.send("Sæt på listen", 422, name="Ida")
    assert "Ingen folkevalgt hedder præcis det" in visitor.page.errors()
    visitor.send("Sæt på listen", 422, name="ida holm")
    assert "Ida Holm, Odense" in visitor.page.main and "Ida Holm, Aarhus" in visitor.page.main
    with house.app_context():
        chosen = db.session.get_one(Person, second).uid
    visitor.send("Sæt på listen", chosen=chosen)
    assert "Deltageren står på listen" in visitor.page.main
    assert guests.states(house, second) == [State.WAITING] and guests.letters(house, second) == ["waiting"]
    visitor.open(at(town, "/tilfoej"))
    asked = visitor.page
    visitor.send("Sæt på listen", email="IDA@example.dk")
    visitor.page = asked
    visitor.send("Sæt på listen", email="IDA@example.dk")
    assert guests.states(house, first) == [State.WAITING], "pressed twice, done once"
    visitor.page = asked
    visitor.send("Sæt på listen", 422, email="ida@example.dk", idempotency_key="en anden")
    assert "Personen står allerede på listen." in visitor.page.errors()


def test_somebody_without_an_account(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town, "/tilfoej"))
    for wrong, sentence in (
        ({"name": "Sofie Tale"}, "Skriv e-mailadressen"),
        ({"name": "Sofie Tale", "email": "ikke en adresse"}, "Det er ikke en e-mailadresse"),
        ({"name": "", "email": "sofie@firma.dk"}, "Skriv navnet"),
    ):
        visitor.send("Sæt på listen", 422, kind="speaker", **wrong)
        assert sentence in visitor.page.errors(), sentence
    assert visitor.page.form("Sæt på listen").values()["email"] == "sofie@firma.dk", "what was typed is kept"
    visitor.send("Sæt på listen", kind="speaker", name="Sofie Tale", email="sofie@firma.dk", organisation="Firmaet")
    assert "Sofie Tale Oplægsholder" in visitor.page.main, "speakers stand on the same list, marked"
    visitor.open(visitor.page.link("Sofie Tale"))
    assert "Firmaet" in visitor.page.main and "Har ingen og kan ikke logge ind" in visitor.page.main
    visitor.open(at(town, "/tilfoej"))
    assert "Kommer som (valgfrit)" not in visitor.page.main, "one of them is chosen already"
    visitor.send("Sæt på listen", kind="speaker", name="Otto Oplæg", email="otto@firma.dk")
    said = visitor.page.main
    assert "Otto Oplæg Oplægsholder" in said and "Intet mandat nu" not in said, "nobody asked for one"


def test_one_participant_with_note_tags_and_kind(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town))
    visitor.open(visitor.page.link("Karen Friis"))
    visitor.send("Gem noterne", new_tag="Bus", note="Ringer igen", kind="official")
    assert "Noterne er gemt" in visitor.page.main
    assert visitor.page.form("Gem noterne").values()["note"] == "Ringer igen"
    visitor.open(at(town))
    assert "Karen Friis Embedsperson Har en note" in visitor.page.main and "Bus" in visitor.page.main
    visitor.open(visitor.page.link("Karen Friis"))
    visitor.send("Gem noterne", 422, note="x" * 1001)
    assert guests.states(house, town["karen"]) == [State.CONFIRMED]


def test_a_substitute_and_a_move(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town, f"/{uid_of(house, town['karen'])}"))
    visitor.open(visitor.page.link("Giv pladsen til en stedfortræder"))
    visitor.send("Giv pladsen videre", kind="other", name="Per Hansen", email="per@firma.dk")
    assert "Pladsen er gået til stedfortræderen" in visitor.page.main and "Per Hansen" in visitor.page.main
    assert guests.states(house, town["karen"]) == [State.WITHDRAWN]
    assert guests.states(house, town["amina"]) == [State.WAITING]
    visitor.open(at(town, f"/{uid_of(house, town['mads'])}"))
    visitor.open(visitor.page.link("Flyt til et andet arrangement"))
    visitor.send("Flyt Mads Holm", 422)
    assert "Vælg arrangementet." in visitor.page.errors()
    visitor.send("Flyt Mads Holm", event=str(town["other"]))
    assert guests.states(house, town["mads"]) == [State.WITHDRAWN, State.CONFIRMED]
    assert guests.states(house, town["amina"]) == [State.OFFERED]


def test_out_of_turn_asks_why_and_needs_its_right(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    there = at(town, f"/{uid_of(house, town['amina'])}/uden-for-tur")
    visitor.sign_in(town["ole"]).open(there)
    visitor.send("Giv plads uden om køen nu", 422)
    assert "Vælg" in visitor.page.errors()
    visitor.send("Giv plads uden om køen nu", 422, reason="host")
    assert "Alle 2 pladser er taget" in visitor.page.errors()
    visitor.send("Giv plads uden om køen nu", reason="host", how="first")
    assert "det er noteret hvorfor" in visitor.page.main
    assert recorded(house, Happening.SEATED_OUT_OF_TURN) == 1
    Visitor(house).sign_in(town["inga"]).open(there, 404)
    other = Visitor(house).sign_in(town["inga"])
    other.open(at(town, f"/{uid_of(house, town['amina'])}"))
    assert "uden om køen" not in other.page.main
