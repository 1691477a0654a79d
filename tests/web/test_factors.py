"""Two-step verification on Min side: what one sees, sets up and takes away."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from webauthn.helpers import base64url_to_bytes

from politiker.core.database import db
from politiker.people.factors.models import Factor
from politiker.people.factors.queries import codes_left, factors_of
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.factor_codes import Passkey, shown, with_app
from tests.people import PASSWORD
from tests.visitor import Visitor

PAGES = ["/min-side/totrin", "/min-side/totrin/app", "/min-side/totrin/noegle", "/min-side/totrin/noedkoder"]


def lives_here(house: Flask, make: object = people.karen) -> int:
    with house.app_context():
        person: Person = make()  # type: ignore[operator]
        db.session.commit()
        return person.id


def weakly(house: Flask, visitor: Visitor, person_id: int, now: datetime) -> Visitor:
    """Sit down with the password alone."""
    with house.app_context():
        token = sessions.sign_in(db.session.get_one(Person, person_id), now=now)
        db.session.commit()
    visitor.client.set_cookie("politiker", token, domain="localhost")
    return visitor


def cookie_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("politiker", domain="localhost")
    return cookie.value if cookie else ""


def key_on(visitor: Visitor) -> str:
    """The key that the page shows."""
    found = re.search(r'class="key">([A-Z2-7 ]+)<', visitor.page.html)
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(visitor: Visitor) -> list[str]:
    return re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", visitor.page.html)


def challenge_of(house: Flask, person_id: int) -> bytes:
    from_db = sa.select(SignIn.challenge).where(SignIn.person_id == person_id, SignIn.challenge.is_not(None))
    with house.app_context():
        text = db.session.scalars(from_db).one()
    return base64url_to_bytes(str(text))


def running(house: Flask, person_id: int) -> int:
    with house.app_context():
        query = sa.select(sa.func.count()).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        return db.session.execute(query).scalar_one()


def test_an_app_is_set_up_in_two_pages_and_the_codes_are_shown_once(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    karen = lives_here(house)
    elsewhere = weakly(house, Visitor(house), karen, now)
    weakly(house, visitor, karen, now).open("/min-side/totrin")
    assert "Du vælger selv" in visitor.page.main
    visitor.open(visitor.page.link("Sæt en app op"))
    key, before = key_on(visitor), cookie_of(visitor)
    assert f"secret={key}" in visitor.page.link("Åbn appen")
    square = re.findall(r'<svg[^>]*class="qr__code"[^>]*>', visitor.page.html)
    assert len(square) == 1 and "viewBox" in square[0] and "width" not in square[0], "scaled, and never cut off"
    visitor.send("Sæt appen op", 422, code="12 34")
    assert key_on(visitor) == key, "the key is kept, so that the app need not be set up again"
    assert "Koden er ikke rigtig" in visitor.page.errors()
    visitor.send("Sæt appen op", 422, code="")
    visitor.send("Sæt appen op", code=f" {shown(key, now)[:3]}\u00a0{shown(key, now)[3:]}")
    assert visitor.page.heading == "Gem dine nødkoder" and len(set(codes_on(visitor))) == 10
    assert cookie_of(visitor) not in {before, ""}, "a new number with the new right"
    assert elsewhere.open("/min-side").heading and elsewhere.path == "/log-ind", "logged out everywhere else"
    assert running(house, karen) == 1
    visitor.open(visitor.page.link("Jeg har gemt"))
    assert "App med koder" in visitor.page.main and "10 ubrugte nødkoder" in visitor.page.main
    assert not codes_on(visitor) and not codes_on_again(visitor)


def codes_on_again(visitor: Visitor) -> list[str]:
    visitor.open("/min-side/totrin/noedkoder")
    return codes_on(visitor)


def test_whoever_has_a_role_is_told_why_and_gets_it_with_the_factor(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    weakly(house, visitor, lives_here(house, people.birgit), now).open("/min-side")
    assert visitor.path == "/min-side/totrin"
    assert "Din rolle som kommunens sekretær kræver totrinsbekræftelse" in visitor.page.main
    ole = weakly(house, Visitor(house), lives_here(house, people.ole), now)
    ole.open("/arrangoer")
    assert ole.path == "/min-side/totrin"
    ole.open("/min-side/totrin/app")
    ole.send("Sæt appen op", code=shown(key_on(ole), now))
    assert ole.open("/arrangoer") and ole.path == "/arrangoer"


def test_a_passkey_is_set_up(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = lives_here(house)
    weakly(house, visitor, karen, now).open("/min-side/totrin/noegle")
    assert "Denne browser kan ikke lave en adgangsnøgle" in visitor.page.main
    key = Passkey()
    visitor.send(0, 422, credential="", name="Min telefon")
    assert "Adgangsnøglen kunne ikke tilføjes" in visitor.page.errors()
    answer = key.make(challenge_of(house, karen))
    visitor.send(0, 422, credential=answer, name="")
    visitor.send(0, 422, credential=answer, name="Min telefon")
    assert "kunne ikke tilføjes" in visitor.page.errors(), "the page that came after asked another question"
    visitor.send(0, credential=key.make(challenge_of(house, karen)), name="Min telefon")
    assert len(codes_on(visitor)) == 10
    visitor.open("/min-side/totrin")
    assert "Min telefon" in visitor.page.main and "Adgangsnøgle" in visitor.page.main
    visitor.open("/min-side/totrin/noegle")
    other = Passkey()
    visitor.send(0, credential=other.make(challenge_of(house, karen)), name="Nøglering")
    assert visitor.path == "/min-side/totrin" and "Den er tilføjet" in visitor.page.main
    assert "Nøglering" in visitor.page.main


def test_removing_the_last_one_is_for_those_without_a_role(house: Flask, now: datetime) -> None:
    for make, may in ((people.karen, True), (people.ole, False)):
        person_id = lives_here(house, make)
        with house.app_context():
            with_app(db.session.get_one(Person, person_id), now)
            uid = factors_of(person_id)[0].uid
            db.session.commit()
        visitor = Visitor(house).sign_in(person_id)
        visitor.open("/min-side/totrin")
        assert ("Fjern" in visitor.page.main) is may
        visitor.open(f"/min-side/totrin/{uid}/fjern")
        if may:
            visitor.send("Fjern den")
            assert visitor.path == "/min-side/totrin" and "Den er fjernet" in visitor.page.main
            visitor.open(f"/min-side/totrin/{uid}/fjern", 404)
        else:
            visitor.send("Fjern den", 422)
            assert "mindst én måde" in visitor.page.errors()
        with house.app_context():
            assert bool(factors_of(person_id)) is not may
            assert codes_left(person_id) == (0 if may else 10)


def test_sent_twice_a_removal_is_one(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = lives_here(house)
    with house.app_context():
        with_app(db.session.get_one(Person, karen), now)
        uid = factors_of(karen)[0].uid
        db.session.commit()
    visitor.sign_in(karen).open(f"/min-side/totrin/{uid}/fjern")
    fields = visitor.page.form("Fjern den").values()
    for _ in range(2):
        visitor.post(f"/min-side/totrin/{uid}/fjern", 303, **fields)


def test_new_codes_end_the_old_and_are_shown_once(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = lives_here(house)
    weakly(house, visitor, karen, now).open("/min-side/totrin/noedkoder")
    visitor.send("Lav ti nye koder")
    assert visitor.path == "/min-side/totrin", "nothing to recover yet"
    with house.app_context():
        with_app(db.session.get_one(Person, karen), now)
        db.session.commit()
    visitor.sign_in(karen).open("/min-side/totrin/noedkoder")
    fields = visitor.page.form("Lav ti nye koder").values()
    visitor.send("Lav ti nye koder")
    assert len(codes_on(visitor)) == 10
    assert visitor.answer.headers["Cache-Control"] == "no-store"
    answer = visitor.post("/min-side/totrin/noedkoder", 303, **fields)
    assert answer.headers["Location"].endswith("besked=noedkoder")


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_ones_own_and_for_those_who_are_logged_in(
    house: Flask, visitor: Visitor, now: datetime, path: str
) -> None:
    visitor.open(path)
    assert visitor.path == "/log-ind"
    visitor.sign_in(lives_here(house)).open(path)
    assert visitor.path == path
    if path != "/min-side/totrin":
        visitor.post(path, 400)


def test_anothers_factor_does_not_exist(house: Flask, visitor: Visitor, now: datetime) -> None:
    mads = lives_here(house, people.mads)
    with house.app_context():
        with_app(db.session.get_one(Person, mads), now)
        uid = db.session.scalars(sa.select(Factor.uid)).one()
        db.session.commit()
    visitor.sign_in(lives_here(house))
    bodies = set()
    for number in (uid, "0" * 24):
        visitor.open(f"/min-side/totrin/{number}/fjern", 404)
        bodies.add(visitor.page.html)
        visitor.post(f"/min-side/totrin/{number}/fjern", 404)
    assert len(bodies) == 1


def test_a_sign_in_from_before_the_factor_changes_nothing(house: Flask, visitor: Visitor, now: datetime) -> None:
    karen = lives_here(house)
    with house.app_context():
        with_app(db.session.get_one(Person, karen), now)
        db.session.commit()
    weakly(house, visitor, karen, now)
    for path in PAGES:
        visitor.open(path, 403)


def test_a_page_left_open_asks_for_the_password_first(house: Flask, visitor: Visitor, wall: object) -> None:
    karen = lives_here(house)
    weakly(house, visitor, karen, wall.moment).open("/min-side/totrin")  # type: ignore[attr-defined]
    wall.moment += timedelta(minutes=31)  # type: ignore[attr-defined]
    visitor.open("/min-side/totrin")
    assert visitor.path == "/bekraeft"
    visitor.send(0, password=PASSWORD)
    assert visitor.path == "/min-side/totrin"
