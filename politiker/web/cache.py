"""Whole answers kept a moment for strangers, so that a link on the front page of a newspaper is harmless.

An answer is kept only when the view says so, only for a browser without our cookie, and for less than a
second before it is checked: a page about one event by that event's version, any other by being made anew.
A seat that is taken, or an event called off, therefore shows within a second; at once in the process where it
happened.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.exc
from flask import Flask, current_app, g, request
from isal import igzip
from sqlalchemy import event

from config import Settings
from politiker.core import clock
from politiker.core.database import db, read_only
from politiker.events import queries
from politiker.web.browser import cookie_name
from politiker.web.fragments import Fragments

FRESH_SECONDS = 0.8
OLDEST_SECONDS = 20.0
MOST_ANSWERS = 2000
MOST_BYTES = 12_000_000
LARGEST_ANSWER = 500_000
SMALLEST_TO_COMPRESS = 1000
THOROUGH = 6  # how hard to compress what is sent many times
QUICK = 1  # and what is sent once, by a library that takes a fifth of the time for as few bytes
NOT_IN_304 = {"content-length", "content-type", "content-encoding"}

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Answer:
    """One answer as it goes over the wire."""

    status: str
    headers: Headers
    body: Iterable[bytes]
    exc_info: Any = None
    etag: str = ""


@dataclass(slots=True)
class Kept:
    """A kept answer: which event it tells of, until when it holds, when it was made and last found true."""

    answer: Answer
    event: tuple[int, int] | None
    until: datetime | None
    size: int
    made: float
    checked: float
    checked_at: datetime
    commits: int


def keep_for_strangers(event: tuple[int, int] | None = None, until: datetime | None = None) -> None:
    """Called by a view: this answer is the same for every stranger.

    `event` is (id, lock version) of the one event it tells of; `until` when its words end being true.
    """
    settings: Settings = current_app.config["SETTINGS"]
    is_a_stranger = g.get("signed_in") is None and cookie_name(settings) not in request.cookies
    if is_a_stranger and b"besked" not in request.query_string:
        request.environ["politiker.keep"] = (event, until)


class KeptAnswers:
    """Wraps the application: answers strangers from what is kept, and compresses what is sent."""

    def __init__(self, flask_app: Flask, app: Wsgi) -> None:
        self.flask_app = flask_app
        self.app = app
        settings: Settings = flask_app.config["SETTINGS"]
        self.cookie = f"{cookie_name(settings)}"
        self.kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.size = 0
        self.commits = 0
        self.guard = threading.Lock()
        self.fragments = flask_app.extensions["politiker.fragments"] = Fragments()
        with flask_app.app_context():
            event.listen(db.engine, "commit", self._something_changed)
            event.listen(db.engine, "engine_disposed", self.forget)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        small = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        key = None
        if (is_head or environ["REQUEST_METHOD"] == "GET") and self.cookie not in environ.get("HTTP_COOKIE", ""):
            host, path = environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")
            key = (host, path, environ.get("QUERY_STRING", ""), "gzip" if small else "")
            # What is asked for with HEAD is what GET would get, less the body.
            environ = environ | {"REQUEST_METHOD": "GET"} if is_head else environ
        answer = (self._find(key) if key is not None else None) or self._ask(key, small, environ)
        if answer.etag and _is_known(answer.etag, environ.get("HTTP_IF_NONE_MATCH")):
            start_response("304 NOT MODIFIED", [h for h in answer.headers if h[0].lower() not in NOT_IN_304])
            return [b""]
        start_response(answer.status, answer.headers, answer.exc_info)
        if key is None or not is_head:
            return answer.body
        if close := getattr(answer.body, "close", None):
            close()
        return [b""]

    def _find(self, key: tuple[str, ...]) -> Answer | None:
        kept = self.kept.get(key)
        if kept is None:
            return None
        moment, wall = time.monotonic(), clock.now()
        if not self._is_fresh(kept, moment, wall):
            self._check(moment, wall)
            kept = self.kept.get(key)
            if kept is None or not self._is_fresh(kept, moment, wall):
                return None
        with self.guard:
            if key in self.kept:
                self.kept.move_to_end(key)
        return kept.answer

    def _is_fresh(self, kept: Kept, moment: float, wall: datetime) -> bool:
        return (
            moment - kept.checked < FRESH_SECONDS
            and 0 <= (wall - kept.checked_at).total_seconds() < FRESH_SECONDS
            and kept.commits == self.commits
            and (kept.until is None or wall < kept.until)
        )

    def _check(self, moment: float, wall: datetime) -> None:
        """Ask once for the versions of all events told of; let go of every answer that is no longer certain."""
        commits, entries = self.commits, list(self.kept.items())
        old = [(key, kept) for key, kept in entries if not self._is_fresh(kept, moment, wall)]
        now = self._versions({kept.event[0] for _, kept in old if kept.event})
        for key, kept in old:
            is_young = moment - kept.made < OLDEST_SECONDS and kept.checked_at <= wall
            is_true = kept.event is not None and now.get(kept.event[0]) == kept.event[1]
            if is_young and is_true and (kept.until is None or wall < kept.until):
                kept.checked, kept.checked_at, kept.commits = moment, wall, commits
            else:
                self._drop(key)

    def _versions(self, ids: set[int]) -> dict[int, int]:
        """The versions of events now. Without a database nothing is certain, and the view says so itself."""
        if not ids:
            return {}
        try:
            with self.flask_app.app_context():
                read_only()
                return queries.versions(ids)
        except sa.exc.SQLAlchemyError:
            return {}

    def _ask(self, key: tuple[str, ...] | None, small: bool, environ: dict[str, Any]) -> Answer:
        moment, wall, commits = time.monotonic(), clock.now(), self.commits
        answer = self._made(environ, small, may_be_kept=key is not None)
        if key is None or not answer.etag:
            return answer
        told, until = environ["politiker.keep"]
        size = sum(map(len, answer.body))
        if size <= LARGEST_ANSWER:
            self._drop(key)
            with self.guard:
                self.kept[key] = Kept(answer, told, until, size, moment, moment, wall, commits)
                self.size += size
                while self.size > MOST_BYTES or len(self.kept) > MOST_ANSWERS:
                    self.size -= self.kept.popitem(last=False)[1].size
        return answer

    def _made(self, environ: dict[str, Any], small: bool, *, may_be_kept: bool) -> Answer:
        """Ask the application; compress a text. What may be kept gets an ETag, and nothing else does."""
        began: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            began[:] = [status, headers, exc_info]
            return lambda _chunk: None

        chunks = self.app(environ, start)
        status, headers, exc_info = began
        names = {name.lower(): value for name, value in headers}
        is_text = names.get("content-type", "").startswith(("text/html", "text/calendar", "application/json"))
        if not is_text or "content-encoding" in names or environ["REQUEST_METHOD"] == "HEAD":
            return Answer(status, headers, chunks, exc_info)
        body = b"".join(chunks)
        if close := getattr(chunks, "close", None):
            close()
        is_kept = may_be_kept and "politiker.keep" in environ and status.startswith("200") and "set-cookie" not in names
        headers = [h for h in headers if h[0].lower() not in {"content-length", "vary"}]
        headers.append(("Vary", ", ".join(filter(None, [names.get("vary"), "Accept-Encoding, Cookie"]))))
        etag = ""
        if is_kept:
            etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
            headers.append(("ETag", etag))
        if small and len(body) >= SMALLEST_TO_COMPRESS:
            body = gzip.compress(body, THOROUGH, mtime=0) if is_kept else igzip.compress(body, QUICK, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        return Answer(status, headers, [body], exc_info, etag)

    def _drop(self, key: tuple[str, ...]) -> None:
        with self.guard:
            if (kept := self.kept.pop(key, None)) is not None:
                self.size -= kept.size

    def _something_changed(self, _connection: sa.Connection) -> None:
        """A transaction is about to end well in this process: whatever is kept has to be checked."""
        self.commits += 1

    def forget(self, _engine: sa.Engine | None = None) -> None:
        """Keep nothing of what was: the connections were thrown away, and another database may be there."""
        self.fragments.forget()
        with self.guard:
            self.kept.clear()
            self.size = 0


def _takes_gzip(accepted: str) -> bool:
    """Whether a browser takes gzip: named, and not with the weight nought."""
    if "gzip" not in accepted:
        return False
    weight = accepted.partition("gzip")[2].partition(",")[0].replace(" ", "").lower()
    return not weight.startswith(";q=0") or weight.strip(";q=0.") != ""


def _is_known(etag: str, known: str | None) -> bool:
    """Whether the browser has this very answer already (RFC 9110 § 13.1.2: compared weakly)."""
    if known is None:
        return False
    return known.strip() == "*" or etag[2:] in (one.strip().removeprefix("W/") for one in known.split(","))
