"""Doors to test with: an event that begins now with many guests, and phones in a real browser that check them in."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from politiker.audit import Entry, Happening
from politiker.core import clock
from politiker.core.database import db
from politiker.people.models import Person
from politiker.registrations.arrivals.models import Arrival
from politiker.registrations.arrivals.tickets import new_ticket
from politiker.registrations.models import Registration, State
from tests import meetings
from tests.browser.served import Served

PHONE = {"width": 390, "height": 844}
READS_CODES = """
window.BarcodeDetector = class { async detect() { return window.inSight ? [{ rawValue: window.inSight }] : []; } };
navigator.mediaDevices.getUserMedia = async () => {
  const drawing = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const pen = drawing.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 64, 64), 50);
  return drawing.captureStream(10);
};
"""


@dataclass(frozen=True)
class Crowd:
    """Who is expected at an event: each with the number of the ticket."""

    event_id: int
    tickets: list[str]


@dataclass(frozen=True)
class Count:
    """What the house has in the end: people in, presses noted, and times somebody was said to have come."""

    arrived: int
    noted: int
    in_trail: int


def furnish(house: Served, guests: int) -> Crowd:
    """An event of Ole's with so many certain seats. Call with no app context open."""
    now = clock.now()
    with house.app.app_context():
        ole = db.session.scalars(sa.select(Person).where(Person.email_key == "ole@demo.example")).one()
        event = meetings.seminar(
            now - timedelta(days=40), organiser=ole, title="Dagen ved døren", capacity=guests,
            starts_at=now, ends_at=now + timedelta(hours=8), venue_id=meetings.venue().id,
        )  # fmt: skip
        tickets = [new_ticket() for _ in range(guests)]
        for number, ticket in enumerate(tickets):
            email = f"ved-doeren-{event.id}-{number}@example.dk"
            person = Person(
                uid=f"{event.id:08x}{number:016x}", name=f"Gæst {_letters(number)}", email=email, email_key=email
            )
            registration = Registration(
                uid=f"{event.id:08x}{number:08x}", event_id=event.id, person=person, number=event.next_number(),
                ticket=ticket, created_at=now,
            )  # fmt: skip
            registration.begin(State.CONFIRMED, event, now)
            db.session.add(registration)
        db.session.commit()
        found = Crowd(event.id, tickets)
        db.session.remove()
    return found


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}").title()


def counted(house: Served, event_id: int) -> Count:
    """What the house has noted of an event. Call with no app context open."""
    with house.app.app_context():
        here = sa.select(Registration.id).where(Registration.event_id == event_id)
        queries: tuple[Any, ...] = (
            sa.select(sa.func.count()).where(Registration.event_id == event_id, Registration.arrived_at.is_not(None)),
            sa.select(sa.func.count()).where(Arrival.registration_id.in_(here)),
            sa.select(sa.func.count()).where(Entry.event_id == event_id, Entry.happening == Happening.CHECKED_IN),
        )
        found = Count(*(db.session.scalar(query) or 0 for query in queries))
        db.session.remove()
    return found


class Phone:
    """Somebody at a door, with the page open. Every third answer of the house is lost on the way, if so wished."""

    def __init__(
        self, chromium: Browser, house: Served, crowd: Crowd, *, loses_answers: bool = False, reads_codes: bool = False
    ) -> None:
        self.crowd, self.presses = crowd, 0
        self.context: BrowserContext = chromium.new_context(base_url=house.address, locale="da-DK", viewport=PHONE)
        self.context.set_default_timeout(20_000)
        self.sign_in(house)
        if reads_codes:
            self.context.add_init_script(READS_CODES)
        self.page: Page = self.context.new_page()
        self.lost = 0
        if loses_answers:
            turns = itertools.count()
            self.context.route("**/ankomster", lambda route: self._perhaps(route, next(turns)))
        self.path = f"/arrangoer/{crowd.event_id}/tjek-ind"
        self.page.goto(self.path)
        expect(self.place("state")).to_contain_text("Alt er sendt")

    def sign_in(self, house: Served) -> None:
        """Sit down as Ole, who made the event."""
        token = house.sign_in("ole")
        self.context.add_cookies([{"name": "politiker", "value": token, "url": house.address}])

    def _perhaps(self, route: Route, turn: int) -> None:
        if turn % 3:
            route.continue_()
            return
        route.fetch()
        self.lost += 1
        route.abort()

    def place(self, name: str) -> Any:
        """A part of the page."""
        return self.page.locator(f'[data-place="{name}"]')

    def is_ready_without_net(self) -> None:
        """Wait until the phone could open the page without a connection."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        kept = "async () => (await (await caches.open('tjek-ind')).keys()).length"
        self.page.wait_for_function(f"({kept})().then(n => n >= 9)")

    def lose_net(self) -> None:
        self.context.set_offline(True)

    def find_net(self) -> None:
        self.context.set_offline(False)

    def check_in(self, ticket: str) -> None:
        """Type the number of a ticket and press Enter, and see what is said."""
        before = self.place("said").inner_text()
        search = self.page.locator("#soeg")
        search.fill(ticket)
        search.press("Enter")
        expect(search).to_have_value("")
        expect(self.place("said")).not_to_have_text(before)
        if "er tjekket ind" in self.place("said").inner_text():
            self.presses += 1

    def settle(self) -> None:
        """Wait until everything is told."""
        told = "() => !Object.keys(localStorage).some(key => key.includes(':sendes:'))"
        for _ in range(30):
            self.page.evaluate("dispatchEvent(new Event('online'))")
            try:
                self.page.wait_for_function(told, timeout=2_000)
            except Exception:
                continue
            break
        expect(self.place("state")).to_contain_text("Alt er sendt")

    def leave(self) -> None:
        self.context.close()
