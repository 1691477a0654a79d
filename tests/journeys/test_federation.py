"""Logging in with a municipality's own log-in: a real provider answers on this machine."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.federation.models import ExternalIdentity, FederationAttempt
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.journeys import arriving
from tests.journeys.arriving import (
    UNKNOWN,
    at_provider,
    come_in,
    lives_here,
    mads_at,
    nobody_came,
    onward,
    set_out,
)
from tests.visitor import Visitor
from tests.web.provider import Municipality

running, town = arriving.running, arriving.town


def test_mads_comes_in_and_is_known_from_then_on(house: Flask, visitor: Visitor, town: Municipality) -> None:
    mads = lives_here(house)
    mads_at(town)
    address = set_out(visitor, "/log-ind?next=/mine-tilmeldinger")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["scope"] == ["openid email profile"]
    assert asked["redirect_uri"] == ["http://localhost/log-ind/kommune/ringsted/svar"]
    before = visitor.client.get_cookie("politiker", domain="localhost")
    first = visitor.client.get(back := at_provider(address))
    assert (first.status_code, first.headers["Location"]) == (303, "/mine-tilmeldinger")
    assert first.headers["Referrer-Policy"] == "no-referrer" and first.headers["Cache-Control"] == "no-store"
    after = visitor.client.get_cookie("politiker", domain="localhost")
    assert before and after and before.value != after.value
    assert "Mads Holm" in visitor.open("/min-side").main
    with house.app_context():
        identity = db.session.scalars(sa.select(ExternalIdentity)).one()
        assert (identity.person_id, identity.provider, identity.subject) == (mads, "ringsted", "mads-17")
        letters = list(db.session.scalars(sa.select(OutgoingMail.letter)))
        assert letters.count("identity_linked") == 1
        assert not list(db.session.scalars(sa.select(FederationAttempt)))
        stored = " ".join(
            str(row) for t in db.metadatas[None].sorted_tables for row in db.session.execute(sa.select(t))
        )
    for secret in (*parse_qs(urlsplit(back).query)["code"], asked["state"][0], asked["nonce"][0]):
        assert secret not in stored
    # From now on the address does not matter, nor whether it is verified.
    mads_at(town, email="et-andet@sted.dk", email_verified=False)
    again = Visitor(house)
    come_in(again, "/log-ind?next=/min-side")
    assert "Mads Holm" in again.page.main


@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("mads", {"email_verified": False}),
        ("mads", {"email_verified": "true"}),
        ("mads", {"email": None}),
        ("mads", {"email": "ingen@example.dk"}),
        ("karen", {"email": "karen@example.dk"}),  # sits in Aarhus
        ("ole", {"email": "ole@example.dk"}),  # the house's own staff
        ("adam", {"email": "adam@example.dk"}),
    ],
)
def test_who_is_not_known_is_told_so_and_not_linked(
    house: Flask, visitor: Visitor, town: Municipality, who: str, changes: dict[str, object]
) -> None:
    lives_here(house, who)
    mads_at(town, **changes)
    come_in(visitor)
    assert visitor.page.heading == UNKNOWN and visitor.page.link("Bliv medlem") == "/bliv-medlem"
    nobody_came(house)


def test_a_secretary_comes_in_but_her_role_waits_for_a_second_factor(
    house: Flask, visitor: Visitor, town: Municipality
) -> None:
    lives_here(house, "birgit")
    mads_at(town, sub="birgit-1", email="birgit@example.dk")
    come_in(visitor)
    with house.app_context():
        assert db.session.scalars(sa.select(SignIn.is_strong)).one() is False
    town.lies = {"amr": ["pwd", "mfa"]}
    come_in(Visitor(house))
    with house.app_context():
        newest = sa.select(SignIn.is_strong).order_by(SignIn.id.desc()).limit(1)
        assert db.session.scalars(newest).one() is True


def test_a_suspended_person_is_nobody_and_a_lapsed_one_comes_in(
    house: Flask, visitor: Visitor, town: Municipality
) -> None:
    mads = lives_here(house)
    mads_at(town)
    come_in(visitor)
    with house.app_context():
        db.session.get_one(Person, mads).suspended_at = clock.now()
        db.session.commit()
    other = Visitor(house)
    come_in(other)
    assert other.page.heading == UNKNOWN
    with house.app_context():
        person = db.session.get_one(Person, mads)
        person.suspended_at = None
        db.session.execute(sa.text("UPDATE mandate SET ends_at = '2026-02-01 00:00:00+00:00'"))
        db.session.commit()
    lapsed = Visitor(house)
    come_in(lapsed, "/log-ind?next=/min-side")
    assert "Mads Holm" in lapsed.page.main


def test_mads_links_and_unlinks_from_his_own_page(house: Flask, visitor: Visitor, town: Municipality) -> None:
    mads = lives_here(house)
    town.person = {"sub": "mads-1"}
    visitor.sign_in(mads)
    elsewhere = Visitor(house).sign_in(mads)
    visitor.open("/min-side/kommunelogin")
    visitor.send("Tilføj Ringsted Kommune")
    visitor.open(at_provider(onward(visitor)))
    assert visitor.path == "/min-side/kommunelogin" and "Åbner din konto." in visitor.page.main
    other = Visitor(house)
    come_in(other, "/log-ind?next=/min-side")
    assert "Mads Holm" in other.page.main
    # The same log-in cannot open a second account, nor another log-in the same one.
    with house.app_context():
        of_ringsted = people.councillor("Pia Hop", town="Ringsted", letter="A").id
        db.session.commit()
    pia = Visitor(house).sign_in(of_ringsted)
    pia.open("/min-side/kommunelogin")
    pia.send("Tilføj Ringsted Kommune")
    pia.open(at_provider(onward(pia)))
    assert pia.page.heading == "Loginnet er allerede i brug"
    karen = Visitor(house).sign_in(lives_here(house, "karen"))  # of Aarhus: it is not her municipality's
    karen.open("/min-side/kommunelogin")
    karen.send("Tilføj Ringsted Kommune")
    karen.open(at_provider(onward(karen)))
    assert karen.page.heading == UNKNOWN
    visitor.open("/min-side/kommunelogin")
    visitor.send("Fjern Ringsted Kommune")
    assert "Loginnet er fjernet." in visitor.page.main
    elsewhere.open("/min-side")
    assert elsewhere.path == "/log-ind"
    gone = Visitor(house)
    come_in(gone)
    assert gone.page.heading == UNKNOWN


def test_what_is_not_there_is_not_there(house: Flask, visitor: Visitor, town: Municipality) -> None:
    visitor.open("/log-ind/kommune/ringsted", 405)
    visitor.open("/log-ind/kommune/aarhus/svar", 404)
    visitor.open("/log-ind/kommune/ringsted/stop/alt", 404)
    visitor.post("/log-ind/kommune/aarhus", 404)
    visitor.post("/log-ind/kommune/ringsted", 400)
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], oidc=())
    assert "kommune" not in visitor.open("/log-ind").main.casefold()
    Visitor(house).sign_in(lives_here(house)).open("/min-side/kommunelogin", 404)
