"""Birgit clears her queue: five who applied, on a phone, by keyboard, with her code from the app."""

import secrets
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from politiker.core import clock
from politiker.core.database import db
from politiker.people import actions
from politiker.people.joining.models import Application, Source
from politiker.people.models import Municipality
from politiker.policy import system
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser
NAMES = ("Jens Toft", "Åse Ærø", "Else Bo", "Nina Bro", "Pia Hop")
READS, MOST_PRESSES = 5.0, 3  # seconds a person reads a page


def applied(house: Served) -> None:
    """Five who say they sit in Ringsted's council, and whose addresses have answered."""
    now = clock.now()
    with house.app.app_context():
        town = db.session.scalars(sa.select(Municipality.id).where(Municipality.name == "Ringsted")).one()
        for number, name in enumerate(NAMES):
            email = f"n{number}@ringsted.example"
            person = actions.add_person(name, email, by=system("test"), now=now)
            application = Application(
                uid=secrets.token_hex(12),
                person_id=person.id,
                source=Source.APPLIED,
                municipality_id=town,
                name=name,
                list_text="V",
                email=email,
                email_key=email,
                created_at=now - timedelta(hours=number),
                confirmed_at=now,
            )
            db.session.add(application)
        db.session.commit()


def waiting(house: Served) -> int:
    with house.app.app_context():
        query = sa.select(sa.func.count()).where(Application.vouched_at.is_(None), Application.name.in_(NAMES))
        found = db.session.execute(query).scalar_one()
        db.session.remove()
    return found


def test_birgit_clears_her_queue(chromium: Browser, served_house: Served) -> None:
    applied(served_house)
    guest = Guest(chromium, served_house, viewport={"width": 390, "height": 844}).sign_in("birgit")
    page, presses = guest.open("/sekretariat"), 0
    shown = page.locator("main").inner_text()
    assert [name for name in NAMES if name not in shown] == [], shown
    for words in ("Jeg står inde for alle", "Jeg står inde for"):
        guest.tab_to(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        presses += 1
        if not waiting(served_house):
            break
    print(f"five in Birgit's queue: {presses} presses, {READS * (presses + 1):.0f} seconds at a person's pace")
    assert waiting(served_house) == 0 and presses <= MOST_PRESSES
    assert guest.violations() == []
    guest.leave()
    assert guest.complaints == []
