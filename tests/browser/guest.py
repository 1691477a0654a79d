"""Somebody at a real browser, who notices what the browser complains of."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.served import Served

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]  # what can differ in the dark
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Told by the page itself, so that a violation is seen even where nothing is written to the console.
WATCH = """
document.addEventListener("securitypolicyviolation",
  e => console.error("CSP " + e.violatedDirective + " " + e.blockedURI));
"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  const s = getComputedStyle(e), r = e.getBoundingClientRect(), after = getComputedStyle(e, "::after");
  return {
    words: (e.getAttribute("aria-label") || e.innerText || label || e.name || "").trim(),
    tag: e.tagName.toLowerCase(), href: e.getAttribute("href"),
    isSeen: r.width > 0 && r.height > 0
      && ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== "none"
        || (after.content !== "none" && after.outlineStyle !== "none" && parseFloat(after.outlineWidth) >= 1)),
  };
}"""
MOST_STOPS = 150


class Guest:
    """One browser with its cookies. `complaints` are errors in the console, refusals of the policy, foreign hosts."""

    def __init__(self, chromium: Browser, house: Served, **more: Any) -> None:
        self.house = house
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.context: BrowserContext = chromium.new_context(base_url=house.address, locale="da-DK", **more)
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        is_status = "Failed to load resource" in message.text and any(str(s) in message.text for s in self.expected)
        if message.type == "error" and not is_status:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.house.address).netloc:
            self.complaints.append(f"{self.page.url}: asks {request.url}")

    def sign_in(self, first_name: str) -> "Guest":
        """Sit down as one of the demo accounts."""
        token = self.house.sign_in(first_name)
        self.context.add_cookies([{"name": "politiker", "value": token, "url": self.house.address}])
        return self

    def open(self, path: str) -> Page:
        """Open an address."""
        self.page.goto(path, wait_until="load")
        return self.page

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def violations(self, *, colours_only: bool = False) -> list[str]:
        """What axe finds on the present page."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE)
        only = {"type": "rule", "values": COLOURS} if colours_only else {"type": "tag", "values": RULES}
        ask = "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})"
        found = self.page.evaluate(ask, only)
        return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]]

    def is_wider_than_the_screen(self) -> bool:
        """Whether one would have to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def tab_to(self, words: str) -> dict[str, Any]:
        """Press Tab until what has focus says these words. Every stop on the way has to be seen."""
        seen = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused: dict[str, Any] | None = self.page.evaluate(FOCUSED)
            if focused is None:
                continue
            assert focused["isSeen"], f"{self.page.url}: the focus on {focused['words']!r} cannot be seen"
            if words in focused["words"]:
                return focused
            seen.append(focused["words"])
        raise AssertionError(f"{self.page.url}: Tab never comes to {words!r}; it came to {seen}")
