"""A newly elected councillor on a phone: from the letter to the first event, with a slow phone and a slow line.

The phone is four times slower than this machine and its line carries 1.6 Mbit a second. To what it takes is added a
person's time: five seconds to read each page and press, and half a second for each sign typed with a thumb.
"""

import re
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from politiker.core import clock, tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.people import actions
from politiker.people.models import Duty, Party
from politiker.policy import system
from politiker.registrations.models import CERTAIN, Registration
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser
BY = system("test")
READS, TYPES = 5.0, 0.5  # seconds
PASSWORD = "rolige bølger i oktober"
MOST_TAPS = 6


def invited(house: Served) -> tuple[int, str]:
    """Nina, elected in Aarhus and invited; and the address in her letter."""
    now = clock.now()
    with house.app.app_context():
        party = db.session.scalars(sa.select(Party).where(Party.letter == "A").order_by(Party.id).limit(1)).one()
        nina = actions.add_person("Nina Nyvalgt", "nina@kommune.example", by=BY, now=now)
        actions.give_mandate(
            nina, party.municipality_id, party.id, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=999),
            by=BY, is_first_period=True, duties=((Duty.MEMBER, None),),
        )  # fmt: skip
        actions.invite(nina, by=BY, now=now)
        key = db.session.scalars(sa.select(tokens.Token).where(tokens.Token.subject_id == nina.id)).one()
        text = tokens.reveal(key.half, Purpose.INVITATION, house.app.config["SECRET_KEY"])
        found = nina.id, f"/noegle/{text}"
        db.session.commit()
    return found


def seats_of(house: Served, person_id: int) -> int:
    with house.app.app_context():
        query = sa.select(sa.func.count()).where(Registration.person_id == person_id, Registration.state.in_(CERTAIN))
        found = db.session.execute(query).scalar_one()
        db.session.remove()
    return found


def test_from_the_letter_to_the_first_event_in_two_minutes_on_a_phone(chromium: Browser, served_house: Served) -> None:
    person_id, letter = invited(served_house)
    guest = Guest(
        chromium, served_house, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )  # fmt: skip
    page, taps = guest.page, 0
    line = guest.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000,
    })  # fmt: skip
    begun = time.monotonic()

    def tap(what: str, role: str = "button") -> None:
        nonlocal taps
        page.locator("main").get_by_role(role, name=re.compile(what)).first.click()  # type: ignore[arg-type]
        page.wait_for_load_state("load")
        taps += 1

    guest.open(letter)
    page.get_by_label("Ny adgangskode").press_sequentially(PASSWORD)
    tap("log ind")
    while not page.url.rstrip("/").endswith("/arrangementer"):
        tap("arrangementer", "link")
    with_room = page.locator("main article", has_text="pladser tilbage").locator("a.card__link")  # as the cards say
    for number in range(with_room.count()):
        with_room.nth(number).click()
        page.wait_for_load_state("load")
        taps += 1
        if page.locator("main").get_by_text("Tilmeld mig", exact=True).count():
            break
        page.go_back()
    while page.locator("main").get_by_text("Tilmeld mig", exact=True).count():
        page.locator("main").get_by_text("Tilmeld mig", exact=True).first.click()
        page.wait_for_load_state("load")
        taps += 1
    seconds = time.monotonic() - begun + READS * (taps + 1) + TYPES * len(PASSWORD)
    print(f"from the letter to the first event: {seconds:.0f} seconds, {taps} taps")
    assert seats_of(served_house, person_id) == 1
    assert taps <= MOST_TAPS
    guest.leave()
    assert guest.complaints == []
