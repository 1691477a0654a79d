"""The browser at the other end: its opaque cookies, who sits there, and its CSRF token.

The cookie is a random number and nothing else. For somebody signed in, its hash is a row in `sign_in`; for a
stranger it only ties a form to the browser it was sent to. The CSRF token is sealed from the cookie, so that
Flask's own signed session, and with it any content in a cookie, is not needed. A second cookie, as random, lets a
device be known again by those who signed in on it; it opens nothing.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin

from config import Settings
from politiker.core import clock
from politiker.core.database import UtcDateTime, db, read_only, read_write, writing
from politiker.events.queries import rights_of
from politiker.people import queries
from politiker.people.queries import SignedIn
from politiker.people.sign_ins import sessions
from politiker.policy import STRANGER, Actor

COOKIE_SECONDS = int(sessions.SIGN_IN_LASTS.total_seconds())
DEVICE_SECONDS = 365 * 24 * 60 * 60


def cookie_name(settings: Settings) -> str:
    """`__Host-politiker` over https; a plain name only for http on one's own machine."""
    return "__Host-politiker" if settings.is_https else "politiker"


def device_cookie_name(settings: Settings) -> str:
    """`__Host-enhed` over https; a plain name only for http on one's own machine."""
    return "__Host-enhed" if settings.is_https else "enhed"


class BrowserSession(dict[str, Any], SessionMixin):
    """What Flask's extensions see as the session: a mapping that is never stored anywhere."""

    def __init__(self, token: str | None, device: str | None = None) -> None:
        super().__init__()
        self.token = token
        self.new_token: str | None = None
        self.seconds: int | None = COOKIE_SECONDS
        self.device = device
        self.new_device: str | None = None
        self.is_ended = False

    def __contains__(self, key: object) -> bool:
        return key == "csrf_token" or super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        return self._csrf() if key == "csrf_token" else super().__getitem__(key)

    def _csrf(self) -> str:
        self.token = self.token or self.become(secrets.token_urlsafe(32))
        seal = hmac.new(current_app.config["SECRET_KEY"].encode(), f"csrf:{self.token}".encode(), hashlib.sha256)
        return seal.hexdigest()

    def become(self, token: str, *, seconds: int | None = COOKIE_SECONDS) -> str:
        """Give the browser a new cookie with this answer; without `seconds` it is gone when the browser closes."""
        self.token = self.new_token = token
        self.seconds = seconds
        return token

    def be_known_as(self, device: str) -> None:
        """Give the browser the number that its owner is known again by."""
        self.device = self.new_device = device

    def end(self) -> None:
        """Take the cookie away with this answer."""
        self.token, self.new_token, self.is_ended = None, None, True


class BrowserSessions(SessionInterface):
    """Reads and sets the one cookie."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        settings: Settings = app.config["SETTINGS"]
        token, device = (request.cookies.get(name(settings)) for name in (cookie_name, device_cookie_name))
        return BrowserSession(_plausible(token), _plausible(device))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BrowserSession)
        settings: Settings = app.config["SETTINGS"]
        facts: dict[str, Any] = {"path": "/", "secure": settings.is_https, "httponly": True, "samesite": "Lax"}
        if session.is_ended:
            response.delete_cookie(cookie_name(settings), **facts)
        elif session.new_token is not None:
            response.set_cookie(cookie_name(settings), session.new_token, max_age=session.seconds, **facts)
        if session.new_device is not None:
            response.set_cookie(device_cookie_name(settings), session.new_device, max_age=DEVICE_SECONDS, **facts)


def _plausible(token: str | None) -> str | None:
    return token if token is not None and 20 <= len(token) <= 100 else None


_TOKEN, _NOW = sa.bindparam("token_hash", type_=sa.Text()), sa.bindparam("moment", type_=UtcDateTime())
_HOLDER = queries.holder_of(_TOKEN, _NOW)
WHO = sa.union_all(
    queries.sign_in_row(_TOKEN, _NOW),
    queries.mandates_of(_HOLDER),
    queries.roles_of(_HOLDER),
    rights_of(_HOLDER),
)
_PERSON = sa.bindparam("person_id", type_=sa.Integer())
WHO_IS = sa.union_all(
    queries.welcome(_PERSON), queries.mandates_of(_PERSON), queries.roles_of(_PERSON), rights_of(_PERSON)
)


def who_sits_there(token: str, now: datetime) -> SignedIn | None:
    """Whose browser this is, with everything they may be at this moment, in one statement."""
    rows = db.session.connection().execute(WHO, {"token_hash": sessions.token_digest(token), "moment": now})
    return queries.signed_in_from(rows, now)


def actor_of(person_id: int, now: datetime) -> Actor:
    """What a person may be at this moment, for somebody who holds a key from that person's letter.

    Whoever is suspended is a stranger, whatever they hold.
    """
    rows = list(db.session.execute(WHO_IS, {"person_id": person_id}))
    if all(row.kind != "person" for row in rows):
        return STRANGER
    return queries.actor_from(person_id, rows, now)


class SignedInPerson(UserMixin):
    """Who Flask-Login sees."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.id = signed_in.sign_in_id
        self.signed_in = signed_in


login_manager = LoginManager()


@login_manager.request_loader
def load_from_request(_request: Request) -> SignedInPerson | None:
    """Flask-Login's question, answered from what was found before the view."""
    return SignedInPerson(g.signed_in) if g.get("signed_in") else None


def greet() -> None:
    """Before every request: what time it is, and who acts. Asked without a transaction; then the door opens."""
    g.now = clock.now()
    g.actor, g.signed_in = STRANGER, None
    token = _plausible(request.cookies.get(cookie_name(current_app.config["SETTINGS"])))
    read_only()
    if token is not None:
        g.signed_in = who_sits_there(token, g.now)
    if g.signed_in is not None:
        g.actor = g.signed_in.actor
        if is_reading() and is_noted() and g.signed_in.seen_at < g.now - sessions.SEEN_EVERY:
            with writing():
                sessions.saw(g.signed_in.sign_in_id, now=g.now)
                db.session.commit()
    if not is_reading():
        read_write()


def is_reading() -> bool:
    """Whether this request only looks."""
    return request.method in {"GET", "HEAD", "OPTIONS"}


def is_noted() -> bool:
    """Whether it is noted that one was here. Not in the rooms: beside what was said just then it would tell who did."""
    return request.blueprint not in {"rooms", "confidential"}


def is_idle() -> bool:
    """Whether whoever sits here has not used a page that matters for too long to be shown another unasked."""
    mine: SignedIn = g.signed_in
    is_staff = mine.needs_factor or bool(mine.actor.roles)
    return sessions.is_idle(mine.sensitive_at, is_staff=is_staff, now=g.now)


def note_use() -> None:
    """Note that a page that matters is used, at most once a minute, in a transaction of its own.

    A form that is refused counts too, so it cannot wait for the commit of what the form was to do.
    """
    if g.signed_in.sensitive_at < g.now - sessions.USED_EVERY:
        read_write()
        sessions.used(g.signed_in.sign_in_id, now=g.now)
        db.session.commit()
        if is_reading():
            read_only()
