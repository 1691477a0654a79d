"""Reading, writing and keeping order in the rooms: by keyboard only, and without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from politiker.core import clock
from politiker.core.database import db
from politiker.demo.accounts import account, actor
from politiker.discussions.moderation import reporting
from politiker.discussions.moderation.keeping import post_as_met
from politiker.discussions.moderation.models import Reason
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import polls
from politiker.discussions.threads.models import Draft, Post
from politiker.discussions.threads.polls import NewPoll
from tests import talks
from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def there(served_house: Served) -> Iterator[dict[str, str]]:
    """A thread of Karen's with a poll and an answer of Mads's, that is reported; and the confidential room."""
    with served_house.app.app_context():
        now = clock.now()
        karen, mads, amina = account("karen"), account("mads"), account("amina")
        room = talks.open_room(now, title="Vaner")
        thread = talks.thread(room, karen, now - timedelta(hours=2), title="Læser du mails i ferien?")
        first = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
        by = actor(karen.id, now)
        polls.add_poll(first, NewPoll("Læser du dem?", ("Ja", "Nej")), by=by, now=now)
        answer = talks.answer(thread, mads, now)
        one = post_as_met(answer.id, by=actor(amina.id, now), now=now)
        assert one is not None
        reporting.report(one, Reason.ATTACK, "", by=actor(amina.id, now), now=now)
        sealed = db.session.scalars(sa.select(Room.address).where(Room.is_confidential)).first()
        db.session.commit()
        found = {
            "room": f"/samtaler/{room.address}", "sealed": f"/samtaler/{sealed}",
            "thread": f"/samtaler/{room.address}/{thread.id}-laeser-du-mails-i-ferien",
        }  # fmt: skip
    yield found
    with served_house.app.app_context():
        db.session.execute(sa.delete(Draft))
        db.session.commit()


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def click(page: Page, words: str) -> None:
    """The first button with these words."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words).first.click()


def test_a_thread_is_read_and_answered_by_keyboard(guest: Guest, there: dict[str, str]) -> None:
    page = guest.sign_in("amina").open(there["room"])
    guest.tab_to("Læser du mails i ferien?")
    enter(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main", "the skip link"
    guest.tab_to("Dit indlæg")
    page.keyboard.type("Kun om morgenen.")
    guest.tab_to("Forhåndsvis")
    page.keyboard.press("Enter")
    page.locator(".writing-preview__text", has_text="Kun om morgenen.").wait_for()
    answer = guest.tab_to("Svar")
    assert answer["tag"] == "button", answer
    enter(page)
    assert page.locator("article.post").last.inner_text().count("Kun om morgenen.") == 1


def test_a_conversation_is_started_by_keyboard(guest: Guest, there: dict[str, str]) -> None:
    page = guest.sign_in("amina").open(there["room"])
    guest.tab_to("Start en samtale")
    enter(page)
    guest.tab_to("Titel")
    page.keyboard.type("Hvem passer hunden?")
    guest.tab_to("Dit indlæg")
    page.keyboard.type("Når mødet trækker ud.")
    guest.tab_to("Start samtalen")
    enter(page)
    assert page.locator("h1").inner_text() == "Hvem passer hunden?"


def test_a_report_is_decided_by_keyboard_in_two_presses(guest: Guest, there: dict[str, str]) -> None:
    """The reason is chosen already, so it is one press; and one is back at the day's work."""
    page = guest.sign_in("mona").open("/")
    guest.tab_to("Moderation")
    enter(page)
    guest.tab_to("Skjul indlægget")
    enter(page)
    assert page.url.split("?")[0].endswith("/moderation")
    assert "Indlægget er skjult" in page.locator("main").inner_text()


def test_a_facilitator_finds_the_desk_from_the_room(guest: Guest) -> None:
    page = guest.sign_in("mads").open("/samtaler")
    page.get_by_role("link", name="Små kommuner", exact=True).click()
    page.locator("main").get_by_role("link", name="Moderation").click()
    assert page.locator("h1").inner_text() == "Moderation"


def test_the_rooms_work_without_javascript(chromium: Browser, served_house: Served, there: dict[str, str]) -> None:
    guest = Guest(chromium, served_house, java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = guest.sign_in("amina").open(there["thread"])
    page.locator("[name=body]").fill("Jeg **slukker**.")
    click(page, "Forhåndsvis")
    assert page.locator(".writing-preview__text strong").inner_text() == "slukker"
    click(page, "Svar")
    assert page.locator("article.post").last.locator("strong", has_text="slukker").count() == 1
    page.locator("article.post").first.get_by_label("Nej").check()
    click(page, "Send mit svar")
    assert "Du har svaret" in page.locator("main").inner_text()
    click(page, "Tak")
    assert "1 har takket" in page.locator("main").inner_text()
    guest.open("/soeg").locator("main input[name=q]").fill("slukker")
    click(page, "Søg")
    assert page.get_by_role("link", name="Læser du mails i ferien?").count() == 1
    guest.leave()
    assert guest.complaints == []


def test_a_confidential_room_and_the_desk_work_without_javascript(
    chromium: Browser, served_house: Served, there: dict[str, str]
) -> None:
    guest = Guest(chromium, served_house, java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = guest.sign_in("mads").open(there["sealed"])
    page.get_by_role("link", name="Jeg overvejer at stoppe").click()
    assert page.title().startswith("Samtale")
    page.locator("main").get_by_role("link", name="Svar", exact=True).click()
    page.locator("[name=body]").fill("Det går over.")
    click(page, "Forhåndsvis")
    assert page.locator(".writing-preview__text").inner_text().strip() == "Det går over."
    click(page, "Svar")
    assert "Det går over." in page.locator("article.post").last.inner_text()
    guest.sign_in("mona").open("/moderation")
    click(page, "Lad det stå")
    assert "Rapporten er besvaret" in page.locator("main").inner_text()
    guest.leave()
    assert guest.complaints == []
