"""The door for people: pages."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from politiker.web import (
    access,
    account,
    administration,
    arrivals,
    browser,
    colleagues,
    confidential,
    council_import,
    councils,
    credentials,
    dates,
    errors,
    evaluations,
    events,
    factors,
    federation,
    feeds,
    files,
    front,
    health,
    joining,
    keys,
    mailings,
    moderation,
    organiser,
    own,
    pages,
    participants,
    planning,
    questions,
    registrations,
    rendering,
    rooms,
    searching,
    secretary,
    static_files,
    suspending,
    tasks,
    terms,
    threads,
    wishes,
)
from politiker.web.cache import KeptAnswers
from politiker.web.headers import SecurityHeaders

BLUEPRINTS = (
    front, health, account, credentials, factors, federation, keys, joining, events, registrations, feeds, own,
    rooms, threads, confidential, moderation, searching, files, colleagues, secretary, councils, council_import, tasks,
    organiser, planning, dates, questions, terms, participants, mailings, arrivals, evaluations, wishes,
    administration, suspending, pages, static_files,
)  # fmt: skip

# A mail program posts there for its reader, from wherever it runs; the sealed text in the address is the proof.
TAKEN_FROM_ANYWHERE = "own.unsubscribe"


def open_door(app: Flask) -> None:
    """Hang every page into the application. Raises RuntimeError for a page that does not say whom it is open to."""
    settings: Settings = app.config["SETTINGS"]
    app.session_interface = browser.BrowserSessions()
    browser.login_manager.init_app(app)
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.url_map.strict_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.merge_slashes = False
    app.before_request(refuse_strange_requests)
    app.before_request(browser.greet)
    app.before_request(access.guard)
    app.after_request(never_keep)
    rendering.set_up(app)
    errors.set_up(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    for rule in app.url_map.iter_rules():
        access.access_of(app, rule.endpoint)
    if settings.trusted_proxies:
        # Behind so many proxies of our own; what a stranger claims to be, further out, is not believed.
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.wsgi_app = SecurityHeaders(KeptAnswers(app, app.wsgi_app), https=settings.is_https)  # type: ignore[method-assign]


def refuse_strange_requests() -> None:
    """A host that is not ours, a form from another site, or a NUL in the address is answered 400."""
    settings: Settings = current_app.config["SETTINGS"]
    host = request.host
    if not settings.is_loopback and host.split(":")[0] != settings.host:
        abort(400)
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)
    if request.method not in {"GET", "HEAD", "OPTIONS"} and request.endpoint != TAKEN_FROM_ANYWHERE:
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin = request.headers.get("Origin")
        if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc != host):
            abort(400)


def never_keep(answer: Response) -> Response:
    """What is made for one person is kept by nobody on the way."""
    answer.headers.setdefault("Cache-Control", "no-store" if g.get("signed_in") else "no-cache")
    return answer
