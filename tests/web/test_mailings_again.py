"""After a letter is sent: what failed is sent again, reminders are shaped, and the log says who did what."""

import re
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.registrations.models import Registration
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.writing import draft, furnish, mailings


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, Any]:
    return furnish(house, now)


def test_what_failed_stands_on_the_desk_and_is_sent_again(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    draft(ole, town)
    ole.send("Send til 2 deltagere")
    here = ole.path

    def fail(error: str) -> None:
        with house.app_context():
            which = OutgoingMail.person_id == town["karen"]
            db.session.execute(sa.update(OutgoingMail).where(which).values(failed_at=now, error=error))
            db.session.commit()

    fail("550 5.1.1")
    assert "2 breve kom ikke frem." in ole.open("/arrangoer").main
    page = ole.open("/arrangoer/breve")
    assert "Karen Friis : Praktisk om {arrangement}" in page.main and "Karen Friis : Du har fået plads" in page.main
    assert page.main.count("Adressen findes ikke. (550 5.1.1)") == 2
    assert "Kom ikke frem: 1" in ole.open(here).main
    assert "Det bliver sendt igen." in ole.send("Send igen til dem, det ikke nåede").main
    fail("452 4.2.2")
    ole.open("/arrangoer/breve")
    assert "Postkassen er fuld. (452 4.2.2)" in ole.page.main
    ole.send("Send igen")
    assert ole.path == "/arrangoer/breve" and ole.page.main.count("Postkassen er fuld") == 1
    page = ole.send("Send dem alle igen")
    assert "er kommet frem eller er på vej" in page.main
    assert "kom ikke frem" not in ole.open("/arrangoer").main
    page = ole.open(f"{town['desk']}/breve/alle")
    assert "Karen Friis" in page.main and "Du har fået plads" in page.main and "På vej" in page.main
    with house.app_context():
        happenings = list(db.session.scalars(sa.select(Entry.happening).where(Entry.event_id == town["event"])))
        assert happenings.count(Happening.MAIL_SENT_AGAIN) == 3


def test_one_letter_is_sent_to_one_again(house: Flask, town: dict[str, Any], now: datetime) -> None:
    with house.app_context():
        db.session.execute(sa.update(OutgoingMail).values(sent_at=now))
        db.session.commit()
    ole = Visitor(house).sign_in(town["ole"])
    ole.open(f"{town['desk']}/breve/alle")
    form = ole.page.form("Send igen")
    ole.send("Send igen")
    assert "Det bliver sendt igen." in ole.page.main
    answer = ole.client.post(form.action, data=form.values() | {"idempotency_key": "en anden"})
    assert answer.status_code == 422 and "allerede på vej" in answer.get_data(as_text=True)
    with house.app_context():
        db.session.execute(sa.update(OutgoingMail).values(sent_at=now))
        strange = OutgoingMail(
            intent="x", code="x", letter="thread_reply", person_id=town["karen"], facts={}, created_at=now, due_at=now,
            subject_id=db.session.scalars(sa.select(Registration.id)).first(), sent_at=now,
        )  # fmt: skip
        db.session.add(strange)
        db.session.commit()
        number = strange.id
    assert "thread" not in ole.open(f"{town['desk']}/breve/alle").main
    token = ole.page.form("Send igen").values()
    action = f"{town['desk']}/breve/igen/{number}"
    assert ole.client.post(action, data=token | {"idempotency_key": "tredje"}).status_code == 422


def test_reminders_are_shaped(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    page = ole.open(f"{town['desk']}/paamindelser")
    assert sorted(page.form("Gem påmindelserne").values().get("kept", [])) == ["14", "2"]
    ole.send("Gem påmindelserne", 422, days="7")
    assert "Skriv et emne." in ole.page.main
    ole.send("Gem påmindelserne", 422, days="40", subject="Husk", text="Hej {navn}")
    assert "mindre end 40 dage" in ole.page.main
    page = ole.send("Gem påmindelserne", kept="2", days="7", subject="Husk", text="Hej {navn}")
    assert "Påmindelserne er gemt." in page.main
    form = page.form("Gem påmindelserne").values()
    assert form["kept"] in ("2", ["2"]) and form["days"] == "7" and form["subject"] == "Husk"
    ole.send("Gem påmindelserne", days="", kept=None)
    assert mailings(house) == []


def test_the_log_says_who_did_what(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    ole.open(f"{town['desk']}/breve/alle")
    page = ole.open(f"{town['desk']}/log")
    for words in ("Arrangementet blev udgivet", "En deltager blev tilmeldt", "Karen Friis", "Ole Krog"):
        assert words in page.main
    assert "Listen over deltagere blev åbnet" in ole.open(f"{town['desk']}/log?slags=opslag").main
    assert "udgivet" not in ole.page.main
    assert "udgivet" in ole.open(f"{town['desk']}/log?slags=vrøvl&foer=x").main
    for name in ("else", "adam"):
        page = Visitor(house).sign_in(town[name]).open(f"{town['desk']}/log")
        assert "Ole Krog" in page.main and "En deltager eller en sekretær" in page.main
        assert "Karen" not in page.main and "Mads" not in page.main


def test_the_log_is_paged_in_the_same_statements(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ole = Visitor(house).sign_in(town["ole"])

    def statements() -> int:
        with counted(house) as sent:
            ole.open(f"{town['desk']}/log")
        return len(sent)

    few = statements()
    with house.app_context():
        rows = [
            {
                "at": now, "person_id": town["ole"], "happening": Happening.EDITED, "subject": "event",
                "subject_id": town["event"], "event_id": town["event"],
            }
            for _ in range(120)
        ]  # fmt: skip
        db.session.execute(sa.insert(Entry), rows)
        db.session.commit()
    assert statements() == few
    seen = 0
    path = f"{town['desk']}/log"
    while True:
        page = ole.open(path)
        seen += page.main.count("Noget om arrangementet blev ændret")
        found = re.search(r'href="([^"]*foer=\d+)"[^>]*>Ældre', page.html)
        if found is None:
            break
        path = found[1].replace("&amp;", "&")
    assert seen == 120
