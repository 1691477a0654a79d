"""The pages of members and of those who let them in, each in the state in which there is something to see."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page

from politiker.core import clock
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose, Token
from politiker.demo.accounts import account, actor
from politiker.demo.names import DOMAIN
from politiker.events.models import Event
from politiker.people.councils import mandates
from politiker.people.joining import deciding
from politiker.people.joining.models import Application
from politiker.people.models import Mandate, Person
from politiker.policy import system
from politiker.registrations import lapse
from politiker.registrations.models import Registration, State
from politiker.registrations.tasks import Task
from tests.browser.guest import Guest
from tests.browser.served import Served
from tests.browser.test_sweep import faults_of
from tests.domain.test_joining import in_queue

pytestmark = pytest.mark.browser
RINGSTED = "0329"
PAGES = {
    "stranger": ["/bliv-medlem", "/bliv-medlem/sendt", "/log-ind/link", "/log-ind/link/sendt", "/hvem-maa-hvad"],
    "karen": [
        "/kolleger", "/kolleger?name=Mads", "/kolleger?name=Qqqqq", "/kolleger/{mads}", "/bliv-medlem",
        "/min-side", "/min-side/profil", "/min-side/mandat", "/min-side/mandat/0751/orlov",
        "/min-side/data", "/min-side/breve", "/min-side/opslag",
    ],
    "amina": [
        "/min-side/totrin", "/min-side/totrin/app", "/min-side/totrin/noegle", "/min-side/log-ind",
        "/min-side/adgangskode", "/min-side/email", "/min-side/email/sendt",
    ],
    "birgit": [
        "/", "/sekretariat", "/sekretariat/alle", f"/raad/{RINGSTED}", f"/raad/{RINGSTED}/{{mads}}",
        f"/raad/{RINGSTED}/{{mads}}/orlov", f"/raad/{RINGSTED}/{{mads}}/hverv", "/inviter", "/kolleger",
    ],
    "adam": [
        "/administration", "/administration/ansoegninger/{waits}", "/administration/kommuner/{ringsted}/godkend",
        "/raad", f"/raad/{RINGSTED}/forlaeng", "/raad/indlaes", "/kolleger/{mads}/spaer", "/min-side/totrin",
    ],
    "ole": ["/arrangoer", "/opgaver", "/kolleger"],
    "mona": ["/kolleger/{mads}", "/kolleger/{mads}/spaer"],
}  # fmt: skip
WITH_ERRORS = [
    ("stranger", "/bliv-medlem"),
    ("stranger", "/log-ind/link"),
    ("karen", "/min-side/mandat/0751/orlov"),
    ("amina", "/min-side/totrin/app"),
    ("amina", "/min-side/adgangskode"),
    ("amina", "/min-side/email"),
    ("birgit", f"/raad/{RINGSTED}/{{mads}}/orlov"),
    ("birgit", "/inviter"),
    ("adam", "/raad/indlaes"),
    ("adam", f"/raad/{RINGSTED}/forlaeng"),
    ("adam", "/administration/ansoegninger/{waits}"),
    ("mona", "/kolleger/{mads}"),
    ("mona", "/kolleger/{mads}/spaer"),
]
FILE = f"kommune;navn;email;liste;hverv\nRingsted;Ivar Bo;ivar@{DOMAIN};V;borgmester\n"
WRONG_FILE = f"kommune;navn;email;liste;hverv\nRingstedt;Ivar Bo;ivar@{DOMAIN};V;\nRingsted;Bo;bo;Q;konge\n"


@pytest.fixture(scope="module")
def busy(served_house: Served) -> Iterator[dict[str, object]]:
    """Three who have applied in Ringsted, one of them vouched for, and a guest who has left the council."""
    app: Flask = served_house.app
    with app.app_context():
        now = clock.now()
        birgit, adam = (actor(account(key).id, now) for key in ("birgit", "adam"))
        first, second, third = (
            in_queue(now, name=name, email=f"{name.split()[0].lower()}{now:%H%M%S%f}@{DOMAIN}", town="Ringsted")
            for name in ("Nina Bro", "Else Bo", "Kim Ny")
        )
        deciding.vouch(first, first.party_id, by=birgit, now=now)
        left, event_id = _leaves_with_a_seat()
        mandates.resign(left, at=now + timedelta(seconds=1), by=adam, now=now)
        later = now + timedelta(seconds=2)
        lapse.lapse(by=system("lapse"), now=later)
        lapse.see_to_event(event_id, by=system("lapse"), now=later)
        values: dict[str, object] = {
            "mads": account("mads").uid, "waits": second.uid, "ringsted": first.municipality_id,
        }  # fmt: skip
        uids = [first.uid, second.uid, third.uid]
        assert db.session.scalars(sa.select(Task)).first() is not None
        db.session.commit()
    yield values
    with app.app_context():
        db.session.execute(sa.delete(Application).where(Application.uid.in_(uids)))
        db.session.execute(sa.delete(Task))
        # A number that is free again is given to the next, who may not find the key and the job of another.
        db.session.execute(sa.delete(Token).where(Token.purpose == Purpose.APPLICATION))
        db.session.execute(sa.delete(Job).where(Job.name == "send_application"))
        db.session.commit()


def _leaves_with_a_seat() -> tuple[Mandate, int]:
    """A councillor of no demo account who has a seat at an event to come, and the event."""
    query = (
        sa.select(Mandate, Event.id)
        .join(Person, Person.id == Mandate.person_id)
        .join(Registration, Registration.person_id == Person.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.state == State.CONFIRMED, Event.starts_at > clock.now(), Person.password_hash.is_(None))
        .where(Event.called_off_at.is_(None), Mandate.ends_at > clock.now())
        .limit(1)
    )
    row = db.session.execute(query).one()
    return row[0], row[1]


def as_(guest: Guest, who: str) -> Guest:
    return guest if who == "stranger" else guest.sign_in(who)


def press(page: Page, words: str) -> None:
    """The button with these words, past what the browser itself would say first."""
    page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).first.click()


@pytest.mark.parametrize("who", PAGES)
def test_members_pages_are_accessible_and_quiet(guest: Guest, busy: dict[str, object], who: str) -> None:
    as_(guest, who)
    faults = []
    for path in (pattern.format(**busy) for pattern in PAGES[who]):
        answer = guest.page.goto(path, wait_until="load")
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        assert guest.page.url.endswith(path), f"{path} led to {guest.page.url}"
        faults += faults_of(guest, path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("who", "pattern"), WITH_ERRORS)
def test_members_pages_with_errors_are_accessible(
    guest: Guest, busy: dict[str, object], who: str, pattern: str
) -> None:
    """Sent back empty: the summary stands first, and each error is tied to its field."""
    guest.expected = {422}
    page = as_(guest, who).open(pattern.format(**busy))
    page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()
    wrong = page.locator("main [aria-invalid=true], main fieldset:has(.form-error-message)")
    assert wrong.count() >= 1, page.url
    for n in range(wrong.count()):
        tied = (wrong.nth(n).get_attribute("aria-describedby") or "").split()
        said = " ".join(page.locator(f"[id='{name}']").inner_text() for name in tied)
        assert len(said) > 5, wrong.nth(n).get_attribute("name")
    assert faults_of(guest, f"{pattern} with errors") == []


def half_signed_in(guest: Guest) -> None:
    page = guest.open("/log-ind")
    page.get_by_label("E-mailadresse").fill(f"birgit@{DOMAIN}")
    page.get_by_label("Adgangskode", exact=True).fill("demo-politiker-2026")
    press(page, "Log ind")
    assert "/log-ind/kode" in page.url
    assert faults_of(guest, "/log-ind/kode") == []
    press(page, "Log ind")
    assert faults_of(guest, "/log-ind/kode with errors") == []
    page.get_by_role("link", name="Brug en nødkode").click()
    assert page.get_by_label("Nødkode").is_visible()


def invites(guest: Guest) -> None:
    page = guest.sign_in("birgit").open("/inviter")
    page.locator("main textarea").fill("Ivar Bo; ivar.bo@ringsted.example; V\nAda Bo; ada.bo@ringsted.example; A")
    press(page, "Se det igennem, før det sendes")
    assert page.get_by_role("button", name="Send 2 invitationer").is_visible()


def imports(guest: Guest) -> None:
    page = guest.sign_in("adam").open("/raad/indlaes")
    for text, then in ((WRONG_FILE, "Ingen kommune"), (FILE, "Ivar Bo")):
        file = {"name": "raad.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("main input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]
        press(page, "Se, hvad der ændres")
        assert then.lower() in page.locator("main").inner_text().lower()
        if then == "Ingen kommune":
            assert faults_of(guest, "/raad/indlaes with rows that are wrong") == []


def opens_a_profile(guest: Guest) -> None:
    [uid] = _uids(guest.house, "amina")
    page = guest.sign_in("mona").open(f"/kolleger/{uid}")
    assert page.locator("main").get_by_text("Det kan du spørge mig om").count() == 0, "the reason is asked first"
    page.get_by_label("Henvendelse").check(force=True)
    press(page, "Åbn profilen")
    assert page.get_by_role("link", name="Spær kontoen").is_visible()


def _uids(house: Served, *keys: str) -> list[str]:
    with house.app.app_context():
        return [account(key).uid for key in keys]


@pytest.mark.parametrize("way", [half_signed_in, invites, imports, opens_a_profile])
def test_the_second_page_of_a_way_is_accessible(guest: Guest, way: Callable[[Guest], None]) -> None:
    guest.expected = {422}
    way(guest)
    assert faults_of(guest, way.__name__) == []
