"""Every page one can reach, in light and dark, on a screen and on a telephone."""

import json
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException

from tests.browser.guest import Guest
from tests.browser.served import Served

pytestmark = pytest.mark.browser
# The dark has the same lines in the same places and other colours, so that one width tells of them.
LOOKS = [(1280, "light"), (1280, "dark"), (320, "light")]
GLANCE = [(1280, "light")]
OF_A_KIND = 3  # pages of one endpoint that are looked at: another event is another text, not another page
DOORS = {"log_out", "file"}
# Opened here as links lead to them, and looked at in `test_rooms_pages` in the states that have something to see.
ELSEWHERE = {"rooms", "threads", "confidential", "moderation", "searching"}
BROKEN = """<!doctype html><html lang="da"><title>x</title><main><h1>x</h1><img src="/static/x.png">
<p style="color:#aaa;background:#fff;width:2000px">Kan ikke læses</p></main></html>"""


def kind_of(house: Served, address: str) -> str | None:
    """Which sort of page an address leads to; None for what is no page of ours."""
    parts = urlsplit(address)
    if parts.netloc not in {"", urlsplit(house.address).netloc} or parts.scheme not in {"", "http", "https"}:
        return None
    try:
        endpoint, _values = house.app.url_map.bind("localhost").match(parts.path or "/", method="GET")
    except HTTPException:
        return None
    if endpoint.rpartition(".")[2] in DOORS:
        return None
    return f"{endpoint} {sorted(name for name, _value in parse_qsl(parts.query))}"


def reachable(guest: Guest, first: list[str]) -> Iterator[str]:
    """Walk from link to link, and stand on each page in turn."""
    waiting, known, looked_at = list(first), set(first), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(guest.house, path)
        if kind is None or looked_at[kind] >= OF_A_KIND:
            continue
        answer = guest.context.request.get(path)
        assert answer.status < 400, f"{path}: {answer.status}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        looked_at[kind] += 1
        guest.open(path)
        links = guest.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        for href in links:
            url = urlsplit(guest.page.evaluate("h => new URL(h, location.href).href", href))
            address = url.path + (f"?{url.query}" if url.query else "")
            if url.netloc == urlsplit(guest.house.address).netloc and address not in known:
                known.add(address)
                waiting.append(address)
        yield path


def faults_of(guest: Guest, path: str, looks: list[tuple[int, str]] = LOOKS) -> list[str]:
    """What is wrong with the present page in any of its looks; that it fits a telephone is asked in any case."""
    faults = []
    for width, colours in looks:
        guest.page.set_viewport_size({"width": width, "height": 900})
        guest.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        faults += [f"{path} {width} {colours}: {fault}" for fault in guest.violations(colours_only=colours == "dark")]
    guest.page.set_viewport_size({"width": 320, "height": 900})
    if guest.is_wider_than_the_screen():
        faults.append(f"{path} 320: wider than the screen")
    guest.page.emulate_media(color_scheme="light")
    guest.page.set_viewport_size({"width": 1280, "height": 900})
    return faults


@pytest.mark.parametrize(
    ("who", "doors"), [("stranger", ""), ("karen", ""), ("ole", "organiser")], ids=["stranger", "karen", "ole"]
)
def test_every_page_is_accessible_and_quiet(guest: Guest, who: str, doors: str) -> None:
    """The first page of each kind in all its looks, the rest at a glance; so too what another has looked at already."""
    if who != "stranger":
        guest.sign_in(who)
    faults, pages, seen = [], 0, Counter[str]()
    for path in reachable(guest, ["/", "/arrangementer", "/mine-tilmeldinger", "/min-side", "/log-ind"]):
        pages += 1
        kind = str(kind_of(guest.house, path))
        if kind.partition(".")[0] not in ELSEWHERE:
            is_new = not seen[kind] and kind.startswith(doors)
            seen[kind] += 1
            faults += faults_of(guest, path, LOOKS if is_new else GLANCE)
    assert not faults, "\n".join(faults)
    assert pages >= 5
    print(f"browser: {pages} pages as {who}, {seen.total()} of {len(seen)} kinds looked at")


@pytest.mark.parametrize("path", ["/findes-ikke", "/arrangementer/999999-findes-ikke"])
def test_error_pages_are_accessible(guest: Guest, path: str) -> None:
    guest.expected = {404}
    guest.open(path)
    assert faults_of(guest, path) == []


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("stranger", "/log-ind"),
        ("stranger", "/nulstil-adgangskode"),
        ("ole", "/arrangoer/nyt"),
        ("ole", "/arrangoer/sted/nyt"),
    ],
)
def test_pages_with_errors_are_accessible(guest: Guest, who: str, path: str) -> None:
    """An empty form comes back with a summary, and every error is tied to its field."""
    guest.expected = {422}
    if who != "stranger":
        guest.sign_in(who)
    page = guest.open(path)
    page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()
    assert faults_of(guest, f"{path} with errors") == []
    wrong = page.locator("main [aria-invalid=true]")
    assert wrong.count() >= 1
    for n in range(wrong.count()):
        tied = (wrong.nth(n).get_attribute("aria-describedby") or "").split()
        said = " ".join(page.locator(f"[id='{name}']").inner_text() for name in tied)
        assert len(said) > 5, wrong.nth(n).get_attribute("name")


def test_sweep_control(chromium: Browser, served_house: Served) -> None:
    """A page with a picture without words, grey on white, too wide and in breach of the policy is told of."""
    guest = Guest(chromium, served_house)
    policy = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'self'"}
    guest.page.route("**/daarlig", lambda route: route.fulfill(body=BROKEN, headers=policy))
    guest.open("/daarlig")
    faults = json.dumps(faults_of(guest, "/daarlig"))
    guest.page.evaluate("fetch('http://example.invalid/').catch(() => 0)")
    guest.leave()
    assert "image-alt" in faults
    assert "CSP" in json.dumps(guest.complaints) and "example.invalid" in json.dumps(guest.complaints)
