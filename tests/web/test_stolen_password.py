"""A thief with the password of somebody who has a role, and no second factor yet: it is worth no role."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.credentials.models import EmailChange
from politiker.people.factors.models import Factor
from politiker.people.models import Person
from politiker.people.sign_ins import links
from tests import people
from tests.factor_codes import shown
from tests.mail import reading
from tests.people import PASSWORD
from tests.visitor import Visitor
from tests.web.test_factors import key_on

INSTEAD = "Log ud, og log ind med et link i et brev"
ROLES = [people.adam, people.ole, people.birgit]


def lives_here(house: Flask, who: Callable[[], Person]) -> str:
    with house.app_context():
        email = who().email
        db.session.commit()
        return email


def count(house: Flask, model: type[Factor] | type[EmailChange]) -> int:
    with house.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


@pytest.mark.parametrize("who", ROLES)
def test_the_password_alone_sets_no_second_factor_up(
    house: Flask, visitor: Visitor, now: datetime, who: Callable[[], Person]
) -> None:
    email = lives_here(house, who)
    visitor.open("/log-ind")
    visitor.send("Log ind", email=email, password=PASSWORD)
    visitor.open("/min-side/adgangskode")
    token = visitor.page.form(0).values()
    for way in ("app", "noegle"):
        visitor.open(f"/min-side/totrin/{way}")
        assert visitor.path == "/min-side/totrin" and "Log først ind med et link" in visitor.page.main
        assert "/log-ind/link" in visitor.page.links().values()
        visitor.post(f"/min-side/totrin/{way}", 303, code="123456", credential="{}", name="x", **token)
    assert count(house, Factor) == 0


def test_nor_does_it_move_the_account_to_another_mailbox(house: Flask, visitor: Visitor, now: datetime) -> None:
    email = lives_here(house, people.adam)
    visitor.open("/log-ind")
    visitor.send("Log ind", email=email, password=PASSWORD)
    visitor.open("/min-side/email")
    visitor.send(0, 422, email="tyv@example.dk", present=PASSWORD)
    assert INSTEAD in visitor.page.main and count(house, EmailChange) == 0


def test_the_owner_does_it_with_a_link_from_the_mailbox(house: Flask, visitor: Visitor, now: datetime) -> None:
    lives_here(house, people.adam)
    with house.app_context():
        adam = db.session.scalars(sa.select(Person).where(Person.email_key == "adam@example.dk")).one()
        links.send_log_in_link(adam.id, now=now)
        db.session.commit()
        message = reading.made(reading.newest("log_in_link"), now)
        assert message is not None
        address = re.search(r"/noegle/\S+", reading.part(message, "text/plain"))
    assert address is not None
    visitor.open(address[0])
    visitor.send(0)
    visitor.open("/min-side/totrin/app")
    visitor.send("Sæt appen op", code=shown(key_on(visitor), now))
    assert count(house, Factor) == 1 and visitor.open("/administration") and visitor.path == "/administration"


def test_a_councillor_sets_one_up_with_the_password(house: Flask, visitor: Visitor, now: datetime) -> None:
    """Nothing is to be had by it that the thief has not already."""
    email = lives_here(house, people.karen)
    visitor.open("/log-ind")
    visitor.send("Log ind", email=email, password=PASSWORD)
    visitor.open("/min-side/totrin/app")
    assert INSTEAD not in visitor.page.main
    visitor.send("Sæt appen op", code=shown(key_on(visitor), now))
    assert count(house, Factor) == 1
