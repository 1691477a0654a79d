"""Other ways in: a link from a letter; and being half in, until the second factor is shown."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose
from politiker.mail.outbox import OutgoingMail
from politiker.people.factors.models import Factor, FactorKind
from politiker.people.models import Person
from politiker.people.sign_ins import links, sessions
from politiker.people.sign_ins.models import SignIn
from politiker.web.browser import cookie_name
from tests import people
from tests.people import PASSWORD
from tests.visitor import Visitor
from tests.web.test_account import karen_lives_here
from tests.web.test_sign_ins import ends, new_device_letters


def link_to(house: Flask, email: str) -> str | None:
    """The address in the newest log-in link to somebody, once the worker has done what was asked for."""
    with house.app_context():
        for job in db.session.scalars(sa.select(Job).where(Job.name == "send_log_in_link", Job.done_at.is_(None))):
            links.send_log_in_link(job.facts["person"], now=job.due_at)
            job.done_at = job.due_at
        db.session.commit()
        query = sa.select(OutgoingMail).join(Person, Person.id == OutgoingMail.person_id)
        query = query.where(Person.email == email, OutgoingMail.letter == "log_in_link")
        mail = db.session.scalars(query.order_by(OutgoingMail.id.desc())).first()
        if mail is None:
            return None
        return f"/noegle/{tokens.reveal(mail.facts['key'], Purpose.LOG_IN, house.config['SECRET_KEY'])}"


def test_logging_in_with_a_link(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen_lives_here(house)
    visitor.open("/log-ind")
    visitor.open(visitor.page.link("Log ind med et link på e-mail i stedet"))
    visitor.send("Send mig et link", email="karen@example.dk")
    assert visitor.path == "/log-ind/link/sendt"
    address = link_to(house, "karen@example.dk")
    assert address
    for _ in range(5):  # mail scanners look, and use nothing up
        house.test_client().get(address, follow_redirects=True)
        house.test_client().head(address)
    page = visitor.open(address)
    assert (visitor.path, page.heading) == ("/log-ind/med-link", "Log ind")
    assert "Karen Friis" in page.main
    visitor.send("Log ind", remember="y")
    assert visitor.path == "/"
    assert ends(house) == timedelta(days=14)
    assert visitor.client.get_cookie("noegle", domain="localhost") is None
    assert visitor.open("/min-side").heading == "Min side"
    other = Visitor(house)
    page = other.open(address, 410)
    assert "30 minutter" in page.main
    assert page.link("Send mig et nyt link") == "/log-ind/link"


def test_asking_for_a_link_says_the_same_to_everybody(house: Flask, now: datetime) -> None:
    karen_lives_here(house)
    pages = set()
    for email in ("karen@example.dk", "ingen@example.dk"):
        visitor = Visitor(house)
        visitor.open("/log-ind/link")
        pages.add(visitor.send("Send mig et link", email=email).html)
    assert len(pages) == 1
    assert link_to(house, "ingen@example.dk") is None
    visitor.open("/log-ind/link")
    assert "e-mailadresse" in visitor.send("Send mig et link", 422, email="karen").errors()


def test_the_page_of_a_link_needs_its_link(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.open("/log-ind/med-link", 404)
    karen_lives_here(house)
    visitor.open("/log-ind")
    token = visitor.page.form("Log ind").values()["csrf_token"]
    visitor.post("/log-ind/med-link", 404, csrf_token=token, key="x" * 22, idempotency_key="k" * 24)


def add_factor(house: Flask, person_id: int, now: datetime) -> None:
    with house.app_context():
        facts = {"uid": "f1", "person_id": person_id, "kind": FactorKind.TOTP, "name": "App"}
        db.session.add(Factor(**facts, secret="x", created_at=now, confirmed_at=now))
        db.session.commit()


def test_whoever_has_a_second_factor_is_half_in_and_no_more(house: Flask, visitor: Visitor, now: datetime) -> None:
    add_factor(house, karen_lives_here(house), now)
    form = visitor.open("/log-ind?next=/mine-tilmeldinger").form("Log ind").values()
    answer = visitor.post("/log-ind", 303, **(form | {"email": "karen@example.dk", "password": PASSWORD}))
    assert answer.headers["Location"] == "/log-ind/kode?next=/mine-tilmeldinger"
    visitor.open("/min-side")
    assert visitor.path == "/log-ind"
    with house.app_context():
        begun = db.session.scalars(sa.select(SignIn)).one()
        assert (begun.awaits_factor, begun.expires_at) == (True, now + timedelta(minutes=10))
    assert new_device_letters(house) == 0


def test_a_role_without_a_second_factor_is_sent_to_get_one(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        token = sessions.sign_in(ole, now=now)
        db.session.commit()
    visitor.client.set_cookie(cookie_name(house.config["SETTINGS"]), token, domain="localhost")
    for path in ("/arrangoer", "/min-side", "/mine-tilmeldinger"):
        answer = visitor.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/min-side/totrin")
    visitor.post("/arrangoer/nyt", 404)
    visitor.open("/arrangementer")
    visitor.open("/min-side/log-ind")
    assert visitor.path == "/min-side/log-ind"
    visitor.open("/log-ud")
    visitor.send("Log ud")
    assert visitor.path == "/"
