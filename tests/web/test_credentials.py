"""Changing one's password and one's address while one is logged in."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose
from politiker.mail.outbox import OutgoingMail
from politiker.people import passwords
from politiker.people.credentials import actions
from politiker.people.models import Person
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.visitor import Visitor

NEW = "en helt anden sætning"
WRONG = "Den nuværende adgangskode er ikke rigtig."


@pytest.fixture
def karen(house: Flask) -> int:
    with house.app_context():
        person = people.karen()
        db.session.commit()
        return person.id


def cookie_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("politiker", domain="localhost")
    return cookie.value if cookie else ""


def logs_in(house: Flask, email: str, password: str, status: int = 200) -> None:
    visitor = Visitor(house)
    visitor.open("/log-ind")
    visitor.send("Log ind", status, email=email, password=password)


def work(house: Flask, now: datetime) -> None:
    """What the worker does with the jobs of these pages."""
    with house.app_context():
        for job in db.session.scalars(sa.select(Job).where(Job.name == "send_email_change", Job.done_at.is_(None))):
            actions.send_email_change(job.facts["change"], now=now)
            job.done_at = now
        db.session.commit()


def letters(house: Flask) -> list[tuple[str, str]]:
    """(letter, address it goes to) in the outbox, in order."""
    with house.app_context():
        query = sa.select(OutgoingMail.letter, OutgoingMail.address, Person.email)
        rows = db.session.execute(query.join(Person, Person.id == OutgoingMail.person_id).order_by(OutgoingMail.id))
        return [(row.letter, row.address or row.email) for row in rows]


def key_in_letter(house: Flask) -> str:
    with house.app_context():
        query = sa.select(OutgoingMail).where(OutgoingMail.letter == "email_change").order_by(OutgoingMail.id.desc())
        mail = db.session.scalars(query.limit(1)).one()
        return "/noegle/" + tokens.reveal(mail.facts["key"], Purpose.EMAIL, house.config["SECRET_KEY"])


def ask(visitor: Visitor, email: str, status: int = 200, present: str = PASSWORD) -> None:
    visitor.open("/min-side/email")
    visitor.send("Send linket", status, email=email, present=present)


def test_a_new_password_ends_every_other_sign_in(house: Flask, visitor: Visitor, karen: int, now: datetime) -> None:
    elsewhere = Visitor(house).sign_in(karen)
    visitor.sign_in(karen)
    before = cookie_of(visitor)
    visitor.open("/min-side/adgangskode")
    visitor.send("Skift adgangskode", present=PASSWORD, password=NEW)
    assert visitor.path == "/min-side" and "Din adgangskode er skiftet" in visitor.page.main
    assert cookie_of(visitor) not in {"", before}
    elsewhere.open("/min-side")
    assert elsewhere.path == "/log-ind"
    replay = Visitor(house)
    replay.client.set_cookie("politiker", before, domain="localhost")
    replay.open("/min-side")
    assert replay.path == "/log-ind"
    assert ("password_changed", "karen@example.dk") in letters(house)
    logs_in(house, "karen@example.dk", PASSWORD, 422)
    logs_in(house, "karen@example.dk", NEW)


@pytest.mark.parametrize(
    ("present", "password", "sentence"),
    [
        ("forkert forkert forkert", NEW, WRONG),
        ("", NEW, "Skriv din nuværende adgangskode."),
        (PASSWORD, "", "Skriv en ny adgangskode."),
        (PASSWORD, "kort", "for kort"),
        (PASSWORD, "karenfriis12345", "for let at gætte"),
        ("x" * 1_000_000, NEW, WRONG),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    house: Flask, visitor: Visitor, karen: int, now: datetime, present: str, password: str, sentence: str
) -> None:
    visitor.sign_in(karen).open("/min-side/adgangskode")
    page = visitor.send("Skift adgangskode", 422, present=present, password=password)
    assert sentence in page.errors() and page.form("Skift adgangskode").values()["present"] == ""
    logs_in(house, "karen@example.dk", PASSWORD)
    # Put right, the same form goes through.
    visitor.send("Skift adgangskode", present=PASSWORD, password=NEW)
    assert visitor.path == "/min-side"


def test_the_present_password_cannot_be_guessed_for_long(
    house: Flask, visitor: Visitor, karen: int, wall: Clock
) -> None:
    visitor.sign_in(karen)
    for _ in range(5):
        visitor.open("/min-side/adgangskode")
        visitor.send("Skift adgangskode", 422, present="forkert forkert forkert", password=NEW)
    ask(visitor, "karen@ny.example.dk", 429)
    assert int(visitor.answer.headers["Retry-After"]) > 0 and "for mange gange" in visitor.page.errors()


def test_passwords_are_hashed_while_no_transaction_is_open(
    house: Flask, visitor: Visitor, karen: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    class Watching:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(bool(db.session().info.get("reads_only")))
            return True

        def hash(self, password: str) -> str:
            seen.append(bool(db.session().info.get("reads_only")))
            return people.HASH

    monkeypatch.setattr(passwords, "HASHER", Watching())
    visitor.sign_in(karen).open("/min-side/adgangskode")
    visitor.send("Skift adgangskode", present=PASSWORD, password=NEW)
    ask(visitor, "karen@ny.example.dk")
    assert seen == [True, True, True]


def test_whoever_has_no_password_is_shown_how_to_get_one(
    house: Flask, visitor: Visitor, karen: int, now: datetime
) -> None:
    with house.app_context():
        db.session.get_one(Person, karen).password_hash = None
        db.session.commit()
    visitor.sign_in(karen)
    for path in ("/min-side/adgangskode", "/min-side/email"):
        assert visitor.open(path).link("Send mig et link") == "/nulstil-adgangskode"


def test_the_address_changes_when_the_new_one_answers(
    house: Flask, visitor: Visitor, karen: int, now: datetime
) -> None:
    elsewhere = Visitor(house).sign_in(karen)
    visitor.sign_in(karen)
    ask(visitor, "Karen@Ny.example.dk")
    assert visitor.path == "/min-side/email/sendt"
    assert letters(house)[-1] == ("email_changing", "karen@example.dk")
    work(house, now)
    assert letters(house)[-1] == ("email_change", "Karen@Ny.example.dk")
    address = key_in_letter(house)
    for _ in range(5):  # a mail scanner opens it and changes nothing
        house.test_client().get(address), house.test_client().head(address)
    page = visitor.open(address)
    assert (visitor.path, page.heading) == ("/min-side/email/bekraeft", "Bekræft din nye adresse")
    before = cookie_of(visitor)
    visitor.send("Skift min e-mailadresse")
    assert visitor.path == "/min-side" and "Din e-mailadresse er ændret" in visitor.page.main
    assert cookie_of(visitor) not in {"", before}
    assert letters(house)[-2:] == [("email_changed", "karen@example.dk"), ("email_changed", "Karen@Ny.example.dk")]
    elsewhere.open("/min-side")
    assert elsewhere.path == "/log-ind"
    logs_in(house, "karen@example.dk", PASSWORD, 422)
    logs_in(house, "karen@ny.example.dk", PASSWORD)
    assert visitor.open(address, 410).heading == "Linket til din nye adresse virker ikke længere"


def test_the_key_works_in_a_browser_where_nobody_is_logged_in(
    house: Flask, visitor: Visitor, karen: int, now: datetime
) -> None:
    ask(visitor.sign_in(karen), "karen@ny.example.dk")
    work(house, now)
    phone = Visitor(house)
    phone.open(key_in_letter(house))
    phone.send("Skift min e-mailadresse")
    assert phone.path == "/log-ind" and "Din e-mailadresse er ændret" in phone.page.main
    visitor.open("/min-side")
    assert visitor.path == "/log-ind"


def test_the_answer_is_the_same_for_a_free_address_and_a_taken_one(
    house: Flask, visitor: Visitor, karen: int, now: datetime
) -> None:
    with house.app_context():
        people.mads()
        db.session.commit()
    visitor.sign_in(karen)
    pages = []
    for email in ("karen@ny.example.dk", "mads@example.dk"):
        ask(visitor, email)
        pages.append((visitor.path, visitor.page.html))
    assert pages[0] == pages[1]
    work(house, now)
    assert [row for row in letters(house) if row[0] != "email_changing"] == [("email_taken", "mads@example.dk")]


def test_who_got_the_address_first_keeps_it(house: Flask, visitor: Visitor, karen: int, now: datetime) -> None:
    ask(visitor.sign_in(karen), "karen@ny.example.dk")
    work(house, now)
    visitor.open(key_in_letter(house))
    with house.app_context():
        people.person("Pia Nissen", email="karen@ny.example.dk")
        db.session.commit()
    page = visitor.send("Skift min e-mailadresse", 422)
    assert "En anden konto bruger nu denne adresse" in page.errors()
    logs_in(house, "karen@example.dk", PASSWORD)


@pytest.mark.parametrize("what", ["newer", "password", "time", "suspended"])
def test_a_wish_that_was_taken_back_opens_nothing(
    house: Flask, visitor: Visitor, karen: int, wall: Clock, what: str
) -> None:
    ask(visitor.sign_in(karen), "karen@ny.example.dk")
    work(house, wall.moment)
    old = key_in_letter(house)
    reader = Visitor(house)
    reader.open(old)
    if what == "newer":
        ask(visitor, "karen@nyere.example.dk")
    elif what == "password":
        visitor.open("/min-side/adgangskode")
        visitor.send("Skift adgangskode", present=PASSWORD, password=NEW)
    elif what == "time":
        wall.moment += timedelta(minutes=31)
    else:
        with house.app_context():
            db.session.get_one(Person, karen).suspended_at = wall.moment
            db.session.commit()
    reader.send("Skift min e-mailadresse", 410)
    with house.app_context():
        assert db.session.get_one(Person, karen).email == "karen@example.dk"


def test_what_cannot_be_asked_for(house: Flask, visitor: Visitor, karen: int, now: datetime) -> None:
    visitor.sign_in(karen)
    ask(visitor, "karen", 422)
    assert "hel e-mailadresse" in visitor.page.errors()
    ask(visitor, "karen@example.dk", 422)
    assert "Det er den adresse" in visitor.page.errors()
    ask(visitor, "karen@ny.example.dk", 422, present="forkert forkert forkert")
    assert WRONG in visitor.page.errors()
    assert visitor.page.form("Send linket").values()["email"] == "karen@ny.example.dk"
    for n in range(5):
        ask(visitor, f"karen{n}@ny.example.dk")
    ask(visitor, "karen@ny.example.dk", 429)
    assert visitor.answer.headers["Retry-After"] == "3600" and "Vent 60 minutter" in visitor.page.errors()


def test_strangers_and_forged_forms_get_nowhere(house: Flask, visitor: Visitor, karen: int, now: datetime) -> None:
    for path in ("/min-side/adgangskode", "/min-side/email", "/min-side/email/sendt"):
        visitor.open(path)
        assert visitor.path == "/log-ind"
    visitor.open("/min-side/email/bekraeft", 404)
    visitor.sign_in(karen)
    visitor.post("/min-side/adgangskode", 400, present=PASSWORD, password=NEW)
    visitor.post("/min-side/email", 400, present=PASSWORD, email="x@example.dk")
    visitor.post("/min-side/email/bekraeft", 400, key="x")
