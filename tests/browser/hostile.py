"""Hostile strings in a real browser: how many of them run, as posts and, for control, as they are.

Whatever runs calls `alert`, `confirm`, `prompt` or `print`, which are replaced by a counter. Every link and button is
pressed, and every element is told that the mouse and the focus came.
"""

import contextlib
import html
from collections.abc import Sequence

import brs_kb
from playwright.sync_api import Browser, BrowserContext, Error, Route

from politiker.core import markdown
from politiker.core.markdown import TextTooLong
from politiker.web.headers import CSP

SITE = "http://posts.test"
EVERYTHING = 5_000
PER_PAGE, FRAMES = 250, 50
SETTLE, LONGEST = 150, 10_000  # ms for what runs a little later, and for a page to come
HOOK = """
for (const name of ["alert", "confirm", "prompt", "print"]) {
  const count = () => { window.ran(location.pathname); return true; };
  Object.defineProperty(window, name, { value: count, writable: false });
}
"""
PRESS = """() => {
  const leads = (a) => ["http:", "https:", "mailto:"].includes(a.protocol);
  const stay = (e, a) => { if (a && leads(a)) e.preventDefault(); };
  document.addEventListener("click", (e) => stay(e, e.target.closest("a")), true);
  document.addEventListener("submit", (e) => { if (/^https?:/.test(e.target.action)) e.preventDefault(); }, true);
  for (const one of document.querySelectorAll("body *")) {
    for (const kind of ["mouseover", "mouseenter", "mousedown", "pointerenter", "focus", "focusin"]) {
      try { one.dispatchEvent(new Event(kind, { bubbles: true })); } catch {}
    }
  }
  for (const one of document.querySelectorAll("a, button, summary, input")) { try { one.click(); } catch {} }
}"""


def strings(number: int = EVERYTHING) -> list[str]:
    """So many hostile strings, spread evenly: the payloads of brs-kb, and the first of them once more as links."""
    payloads = [str(one["payload"]) for one in brs_kb.get_all_payloads().values()]
    links = [f"[tryk her]({payload})" for payload in payloads[: EVERYTHING - len(payloads)]]
    every = [*payloads, *links][:EVERYTHING]
    return every[:: max(1, len(every) // number)][:number]


def as_post(text: str) -> str:
    """What a post with this text would show; what is refused shows nothing."""
    try:
        return markdown.render(text)
    except TextTooLong:
        return ""


class Watched:
    """A browser that is shown pages of our making, and counts what runs on them."""

    def __init__(self, chromium: Browser, *, has_csp: bool) -> None:
        self.headers = {"Content-Type": "text/html; charset=utf-8"} | (
            {"Content-Security-Policy": CSP} if has_csp else {}
        )
        self.pages: dict[str, str] = {}
        self.ran: list[str] = []
        self.context: BrowserContext = chromium.new_context(bypass_csp=False)
        self.context.expose_function("ran", lambda path: self.ran.append(path))
        self.context.add_init_script(HOOK)
        self.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path in self.pages:
            route.fulfill(status=200, headers=self.headers, body=self.pages[path])
        else:
            route.abort()

    def show_posts(self, texts: Sequence[str]) -> int:
        """Show strings as posts, many on a page; how many ran."""
        before = len(self.ran)
        for start in range(0, len(texts), PER_PAGE):
            posts = "".join(f"<article>{as_post(text)}</article>" for text in texts[start : start + PER_PAGE])
            self._open(f"/posts/{start}", f"<!DOCTYPE html><html><body>{posts}</body></html>")
        return len(self.ran) - before

    def show_raw(self, texts: Sequence[str]) -> int:
        """The control: each string as it is in a document of its own; how many of them ran."""
        for number, text in enumerate(texts):
            self.pages[f"/raw/{number}"] = f"<!DOCTYPE html><html><body>{text}</body></html>"
        for start in range(0, len(texts), FRAMES):
            numbers = range(start, min(start + FRAMES, len(texts)))
            frames = "".join(f'<iframe src="{html.escape(f"/raw/{number}")}"></iframe>' for number in numbers)
            # What runs may also lead the page away, or never end loading; what it did until then counts.
            with contextlib.suppress(Error):
                self._open(f"/frames/{start}", f"<!DOCTYPE html><html><body>{frames}</body></html>")
        return len({path for path in self.ran if path.startswith("/raw/")})

    def _open(self, path: str, text: str) -> None:
        self.pages[path] = text
        page = self.context.new_page()
        page.set_default_timeout(LONGEST)
        try:
            page.goto(f"{SITE}{path}", wait_until="load")
            page.wait_for_timeout(SETTLE)
            for frame in page.frames:
                if frame.url.startswith(SITE) and not frame.is_detached():
                    frame.evaluate(PRESS)
            page.wait_for_timeout(SETTLE)
        finally:
            page.close(run_before_unload=False)

    def close(self) -> None:
        """Done."""
        self.context.close()
