"""A real Chromium, and a house for it to visit."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import served
from tests.browser.guest import Guest
from tests.browser.served import Served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own browser; without one the tests are skipped, unless CI says that there must be one."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true, and there is no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served_house(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Served]:
    """The demonstration, answering on this machine."""
    folder = tmp_path_factory.mktemp("served")
    address, port = served.new_address()
    app = served.furnish(folder, address)
    server = served.start(folder, port)
    yield Served(app, address)
    server.terminate()
    server.wait(20)


@pytest.fixture
def guest(chromium: Browser, served_house: Served) -> Iterator[Guest]:
    """Somebody at a real browser. Whatever the browser complained of fails the test."""
    guest = Guest(chromium, served_house)
    yield guest
    guest.leave()
    assert not guest.complaints, "\n".join(guest.complaints)
