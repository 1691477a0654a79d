"""Whole answers kept a moment for strangers, so that a link on the front page of a newspaper is harmless.

An answer is kept only when the view says so, only for a browser without our cookie, and for less than a
second before it is checked: a page about one event by that event's version, any other by being made anew.
A seat that is taken, or an event called off, therefore shows within a second.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request

from config import Settings
from politiker.core.database import db, read_only
from politiker.events import queries
from politiker.web.browser import cookie_name

FRESH_SECONDS = 0.8
OLDEST_SECONDS = 20.0
MOST_ANSWERS = 1000
SMALLEST_TO_COMPRESS = 1000

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Kept:
    """One answer as it goes over the wire, when it was made and last checked, and what it depends on."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    event: tuple[int, int] | None
    made: float
    checked: float
    etag: str = field(default="")


def keep_for_strangers(event: tuple[int, int] | None = None) -> None:
    """Called by a view: this answer is the same for every stranger. `event` is (id, lock version) it tells of."""
    request.environ["politiker.keep"] = (event,)


class KeptAnswers:
    """Wraps the application: answers strangers from what is kept, and compresses what is sent."""

    def __init__(self, flask_app: Flask, app: Wsgi) -> None:
        self.flask_app = flask_app
        self.app = app
        settings: Settings = flask_app.config["SETTINGS"]
        self.cookie = f"{cookie_name(settings)}="
        self.kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.guard = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        small = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        is_stranger = environ["REQUEST_METHOD"] == "GET" and self.cookie not in environ.get("HTTP_COOKIE", "")
        key = (
            environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), str(small),
        )  # fmt: skip
        if is_stranger and (kept := self._find(key)) is not None:
            if kept.etag and environ.get("HTTP_IF_NONE_MATCH") == kept.etag:
                start_response("304 NOT MODIFIED", [h for h in kept.headers if h[0] != "Content-Length"])
                return [b""]
            start_response(kept.status, kept.headers)
            return [kept.body]
        return self._ask(key if is_stranger else None, small, environ, start_response)

    def _find(self, key: tuple[str, ...]) -> Kept | None:
        kept = self.kept.get(key)
        if kept is None:
            return None
        now = time.monotonic()
        if now - kept.checked < FRESH_SECONDS:
            return kept
        if kept.event is None or now - kept.made > OLDEST_SECONDS or not self._still_true(kept.event):
            with self.guard:
                self.kept.pop(key, None)
            return None
        kept.checked = now
        return kept

    def _still_true(self, event: tuple[int, int]) -> bool:
        with self.flask_app.app_context():
            read_only()
            return queries.version(event[0]) == event[1]

    def _ask(
        self, key: tuple[str, ...] | None, small: bool, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        began = time.monotonic()
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
            answer[:] = [status, headers, exc_info]
            return lambda _chunk: None

        chunks = self.app(environ, start)
        status, headers, exc_info = answer
        names = {name.lower(): value for name, value in headers}
        is_text = names.get("content-type", "").startswith(("text/html", "text/calendar", "application/json"))
        if not is_text or "content-encoding" in names or environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers, exc_info)
            return chunks
        body = b"".join(chunks)
        if close := getattr(chunks, "close", None):
            close()
        headers = [h for h in headers if h[0].lower() != "content-length"] + [("Vary", "Accept-Encoding, Cookie")]
        if small and len(body) >= SMALLEST_TO_COMPRESS:
            body = gzip.compress(body, 4, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        keep = environ.get("politiker.keep")
        if key is not None and keep is not None and status.startswith("200") and "set-cookie" not in names:
            with self.guard:
                self.kept[key] = Kept(status, headers, body, keep[0], began, began, names.get("etag", ""))
                while len(self.kept) > MOST_ANSWERS:
                    self.kept.popitem(last=False)
        start_response(status, headers, exc_info)
        return [body]
