"""Passkeys and codes in a real Chromium, with an authenticator of its own that answers as a phone would."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, CDPSession

from politiker.core.database import db
from politiker.people.factors.models import Factor, FactorKind, RecoveryCode
from politiker.people.models import Person
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser
PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
AMINA = "amina@demo.example"


@pytest.fixture
def amina(guest: Guest, served_house: Served) -> Iterator[Guest]:
    """Amina at a browser; what she set up is gone afterwards."""
    yield guest
    with served_house.app.app_context():
        who = sa.select(Person.id).where(Person.email_key == AMINA).scalar_subquery()
        for table in (Factor, RecoveryCode):
            db.session.execute(sa.delete(table).where(table.person_id == who))
        db.session.commit()


def with_authenticator(guest: Guest, **more: Any) -> tuple[CDPSession, str]:
    """An authenticator in the browser, and how to speak to it."""
    wire = guest.context.new_cdp_session(guest.page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE | more})
    return wire, made["authenticatorId"]


def log_in(guest: Guest) -> None:
    """The first step."""
    page = guest.open("/log-ind")
    page.get_by_label("E-mailadresse").fill(AMINA)
    page.get_by_label("Adgangskode", exact=True).fill("demo-politiker-2026")
    page.locator("main").get_by_role("button", name="Log ind").click()


def log_out(guest: Guest) -> None:
    guest.open("/log-ud").locator("main").get_by_role("button", name="Log ud").click()
    guest.page.wait_for_url("**/?besked=logget-ud")


def test_a_passkey_is_added_and_used_to_log_in(amina: Guest) -> None:
    wire, authenticator = with_authenticator(amina)
    log_in(amina)
    page = amina.open("/min-side/totrin/noegle")
    page.get_by_label("Hvad kalder du den?").fill("Min telefon")
    page.get_by_role("button", name="Sæt adgangsnøglen op").click()
    page.get_by_role("heading", name="Gem dine nødkoder").wait_for()
    assert page.locator(".recovery-codes li").count() == 10
    [credential] = wire.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert credential["rpId"] == "localhost" and credential["isResidentCredential"]
    log_out(amina)
    log_in(amina)
    page.wait_for_url("**/log-ind/kode**")
    assert page.get_by_label("Kode fra appen").count() == 0, "she has no app"
    page.get_by_role("button", name="Brug min adgangsnøgle").click()
    page.wait_for_url(lambda url: "/log-ind" not in url)
    assert "Min telefon" in amina.open("/min-side/totrin").locator("main").inner_text()
    with amina.house.app.app_context():
        [factor] = db.session.scalars(sa.select(Factor).where(Factor.kind == FactorKind.PASSKEY))
        assert factor.uses >= 1 and factor.used_at is not None


def test_an_authenticator_that_does_not_know_her_lets_nobody_in(amina: Guest) -> None:
    wire, authenticator = with_authenticator(amina)
    log_in(amina)
    amina.open("/min-side/totrin/noegle").get_by_role("button", name="Sæt adgangsnøglen op").click()
    amina.page.get_by_role("heading", name="Gem dine nødkoder").wait_for()
    log_out(amina)
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    log_in(amina)
    button = amina.page.get_by_role("button", name="Brug min adgangsnøgle")
    button.click()
    amina.page.get_by_text("Browseren brugte ingen adgangsnøgle").wait_for()
    assert button.is_enabled()
    assert amina.open("/min-side").url.endswith("/log-ind?next=/min-side")


def test_without_a_script_the_page_says_which_other_ways_there_are(chromium: Browser, served_house: Served) -> None:
    plain = Guest(chromium, served_house, java_script_enabled=False)
    plain.sign_in("karen")
    page = plain.open("/min-side/totrin/noegle")
    assert page.get_by_text("Denne browser kan ikke lave en adgangsnøgle").is_visible()
    assert not page.get_by_role("button", name="Sæt adgangsnøglen op").is_visible()
    page.get_by_role("link", name="Sæt en app med koder op i stedet").click()
    assert page.get_by_label("Kode fra appen").is_visible()
    plain.leave()
