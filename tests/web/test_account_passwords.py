"""Choosing a password: asking for a letter, opening its key, and what is refused."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions, passwords
from politiker.people.models import Person
from politiker.people.sign_ins import resets
from tests import people
from tests.people import PASSWORD
from tests.visitor import Visitor
from tests.web.test_account import karen_lives_here, log_in

NEW = "en helt anden sætning"


def letter_to(house: Flask, email: str) -> tuple[str, str]:
    """Which letter was written last to somebody, and the address of the key in it."""
    with house.app_context():
        for job in db.session.scalars(sa.select(Job).where(Job.name == "send_reset", Job.done_at.is_(None))):
            resets.send_reset(job.facts["person"], now=job.due_at)
            job.done_at = job.due_at
        db.session.commit()
        query = sa.select(OutgoingMail).join(Person, Person.id == OutgoingMail.person_id).where(Person.email == email)
        mail = db.session.scalars(query.order_by(OutgoingMail.id.desc())).first()
        assert mail is not None
        key = tokens.reveal(mail.facts["key"], Purpose(mail.letter), house.config["SECRET_KEY"])
        return mail.letter, f"/noegle/{key}"


def test_passwords_are_hashed_while_no_transaction_is_open(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    karen_lives_here(house)
    seen: list[bool] = []

    class Watching:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(bool(db.session().info.get("reads_only")))
            return True

        def hash(self, password: str) -> str:
            seen.append(bool(db.session().info.get("reads_only")))
            return people.HASH

    monkeypatch.setattr(passwords, "HASHER", Watching())
    log_in(visitor, "karen@example.dk")
    visitor.open("/nulstil-adgangskode")
    visitor.send("Send mig et link", email="karen@example.dk")
    visitor.open(letter_to(house, "karen@example.dk")[1])
    visitor.send("Vælg adgangskoden", password=NEW)
    assert seen == [True, True]


def test_asking_for_a_reset_says_the_same_to_everybody(house: Flask, now: datetime) -> None:
    karen_lives_here(house)
    pages = set()
    for email in ("karen@example.dk", "ingen@example.dk"):
        visitor = Visitor(house)
        visitor.open("/nulstil-adgangskode")
        pages.add(visitor.send("Send mig et link", email=email).html)
        assert visitor.path == "/nulstil-adgangskode/sendt"
    assert len(pages) == 1


def test_a_new_password_is_chosen_with_the_key_in_the_letter(house: Flask, visitor: Visitor, now: datetime) -> None:
    elsewhere = Visitor(house).sign_in(karen_lives_here(house))
    visitor.open("/nulstil-adgangskode")
    visitor.send("Send mig et link", email="karen@example.dk")
    letter, address = letter_to(house, "karen@example.dk")
    assert letter == "reset"
    page = visitor.open(address)
    assert page.heading == "Vælg en ny adgangskode"
    assert "Karen Friis" in page.main
    visitor.send("Vælg adgangskoden", password=NEW)
    assert visitor.path == "/"
    assert "du er logget ind" in visitor.page.main
    assert visitor.client.get_cookie("noegle", domain="localhost") is None
    assert "Karen Friis" in visitor.open("/min-side").main
    elsewhere.open("/min-side")
    assert elsewhere.path == "/log-ind"
    visitor.open(address, 410)
    log_in(Visitor(house), "karen@example.dk", PASSWORD, 422)
    log_in(Visitor(house), "karen@example.dk", NEW)


def test_a_double_click_on_a_new_password_acts_once(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    visitor.open("/nulstil-adgangskode")
    visitor.send("Send mig et link", email="karen@example.dk")
    visitor.open(letter_to(house, "karen@example.dk")[1])
    form = visitor.page.form("Vælg adgangskoden").values() | {"password": NEW}
    twin = Visitor(house)
    for name in ("politiker", "noegle"):
        cookie = visitor.client.get_cookie(name, domain="localhost")
        assert cookie
        twin.client.set_cookie(name, cookie.value, domain="localhost")
    visitor.post("/vaelg-adgangskode", 303, **form)
    assert twin.post("/vaelg-adgangskode", 303, **form).headers["Location"] == "/log-ind?besked=adgangskode"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Skriv en ny adgangskode."),
        ("kort", "for kort"),
        ("x" * 1_000_000, "for lang"),
        ("Aarhus-2026-2026", "for let at gætte"),
        ("karenfriis12345", "for let at gætte"),
    ],
)
def test_a_bad_password_is_told_beside_the_field(
    house: Flask, visitor: Visitor, now: datetime, password: str, sentence: str
) -> None:
    with house.app_context():
        person = people.person("Karen Friis", email="karen@example.dk", joined=False)
        actions.invite(person, by=people.TESTER, now=now)
        db.session.commit()
    visitor.open(letter_to(house, "karen@example.dk")[1])
    assert visitor.page.heading == "Åbn din konto"
    page = visitor.send("Vælg adgangskoden", 422, password=password)
    assert sentence in page.errors()
    visitor.send("Vælg adgangskoden", password=NEW)
    assert visitor.path == "/"


def test_whoever_lost_the_invitation_is_sent_a_new_one(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        actions.invite(people.person("Pia Nissen", email="pia@example.dk", joined=False), by=people.TESTER, now=now)
        db.session.commit()
    lost = letter_to(house, "pia@example.dk")[1]
    visitor.open("/nulstil-adgangskode")
    visitor.send("Send mig et link", email="pia@example.dk")
    letter, address = letter_to(house, "pia@example.dk")
    assert (letter, address == lost) == ("invitation", False)
    visitor.open(lost, 410)
    visitor.open(address)
