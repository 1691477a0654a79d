"""The main job: find a seminar, sign up, leave again. By keyboard only, and without JavaScript."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from politiker.core import clock
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.models import Registration
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser


def free_seminar(house: Served, first_name: str) -> tuple[str, str]:
    """Title and address of an open event with free seats that this person has nothing to do with yet."""
    now = clock.now()
    with house.app.app_context():
        person = sa.select(Person.id).where(Person.email_key == f"{first_name}@demo.example").scalar_subquery()
        going = sa.exists().where(Registration.event_id == Event.id, Registration.person_id == person)
        wanted = sa.select(Event).where(~going, Event.starts_at > now + timedelta(days=2)).order_by(Event.starts_at)
        event = next(
            e for e in db.session.scalars(wanted) if e.is_open(now) and not e.is_full and not e.is_binding(now)
        )
        found = event.title, f"/arrangementer/{event.id}-{event.slug}"
        db.session.remove()
    return found


def test_by_keyboard_only(guest: Guest) -> None:
    title, address = free_seminar(guest.house, "mads")
    page = guest.open("/log-ind")
    guest.tab_to("E-mail")
    page.keyboard.type("mads@demo.example")
    guest.tab_to("Adgangskode")
    page.keyboard.type("demo-politiker-2026")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    guest.open(address)
    assert page.locator("h1").inner_text() == title
    guest.tab_to("Tilmeld mig")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if page.get_by_role("button", name="Tilmeld mig").count():
        guest.tab_to("Tilmeld mig")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Tilmeld mig").count() == 0
    guest.open("/mine-tilmeldinger")
    assert title in page.locator("main").inner_text()
    guest.open(f"{address}/tilmelding")
    leave = guest.tab_to("Afmeld mig")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if leave["tag"] != "button":
        guest.tab_to("Afmeld mig")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert "afmeldt" in page.locator("main").inner_text().lower()


def test_without_javascript(chromium: Browser, served_house: Served) -> None:
    guest = Guest(chromium, served_house, java_script_enabled=False, viewport={"width": 320, "height": 700})
    title, address = free_seminar(served_house, "amina")
    page = guest.open("/log-ind")
    page.get_by_label("E-mail").fill("amina@demo.example")
    page.get_by_label("Adgangskode", exact=False).first.fill("demo-politiker-2026")
    page.get_by_role("button", name="Log ind").click()
    guest.open(address)
    page.locator("main").get_by_text("Tilmeld mig", exact=True).first.click()
    again = page.get_by_role("button", name="Tilmeld mig")
    if again.count():
        again.first.click()
    guest.open("/mine-tilmeldinger")
    assert title in page.locator("main").inner_text()
    guest.open(f"{address}/tilmelding")
    page.locator("main").get_by_text("Afmeld mig", exact=True).first.click()
    assert "afmeldt" in page.locator("main").inner_text().lower()
    guest.leave()
    assert guest.complaints == []
