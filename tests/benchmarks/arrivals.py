"""The door: 400 people, four phones, two of them offline; and 400 badges. `python -m tests.benchmarks.arrivals`.

What must be exact makes it fail: nobody lost, nobody twice. Times are printed.
"""

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from politiker.core import clock
from politiker.registrations.arrivals.queries import roll_of
from politiker.registrations.printing.papers import Paper, as_pdf
from tests import doors
from tests.benchmarks.ground import say, title
from tests.browser import served
from tests.browser.conftest import NAMES, QUIET
from tests.browser.served import Served

GUESTS, DOORS, MET_TWICE = 400, 4, 20


def main() -> None:
    """Everything about the day itself."""
    title("The day: 400 people at 4 doors in real browsers, two of them offline, one losing answers; 400 badges")
    program = next(found for name in NAMES if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address, port = served.new_address()
        house = Served(served.furnish(Path(folder), address), address)
        server = served.start(Path(folder), port)
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            crowd = check_in(browser, house)
            badges(house, crowd)
        finally:
            browser.close()
            server.terminate()
            server.wait(20)


def check_in(browser: Browser, house: Served) -> doors.Crowd:
    """All four doors at once, each meeting some of the next one's; those without a connection tell at the end."""
    crowd = doors.furnish(house, GUESTS)
    phones = [doors.Phone(browser, house, crowd, loses_answers=n == DOORS - 1) for n in range(DOORS)]
    for phone in phones[:2]:
        phone.is_ready_without_net()
        phone.lose_net()
    quarter, began = GUESTS // DOORS, time.perf_counter()
    for n in range(quarter + MET_TWICE):
        for door, phone in enumerate(phones):
            phone.check_in(crowd.tickets[(door * quarter + n) % GUESTS])
        if n == quarter // 2:
            phones[0].page.reload()  # the page opens again without a connection, and has forgotten nothing
    pressed = time.perf_counter() - began
    before = doors.counted(house, crowd.event_id)
    for phone in phones:
        phone.find_net()
        phone.settle()
    count, presses = doors.counted(house, crowd.event_id), sum(phone.presses for phone in phones)
    say(f"  {presses} presses in {pressed:.0f} s; known before the two came back: {before.arrived}")
    say(f"  answers lost on the way: {sum(phone.lost for phone in phones)}")
    lost, double = GUESTS - count.arrived, count.in_trail - count.arrived + count.noted - presses
    say(f"  arrived {count.arrived} of {GUESTS}: lost {lost}, double {double}   goal 0 and 0")
    assert lost == 0 and double == 0
    for phone in phones:
        phone.leave()
    return crowd


def badges(house: Served, crowd: doors.Crowd) -> None:
    """400 badges as tagged PDF."""
    now, words = clock.now(), dict.fromkeys(("heading", "nobody", "name", "place", "at", "signature"), "x")
    with house.app.app_context():
        facts: dict[str, Any] = {"title": "Dagen ved døren", "starts_at": now, "ends_at": now, "words": words}
        for _round in range(2):
            began = time.perf_counter()
            made = as_pdf(Paper.BADGES, roll_of(crowd.event_id, now=now), **facts, now=now)
            say(f"  400 badges: {time.perf_counter() - began:.2f} s, {len(made) // 1024} KB   goal ≤ 2 s")


if __name__ == "__main__":
    main()
