"""The door in a real browser: two phones without a connection, answers lost on the way, and nobody twice."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from politiker.registrations.arrivals import actions
from tests import doors
from tests.browser.guest import Guest
from tests.browser.served import Served, new_address

pytestmark = pytest.mark.browser
GUESTS = 40


def shares(tickets: list[str]) -> list[list[str]]:
    """Four doors with a quarter each, and every door also meets two of the next one's."""
    quarter = len(tickets) // 4
    starts = [n * quarter for n in range(4)]
    return [tickets[start : start + quarter] + tickets[(start + quarter) % len(tickets) :][:2] for start in starts]


def test_forty_people_at_four_doors_two_without_a_connection(chromium: Browser, served_house: Served) -> None:
    crowd = doors.furnish(served_house, GUESTS)
    phones = [doors.Phone(chromium, served_house, crowd, loses_answers=n == 3) for n in range(4)]
    for phone in phones[:2]:
        phone.is_ready_without_net()
        phone.lose_net()
    for n, turn in enumerate(zip(*shares(crowd.tickets), strict=True)):
        for phone, ticket in zip(phones, turn, strict=True):
            phone.check_in(ticket)
        if n == 5:
            phones[0].page.reload()
            expect(phones[0].place("count")).to_contain_text(re.compile(r"\d+ af 40 er kommet"))
    expect(phones[0].place("state")).to_contain_text("Ingen forbindelse")
    early = doors.counted(served_house, crowd.event_id)
    assert early.arrived < GUESTS, "those at the doors without a connection are not known yet"
    for phone in phones:
        phone.find_net()
        phone.settle()
    count = doors.counted(served_house, crowd.event_id)
    assert count.arrived == GUESTS and count.in_trail == GUESTS, "nobody lost, nobody twice"
    assert count.noted == sum(phone.presses for phone in phones) and phones[3].lost > 0
    for phone in phones:
        phone.leave()


@pytest.fixture
def forgetful(served_house: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The same house answering where no mark is ever known again: what is told twice counts twice."""
    marks = iter(range(10**6))
    honest = actions.note_arrivals

    def careless(event: Any, acts: Any, **by: Any) -> Any:
        return honest(event, [actions.Act(f"glemt-{next(marks)}", a.uid, a.at, a.undoes) for a in acts], **by)

    monkeypatch.setattr(actions, "note_arrivals", careless)
    address, port = new_address()
    server = make_server("127.0.0.1", port, served_house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(served_house.app, address)
    server.shutdown()


def test_a_house_that_forgets_marks_counts_a_lost_answer_twice(chromium: Browser, forgetful: Served) -> None:
    crowd = doors.furnish(forgetful, 4)
    phone = doors.Phone(chromium, forgetful, crowd, loses_answers=True)
    for ticket in crowd.tickets:
        phone.check_in(ticket)
    phone.settle()
    count = doors.counted(forgetful, crowd.event_id)
    assert phone.lost > 0 and count.noted > phone.presses
    phone.leave()


def test_the_door_on_a_phone(chromium: Browser, served_house: Served) -> None:
    crowd = doors.furnish(served_house, 3)
    guest = Guest(chromium, served_house, viewport=doors.PHONE).sign_in("ole")
    page = guest.open(f"/arrangoer/{crowd.event_id}/tjek-ind")
    expect(page.locator('[data-place="state"]')).to_contain_text("Alt er sendt")
    page.locator("#soeg").fill("aab")
    button = page.get_by_role("button", name="Tjek ind Gæst Aab")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Fortryd Gæst Aab")).to_be_focused()
    expect(page.locator('[data-place="count"]')).to_have_text("1 af 3 er kommet")
    assert guest.violations() == [] and not guest.is_wider_than_the_screen()
    page.keyboard.press("Enter")
    expect(page.locator('[data-place="count"]')).to_have_text("0 af 3 er kommet")
    page.locator("#soeg").fill("")
    page.locator("#kun-mangler").check()
    expect(page.locator('[data-place="people"] li')).to_have_count(3)
    expect(page.locator('[data-place="state"]')).to_contain_text("Alt er sendt")
    page.wait_for_function("caches.open('tjek-ind').then(kept => kept.keys()).then(keys => keys.length >= 9)")
    guest.open("/log-ud")
    page.locator("main").get_by_role("button", name="Log ud").click()
    expect(page.locator("main")).to_contain_text("Du er logget ud")
    kept = page.evaluate("Object.keys(localStorage).concat()")
    assert not [key for key in kept if key.endswith(":liste")], "the list is wiped when one logs out"
    assert page.evaluate("caches.has('tjek-ind')") is False
    guest.leave()
    assert not guest.complaints, guest.complaints


def test_scanning_and_logging_in_again(chromium: Browser, served_house: Served) -> None:
    """The camera is a drawing here, and so is what reads it; the rest is the page's own."""
    crowd = doors.furnish(served_house, 3)
    phone = doors.Phone(chromium, served_house, crowd, reads_codes=True)
    page = phone.page
    page.evaluate("code => { window.inSight = code; }", f"{served_house.address}/billet/{crowd.tickets[0]}")
    page.get_by_role("button", name="Scan billetter med kameraet").click()
    expect(phone.place("count")).to_have_text("1 af 3 er kommet")
    page.evaluate("() => { window.inSight = 'https://example.dk/et-andet-sted'; }")
    expect(phone.place("said")).to_have_text("Ingen billet til dette arrangement har det nummer.")
    page.evaluate("code => { window.inSight = code; }", crowd.tickets[0])
    expect(phone.place("said")).to_contain_text("kom allerede kl.")
    phone.settle()
    phone.context.clear_cookies()
    phone.check_in(crowd.tickets[1])
    expect(phone.place("state")).to_contain_text("Log ind igen, så 1 kan blive sendt.")
    page.goto("/log-ind")
    phone.sign_in(served_house)
    page.goto(phone.path)
    expect(phone.place("count")).to_have_text("2 af 3 er kommet")
    phone.settle()
    assert doors.counted(served_house, crowd.event_id).arrived == 2, "what waited was sent after all"
    phone.leave()
