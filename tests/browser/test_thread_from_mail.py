"""The weekly mail on a telephone: to the thread, an answer in two taps, and found again by search."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from politiker.core import clock, danish
from politiker.core.database import db
from politiker.demo.accounts import account, actor
from politiker.discussions.threads.models import ThreadReader
from politiker.mail import rendering
from politiker.mail.outbox import OutgoingMail
from politiker.notifications import digest
from politiker.people import mail_choices
from politiker.people.mail_choices import Rhythm
from politiker.worker import LETTERS
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SMALLEST = 24  # pixels a thumb can hit (WCAG 2.5.8)
WORD = "fastelavnsboller"
ANSWER = f"Vi tog det op over kaffen, og {WORD} hjalp."
THREAD = re.compile(r"/samtaler/[^/\"]+/([0-9]+)-[^\"#]+")


def weekly_letter(house: Served, first_name: str) -> str:
    """The letter with news, in HTML, to somebody who has it on this weekday."""
    with house.app.app_context():
        now, me = clock.now(), account(first_name)
        today = danish.local(now).date()
        mail_choices.choose_rhythm(Rhythm.WEEKLY, today.weekday(), by=actor(me.id, now))
        digest.send(today.isoformat(), me.id // digest.BATCH, now=now)
        mail = db.session.scalars(
            sa.select(OutgoingMail).where(OutgoingMail.person_id == me.id, OutgoingMail.letter == "digest")
        ).one()
        letter = LETTERS["digest"](mail, now)
        assert letter is not None
        html = rendering.write("digest", letter, house.app.config["SETTINGS"]).html
        db.session.rollback()
    return html


def read_first_post(house: Served, first_name: str, thread_id: int) -> None:
    """Somebody has read no further than the first post."""
    with house.app.app_context():
        me = account(first_name)
        seen = db.session.get(ThreadReader, (me.id, thread_id)) or ThreadReader(person_id=me.id, thread_id=thread_id)
        seen.read_number = 1
        db.session.add(seen)
        db.session.commit()


class Thumb:
    """Touches what the letter and the page show, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def opens(self, letter: str) -> None:
        """The letter, as a mail program shows it: on a page of its own."""
        self.page.goto("about:blank")
        self.page.set_content(letter)
        self.taps = 0

    def tap(self, selector: str) -> None:
        """One touch, and the page it leads to. What is touched is large enough for a thumb."""
        place = self.page.locator(selector).first
        box = place.bounding_box()
        assert box is not None and box["height"] >= SMALLEST, f"{selector}: {box}"
        with self.page.expect_navigation():
            place.tap()
        self.taps += 1


def test_from_the_weekly_mail_to_an_answer_in_two_taps(chromium: Browser, served_house: Served) -> None:
    guest = Guest(chromium, served_house, viewport=PHONE, has_touch=True, is_mobile=True).sign_in("amina")
    html, page, thumb = weekly_letter(served_house, "amina"), guest.page, Thumb(guest.page)
    found = THREAD.search(html)
    assert found is not None, "the letter tells of no conversation"
    read_first_post(served_house, "amina", int(found[1]))

    thumb.opens(html)
    thumb.tap(f"a[href$='{found[0]}']")
    heading = page.locator("h1").inner_text()
    new = page.locator(".posts__new")
    assert 0 <= new.bounding_box()["y"] < PHONE["height"], "the thread does not open at what is new"  # type: ignore[index]

    thumb.opens(html)
    thumb.tap(f"a[href$='{found[0]}#body']")
    assert page.evaluate("document.activeElement.name") == "body", "the cursor is not in the answer"
    page.keyboard.type(ANSWER)
    thumb.tap("#svar button.button-primary")
    assert thumb.taps == 2
    mine = page.locator("article.post", has_text=ANSWER)
    assert 0 <= mine.bounding_box()["y"] < PHONE["height"], "one's own answer is not in sight"  # type: ignore[index]
    assert not guest.is_wider_than_the_screen()

    guest.open("/soeg").locator("main input[name=q]").fill(WORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("link", name=heading).tap()
    assert page.locator("article.post", has_text=ANSWER).count() == 1
    guest.leave()
    assert guest.complaints == []
