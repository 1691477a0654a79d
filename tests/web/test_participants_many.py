"""The organiser's list as pages: many at once, views, files, numbers, and who finds nothing."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Happening
from politiker.core.database import db
from politiker.events import actions as event_actions
from politiker.events.models import Event
from politiker.people.models import Municipality, Person
from politiker.policy import Right, Role
from politiker.registrations.models import Participant, Registration, State
from politiker.web.participants.tiles import COLUMNS, PLACES, ROWS
from tests import guests, people
from tests.visitor import Visitor
from tests.web.listed_town import at, recorded, town, uid_of

__all__ = ["town"]


def test_many_at_once_shows_whom_it_touches_first(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town))
    karen, amina = uid_of(house, town["karen"]), uid_of(house, town["amina"])
    visitor.send("Se, hvem det gælder", 422, deed="withdraw")
    assert "Markér nogen" in visitor.page.errors()
    visitor.open(at(town))
    visitor.send("Se, hvem det gælder", deed="confirm", uid=[karen, amina])
    assert "Det gælder 1 deltager." in visitor.page.main
    assert "Sprunget over" in visitor.page.main and "Amina Yusuf" in visitor.page.main
    visitor.send("Gør det")
    assert "Det er gjort for dem, du valgte." in visitor.page.main
    visitor.open(at(town, "?state=open"))
    visitor.send("Se, hvem det gælder", deed="withdraw", everyone="yes")
    assert "Det gælder 3 deltagere." in visitor.page.main and "De får hver et brev." in visitor.page.main
    asked = visitor.page
    visitor.send("Gør det")
    assert guests.states(house, town["karen"]) == guests.states(house, town["amina"]) == [State.WITHDRAWN]
    visitor.page = asked
    visitor.send("Gør det")
    assert "Det er gjort" in visitor.page.main, "pressed twice, done once"
    visitor.page = asked
    visitor.send("Gør det", 422, idempotency_key="en anden")
    assert "Noget har ændret sig" in visitor.page.errors()


@pytest.mark.parametrize(
    "wrong",
    [{"deed": ""}, {"deed": "party"}, {"deed": "mark", "kind": ""}, {"deed": "tag", "tag": ""},
     {"deed": "tag", "tag": "x" * 41}, {"deed": "move", "event": "1"}, {"deed": "move", "event": "x"}],
)  # fmt: skip
def test_a_deed_that_lacks_something_does_nothing(
    visitor: Visitor, town: dict[str, int], wrong: dict[str, str]
) -> None:
    visitor.sign_in(town["ole"]).open(at(town))
    wrong = {name: str(town["event"]) if value == "1" else value for name, value in wrong.items()}
    visitor.send("Se, hvem det gælder", 422, everyone="yes", **wrong)
    assert visitor.page.errors()


def test_a_view_is_shared_and_keeps_no_name(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town, "?state=waiting&text=amina"))
    visitor.send("Gem visningen", name="De ventende")
    assert "Visningen er gemt" in visitor.page.main
    other = Visitor(house).sign_in(town["inga"])
    other.open(at(town))
    address = other.page.link("De ventende")
    assert "amina" not in address.lower() and "state=waiting" in address
    assert "Amina Yusuf" in other.open(address).main and "Karen Friis" not in other.page.main
    visitor.send("Gem visningen", 422, name="De ventende", query="state=waiting")
    assert "Vælg et andet navn" in visitor.page.errors()
    other.send("Fjern “De ventende”")
    assert "Visningen er fjernet" in other.page.main and "De ventende" not in other.page.links()


def test_a_file_is_fetched_with_a_reason(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["inga"]).open(at(town, "?state=certain"))
    visitor.open(visitor.page.link("Hent som fil"))
    assert "Filen indeholder" in visitor.page.main and "Kost" not in visitor.page.main, "needs are another right"
    visitor.open(f"/arrangoer/{town['event']}/udtraek?state=certain")
    visitor.send("Hent filen", 422)
    assert "Vælg, hvad listen skal bruges til." in visitor.page.errors()
    visitor.send("Hent filen", 422, purpose="venue", columns=["name", "diet"])
    form = visitor.page.form("Hent filen")
    fields = form.values() | {"purpose": "venue", "columns": ["name", "email"]}
    answer = visitor.client.post(form.action, data=fields)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="deltagere-')
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Navn", "E-mail"], ["Karen Friis", "karen@example.dk"], ["Mads Holm", "mads@example.dk"],
    ]  # fmt: skip
    visitor.open(f"/arrangoer/{town['event']}/udtraek")
    visitor.send("Hent filen", purpose="report", columns=["municipality"], format="csv")
    assert visitor.answer.data == "\ufeffKommune\r\nAarhus\r\nRingsted\r\nKøbenhavn\r\n".encode()
    visitor.open(f"/arrangoer/{town['event']}/udtraek")
    assert "Inga Ny" in visitor.page.main and "Navn, E-mail" in visitor.page.main
    assert recorded(house, Happening.PARTICIPANTS_EXPORTED) == 2


def test_the_balance_names_no_list(house: Flask, visitor: Visitor, town: dict[str, int], now: datetime) -> None:
    there = f"/arrangoer/{town['event']}/balance"
    visitor.sign_in(town["ole"]).open(there)
    assert "Der står ikke noget om lister" in visitor.page.main and "Aarhus 1" in visitor.page.main
    with house.app_context():
        other = db.session.get_one(Event, town["other"])
        for letter in "AVOBF":
            guests.take(other, people.councillor(f"Gæst {letter.lower()}", letter=letter), now)
        db.session.commit()
    visitor.open(f"/arrangoer/{town['other']}/balance")
    assert "De kommer fra 5 forskellige lister. Cirka 20 procent" in visitor.page.main
    for party in ("Socialdemokratiet", "Venstre", "Enhedslisten"):
        assert party not in visitor.page.html


def test_every_municipality_has_a_tile_of_its_own(house: Flask) -> None:
    with house.app_context():
        codes = set(db.session.scalars(sa.select(Municipality.code)))
    assert set(PLACES) == codes and len(codes) == 98
    assert len(set(PLACES.values())) == 98
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in PLACES.values())


def test_strangers_find_nothing(house: Flask, town: dict[str, int], now: datetime) -> None:
    uid = uid_of(house, town["karen"])
    with house.app_context():
        strange = people.with_role(Role.ORGANISER, "Fremmed Arrangør").id
        only_edits = people.with_role(Role.ORGANISER, "Retter Kun")
        ole = db.session.get_one(Person, town["ole"])
        event = db.session.get_one(Event, town["event"])
        event_actions.grant_right(event, only_edits.id, Right.EDIT, by=people.actor(ole, now), now=now)
        adam, birgit = people.adam().id, people.birgit().id
        db.session.commit()
        edits = only_edits.id
    pages = [at(town), at(town, "/tilfoej"), at(town, f"/{uid}"), at(town, f"/{uid}/stedfortraeder")]
    pages += [at(town, f"/{uid}/flyt"), at(town, f"/{uid}/uden-for-tur")]
    pages += [f"/arrangoer/{town['event']}/{page}" for page in ("balance", "udtraek")]
    posts = [at(town, "/flere"), at(town, "/flere/udfoer"), at(town, "/visninger"), at(town, "/visninger/1/fjern")]
    for who in (strange, edits, adam, birgit, town["mads"]):
        other = Visitor(house).sign_in(who)
        for page in pages:
            other.open(page, 404)
        for page in (*posts, pages[1], *pages[3:]):
            if not page.endswith("balance"):
                other.post(page, 404)
    ole = Visitor(house).sign_in(town["ole"])
    for rest in ("", "/stedfortraeder", "/flyt", "/uden-for-tur"):
        ole.open(at(town, f"/{'0' * 24}{rest}"), 404)
        ole.open(f"/arrangoer/{town['other']}/tilmeldinger/{uid}{rest}", 404)
    assert guests.states(house, town["karen"]) == [State.CONFIRMED]


def test_kinds_are_marked_by_hand_for_several(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(at(town))
    visitor.send("Se, hvem det gælder", deed="mark", kind="speaker", uid=uid_of(house, town["mads"]))
    visitor.send("Gør det")
    with house.app_context():
        kinds = set(db.session.scalars(sa.select(Registration.kind)))
    assert kinds == {Participant.COUNCILLOR, Participant.SPEAKER}
