"""Something is done to keep somebody out in the very moment they come in: the one who was first decides."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.people import actions, passwords
from politiker.people.factors import proving
from politiker.people.models import Person
from politiker.people.sign_ins import attempts, sessions, suspensions
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.factor_codes import shown, with_app
from tests.people import PASSWORD
from tests.visitor import Visitor


def lives_here(house: Flask) -> int:
    with house.app_context():
        karen = people.karen()
        db.session.commit()
        return karen.id


def new_password(person_id: int, now: datetime) -> None:
    person = db.session.get_one(Person, person_id)
    person.password_hash = passwords.hashed("fire helt andre lange ord")
    sessions.end_sign_ins(person_id, now=now)


def suspension(person_id: int, now: datetime) -> None:
    person = db.session.get_one(Person, person_id)
    adam = people.actor(people.adam(), now)
    suspensions.suspend(person, lasts=None, reason=suspensions.Reason.TAKEN_OVER, by=adam, now=now)


def open_sign_ins(house: Flask, person_id: int) -> int:
    with house.app_context():
        query = sa.select(sa.func.count()).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        return db.session.execute(query).scalar_one()


@pytest.mark.parametrize("happens", [new_password, suspension])
@pytest.mark.parametrize("is_held", [True, False])
def test_what_happens_while_the_password_is_looked_at(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch, happens: object, is_held: bool
) -> None:
    """The old password must not leave a sign-in behind. Without `hold_proved`, the control, it does."""
    karen, looked = lives_here(house), attempts.check_password

    def slowly(*args: object, **more: object) -> Person:
        found = looked(*args, **more)  # type: ignore[arg-type]
        with house.app_context():
            happens(karen, now)  # type: ignore[operator]
            db.session.commit()
        return found

    monkeypatch.setattr(attempts, "check_password", slowly)
    if not is_held:
        monkeypatch.setattr(attempts, "hold_proved", lambda person: person)
    visitor.open("/log-ind")
    answer = visitor.client.post("/log-ind", data=visitor.page.form(0).values() | {
        "email": "karen@example.dk", "password": PASSWORD,
    })  # fmt: skip
    assert (answer.status_code, open_sign_ins(house, karen)) == ((422, 0) if is_held else (303, 1))


@pytest.mark.parametrize("happens", [new_password, suspension])
def test_what_happens_while_a_code_is_looked_at(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch, happens: object
) -> None:
    karen = lives_here(house)
    with house.app_context():
        key, _codes = with_app(db.session.get_one(Person, karen), now)
        db.session.commit()
    visitor.open("/log-ind")
    visitor.send(0, email="karen@example.dk", password=PASSWORD)
    assert visitor.path == "/log-ind/kode"
    held = proving.lock

    def slowly(person: Person) -> Person:
        monkeypatch.setattr(proving, "lock", held)
        db.session.rollback()
        with house.app_context():
            happens(karen, now)  # type: ignore[operator]
            db.session.commit()
        return held(db.session.get_one(Person, karen))

    monkeypatch.setattr(proving, "lock", slowly)
    visitor.send(0, code=shown(key, now))
    assert visitor.path == "/log-ind"
    assert open_sign_ins(house, karen) == 0


def test_what_happens_while_a_password_is_chosen(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key was found good, and the account is suspended before it is turned."""
    karen = lives_here(house)
    with house.app_context():
        key = tokens.issue(Purpose.RESET, karen, now=now)
        db.session.commit()
        text = tokens.reveal(key.half, Purpose.RESET, house.config["SECRET_KEY"])
    visitor.open(f"/noegle/{text}")
    held = actions.lock

    def slowly(person: Person) -> Person:
        db.session.rollback()
        with house.app_context():
            suspension(karen, now)
            db.session.commit()
        return held(db.session.get_one(Person, karen))

    monkeypatch.setattr(actions, "lock", slowly)
    visitor.send(0, 410, password="fire helt andre lange ord")
    assert open_sign_ins(house, karen) == 0
