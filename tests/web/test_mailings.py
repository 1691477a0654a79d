"""Writing to participants on the desk: written, seen, changed and sent."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.registrations.mailings.models import Audience
from tests import files, guests, people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.writing import draft, furnish, letters, mailings


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, Any]:
    return furnish(house, now)


def test_written_seen_and_sent(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    page = ole.open(f"{town['desk']}/breve")
    assert "Du har ikke skrevet til deltagerne endnu" in page.main
    draft(ole, town, text="Kære {fornavn}\r\n\r\n**Vi ses** den {tid}.")
    assert "Sådan læser Karen Friis det" in ole.page.main and "Praktisk om Budgettet for begyndere" in ole.page.main
    assert "Kære Karen" in ole.page.main and "<strong>Vi ses</strong>" in ole.page.html
    assert "Kære Mads" in ole.open(f"{ole.path}?nr=1").main
    assert letters(house) == []
    page = ole.send("Send til 2 deltagere")
    assert "Brevet er på vej til alle, det er til." in page.main and "På vej: 2" in page.main
    assert [mail.person_id for mail in letters(house)] == [town["karen"], town["mads"]]
    assert "2 deltagere" in ole.open(f"{town['desk']}/breve").main


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town, 422, text="Hej {efternavn}, vi ses")
    assert (
        "{efternavn} kendes ikke. Du kan bruge {fornavn}," in ole.page.main
        and "Hej {efternavn}, vi ses" in ole.page.html
    )
    draft(ole, town, 422, subject="x" * 10_240)
    assert "Skriv højst 150 tegn" in ole.page.main
    draft(ole, town, 422, text="")
    assert "Skriv brevets tekst." in ole.page.main
    draft(ole, town, 422, text="{plads i køen}")
    assert "kan kun bruges i breve til dem på ventelisten" in ole.page.main
    draft(ole, town, 422, files=[(io.BytesIO(files.pdf()), f"{n}.pdf") for n in range(4)])
    assert "højst 3 filer" in ole.page.main
    draft(ole, town, 422, audience="alle-i-verden")
    draft(ole, town, 422, files=(io.BytesIO(b"MZ\x90\x00" + b"\0" * 200), "regneark.xlsx"))
    assert mailings(house) == []


def test_a_draft_is_changed_with_its_files_and_thrown_away(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town, files=(io.BytesIO(files.pdf()), "plan.pdf"))
    here = ole.path
    assert "plan.pdf" in ole.page.main
    ole.open(f"{here}/ret")
    box = re.search(r'name="take_off"[^>]*value="([0-9a-f]{32})"', ole.page.html)
    assert box is not None
    page = ole.send("Gem, og se det", subject="Nyt emne", audience="waiting", take_off=box[1])
    assert "plan.pdf" not in page.main and "Brevet er ikke til nogen lige nu" in page.main
    ole.open(f"{here}/slet")
    assert "Kladden og dens filer er slettet." in ole.send("Slet kladden").main
    assert mailings(house) == []
    ole.open(here, 404)


def test_ready_made_texts_and_those_picked_in_a_list(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    for text in ("reminder", "practical", "thanks"):
        ole.open(f"{town['desk']}/breve/nyt?tekst={text}")
        ole.send("Gem, og se det")
        assert "Karen Friis" in ole.page.main
    assert "Påmindelse" in ole.open(f"{town['desk']}/breve").main
    ole.open(f"{town['desk']}/breve/nyt")
    token = ole.page.form("Gem, og se det").values()["csrf_token"]
    fields = {"csrf_token": token, "idempotency_key": "abc", "uid": [town["uids"][1], "ukendt"]}
    page = ole._look(ole.client.post(f"{town['desk']}/breve/valgte", data=fields), 200)
    assert "Dem, jeg har valgt (1)" in page.main
    ole.send("Gem, og se det", subject="Til dig", text="Hej {navn}")
    assert "Sådan læser Mads Holm det" in ole.page.main
    ole.send("Send til 1 deltager")
    assert [mail.person_id for mail in letters(house)] == [town["mads"]]
    assert mailings(house)[-1].audience is Audience.PICKED


def test_a_double_press_sends_once_and_a_changed_number_is_said(
    house: Flask, town: dict[str, Any], now: datetime
) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town)
    form = ole.page.form("Send til 2 deltagere")
    with house.app_context():
        guests.take(db.session.get_one(Event, town["event"]), people.amina(), now)
        db.session.commit()
    page = ole._look(ole.client.post(form.action, data=form.values(), follow_redirects=True), 422)
    assert "Brevet er nu til 3" in page.main and letters(house) == []
    form = page.form("Send til 3 deltagere")
    for _ in range(2):
        answer = ole.client.post(form.action, data=form.values())
        assert answer.status_code == 303
    assert len(letters(house)) == 3


ADDRESSES = ("breve", "breve/nyt", "breve/alle", "breve/{one}", "breve/{one}/ret", "breve/{one}/slet", "paamindelser")


def test_strangers_find_nothing(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town)
    one = mailings(house)[0].id
    for name in ("else", "adam", "karen", "birgit", "mo", "other", "nobody"):
        visitor = Visitor(house).sign_in(town[name])
        for address in ADDRESSES:
            path = f"{town['desk']}/{address.format(one=one)}"
            assert visitor.client.get(path).status_code in (403, 404), f"{name} {path}"
        for address in ("valgte", f"{one}/send", f"{one}/igen", f"{one}/slet", "igen/1"):
            assert visitor.client.post(f"{town['desk']}/breve/{address}").status_code in (400, 403, 404), address
        expected = 200 if name in ("else", "adam", "other") else 404
        assert visitor.client.get("/arrangoer/breve").status_code in ({200} if expected == 200 else {403, 404})
        log = visitor.client.get(f"{town['desk']}/log").status_code
        assert (log == 200) is (name in ("else", "adam")), name
    assert len(letters(house)) == 0


def test_lists_cost_the_same_for_many(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town)
    ole.send("Send til 2 deltagere")
    paths = (f"{town['desk']}/breve", f"{town['desk']}/breve/alle", ole.path, "/arrangoer/breve")

    def statements() -> list[int]:
        with house.app_context():
            db.session.execute(sa.update(OutgoingMail).values(failed_at=now))
            db.session.commit()
        found = []
        for path in paths:
            with counted(house) as sent:
                ole.open(path)
            found.append(len(sent))
        return found

    few = statements()
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        event.capacity = 100
        for _ in range(35):
            guests.take(event, people.councillor(), now + timedelta(seconds=1))
        db.session.commit()
    draft(ole, town)
    ole.send("Send til 37 deltagere")
    assert statements() == few


def test_names_of_the_tests_are_not_empty(house: Flask, town: dict[str, Any]) -> None:
    """The control of the sweep above: somebody who may sees the pages."""
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town)
    one = mailings(house)[0].id
    for address in ADDRESSES:
        ole.open(f"{town['desk']}/{address.format(one=one)}")
    with house.app_context():
        assert db.session.get(Person, town["ole"]) is not None
