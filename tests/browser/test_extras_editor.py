"""Writing in a real browser: draft, preview and names come without leaving the page, and nothing is lost."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from politiker.core import clock
from politiker.core.database import db
from politiker.discussions.threads import learning, polls
from politiker.discussions.threads.models import Draft, Post
from politiker.discussions.threads.polls import NewPoll
from politiker.people.models import Person
from tests import people, talks
from tests.browser.guest import Guest
from tests.browser.served import Served
from tests.browser.test_sweep import faults_of

pytestmark = pytest.mark.browser
BODY = "textarea[name=body]"


@pytest.fixture
def there(served_house: Served) -> Iterator[str]:
    """A thread of Karen's with a poll and what was learned; its address."""
    with served_house.app.app_context():
        now = clock.now()
        who = {p.email: p for p in db.session.scalars(sa.select(Person).where(Person.is_demo))}
        karen, mads = who["karen@demo.example"], who["mads@demo.example"]
        karen.shown_at = karen.shown_at or now
        room = talks.open_room(now)
        thread = talks.thread(room, karen, now, title="Svarer du om aftenen?")
        post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
        polls.add_poll(post, NewPoll("Svarer du?", ("Ja", "Nej")), by=people.actor(karen, now), now=now)
        talks.answer(thread, mads, now)
        met, by = talks.met(room, karen, now), people.actor(karen, now)
        learning.save(thread, "Sluk **telefonen**.", based_on=0, room=met, by=by, now=now)
        db.session.commit()
        address = f"/samtaler/{room.address}/{thread.id}-svarer-du-om-aftenen"
    yield address
    with served_house.app.app_context():
        db.session.execute(sa.delete(Draft))
        db.session.commit()


def test_the_draft_is_kept_while_one_types_and_is_there_again(guest: Guest, there: str) -> None:
    page = guest.sign_in("mads").open(there)
    page.locator(BODY).press_sequentially("Jeg slukker")
    expect(page.locator(".writing-tools__status")).to_have_text("Kladden er gemt.")
    assert guest.open(there).locator(BODY).input_value() == "Jeg slukker"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_role("button", name="Svar", exact=True).click()
    page.get_by_text("Jeg slukker").wait_for()
    assert guest.open(there).locator(BODY).input_value() == ""


def test_what_is_typed_just_before_one_leaves_is_kept(guest: Guest, there: str) -> None:
    page = guest.sign_in("mads").open(there)
    page.locator(BODY).fill("I sidste øjeblik")
    page.goto("/kladder")
    page.wait_for_timeout(300)
    assert "I sidste øjeblik" in guest.open("/kladder").locator("main").inner_text()


def test_what_was_begun_as_a_question_goes_on_as_an_experience(guest: Guest, there: str) -> None:
    page = guest.sign_in("mads").open(f"{there.rpartition('/')[0]}/ny")
    page.locator("input[name=title]").fill("Mails om aftenen")
    page.locator(BODY).fill("Jeg får for mange.")
    page.locator("a[href*='kind=experience']").click()
    situation = page.locator("textarea[name=situation]")
    assert situation.input_value() == "Jeg får for mange."
    page.locator("textarea[name=again]").fill("Nej.")
    page.locator("a[href*='kind=question']").click()
    assert "Jeg får for mange." in page.locator(BODY).input_value() and "Nej." in page.locator(BODY).input_value()
    assert page.locator("input[name=title]").input_value() == "Mails om aftenen"


def test_the_preview_comes_without_leaving_the_page(guest: Guest, there: str) -> None:
    page = guest.sign_in("mads").open(there)
    page.locator(BODY).fill("Det er **vigtigt** <img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Forhåndsvis").click()
    shown = page.get_by_role("region", name="Sådan kommer det til at se ud")
    expect(shown.locator("strong")).to_have_text("vigtigt")
    assert shown.locator("img").count() == 0 and page.url.endswith(there)
    assert page.locator(BODY).input_value().startswith("Det er **vigtigt**")


def test_a_lost_session_loses_nothing(guest: Guest, there: str) -> None:
    guest.expected |= {400}
    page = guest.sign_in("mads").open(there)
    guest.context.clear_cookies()
    page.locator(BODY).press_sequentially("Mens jeg var væk")
    status = page.locator(".writing-tools__status")
    expect(status).to_contain_text("Du er logget ud, så kladden er ikke gemt.")
    assert status.get_by_role("link").get_attribute("target") == "_blank"
    page.get_by_role("button", name="Svar", exact=True).click()
    page.wait_for_timeout(300)
    assert page.locator(BODY).input_value() == "Mens jeg var væk", "it is not sent into nothing"
    guest.sign_in("karen")
    page.locator(BODY).press_sequentially(".")
    page.wait_for_timeout(2000)
    expect(status).to_contain_text("ikke gemt")
    guest.sign_in("mads")
    page.locator(BODY).press_sequentially(".")
    expect(status).to_have_text("Kladden er gemt.")
    page.get_by_role("button", name="Svar", exact=True).click()
    page.get_by_text("Mens jeg var væk..").wait_for()


def test_a_name_is_chosen_with_the_keyboard(guest: Guest, there: str) -> None:
    page = guest.sign_in("mads").open(there)
    page.locator(BODY).press_sequentially("Spørg @karen")
    page.locator(".writing-names [role=option]").first.wait_for()
    assert "Karen" in page.locator(".writing-names [role=option]").first.inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator(BODY).get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    assert page.locator(BODY).input_value().startswith("Spørg @Karen ")
    assert page.locator(".writing-names [role=option]").all_inner_texts() == [], "chosen, and the list is gone"
    page.locator(BODY).press_sequentially("@zzz")
    page.wait_for_timeout(600)
    assert page.locator(".writing-names [role=option]").all_inner_texts() == []


def test_the_pages_of_writing_are_sound(guest: Guest, there: str) -> None:
    guest.sign_in("mads")
    short, room = there.rpartition("-svarer")[0], there.rpartition("/")[0]
    faults = []
    for path in (there, f"{short}/laering", f"{short}/laering/versioner", "/kladder", f"{room}/ny?kind=experience"):
        guest.open(path)
        faults += faults_of(guest, path)
    assert not faults, "\n".join(faults)
