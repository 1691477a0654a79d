"""Security headers, on whatever is answered and by whomever."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort, redirect
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from politiker.web.access import Access, open_to
from politiker.web.cache import KeptAnswers
from politiker.web.headers import CSP, SecurityHeaders
from tests.architecture.reading import refuse
from tests.houses import SqliteHouses

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANSWERS: dict[int, Any] = {
    200: lambda: "ok",
    302: lambda: redirect("/", 302),
    400: lambda: abort(400),
    404: lambda: abort(404),
    405: lambda: abort(405),
    413: lambda: abort(413),
    500: lambda: 1 / 0,
}
VALUES = {"int": 1, "path": "css/politiker.css", "default": "x"}


def bare(answer: TestResponse | Response) -> list[str]:
    """What an answer lacks."""
    faults = [name for name, value in WANTED.items() if answer.headers.get(name) != value]
    faults += [] if answer.headers.get("Referrer-Policy") in {"no-referrer", "same-origin"} else ["Referrer-Policy"]
    faults += [] if "Permissions-Policy" in answer.headers else ["Permissions-Policy"]
    rules = answer.headers.get_all("Content-Security-Policy")
    parts = {p.split()[0]: p.split()[1:] for rule in rules for p in rule.split(";") if p.strip()}
    strict = {
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
    faults += [f"csp {name}" for name, value in strict.items() if parts.get(name) != value]
    faults += [] if len(rules) == 1 and parts.get("default-src") in (["'none'"], ["'self'"]) else ["csp default-src"]
    faults += [word for rule in rules for word in ("unsafe-inline", "unsafe-eval", "*", "data:") if word in rule]
    if answer.headers.get("Server", "").strip() or "X-Powered-By" in answer.headers:
        faults.append("tells its version")
    return faults


@pytest.fixture
def plain(sqlite_houses: SqliteHouses) -> Flask:
    return sqlite_houses.fresh()


@pytest.fixture
def quiet() -> Iterator[None]:
    """What breaks here breaks on purpose, and need not be read of."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_address_answers_with_headers(plain: Flask, monkeypatch: pytest.MonkeyPatch, quiet: None) -> None:
    """Context: a header that is set in `after_request` is missing on what never comes that far.
    Decision: the outermost layer sets them, on pages, errors, files and redirects alike.
    Price: none; a page that needs another policy has to argue for it here.
    """
    plain.config["PROPAGATE_EXCEPTIONS"] = False
    client = plain.test_client()
    faults = []
    addresses = list(plain.url_map.iter_rules())
    for rule in addresses:
        values = {name: VALUES.get(_kind(rule, name), "x") for name in rule.arguments}
        with plain.test_request_context():
            path = plain.url_map.bind("localhost").build(
                rule.endpoint, values, method="GET" if "GET" in (rule.methods or ()) else "POST"
            )
        answers = [client.open(path, method=method) for method in ("GET", "HEAD", "POST", "DELETE")]
        method = next(iter((rule.methods or {"GET"}) & {"GET", "POST"}))
        for status, view in ANSWERS.items():
            with monkeypatch.context() as patch:
                patch.setitem(plain.view_functions, rule.endpoint, _said_by(view))
                answer = client.open(f"{path}?answer={status}", method=method)
            assert answer.status_code == status, f"{path} {status}"
            answers.append(answer)
        faults += [f"{path} {answer.status_code}: {lack}" for answer in answers for lack in bare(answer)]
    refuse(faults)
    print(f"headers: {len(addresses)} addresses, {len(addresses) * (len(ANSWERS) + 4)} answers")


def _said_by(view: Callable[[], Any]) -> Callable[..., Any]:
    """A view open to everybody that takes any arguments and says what it is told."""

    @open_to(Access.PUBLIC)
    def said(**_values: Any) -> Any:
        return view()

    return said


def _kind(rule: Any, name: str) -> str:
    converter = type(rule._converters.get(name)).__name__
    return {"IntegerConverter": "int", "PathConverter": "path"}.get(converter, "default")


def test_headers_control() -> None:
    assert bare(Response("ok"))
    lax = Response("ok")
    lax.headers["Content-Security-Policy"] = CSP + "; style-src 'unsafe-inline'"
    assert "unsafe-inline" in bare(lax)


def test_too_large_and_unknown_are_answered_with_headers(plain: Flask) -> None:
    client = plain.test_client()
    large = client.post("/log-ind", data={"email": "x" * (3 * 1024 * 1024)})
    assert large.status_code == 413 and not bare(large)
    unknown = client.get("/findes-ikke")
    assert unknown.status_code == 404 and not bare(unknown)
    strange = client.get("/?x=%00")
    assert strange.status_code == 400 and not bare(strange)


def test_https_is_remembered_by_the_browser() -> None:
    def app(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b""]

    said: list[tuple[str, str]] = []
    SecurityHeaders(app, https=True)({}, lambda _status, headers, _exc: said.extend(headers))
    assert int(dict(said)["Strict-Transport-Security"].split(";")[0].split("=")[1]) >= 31_536_000


def test_answers_kept_for_strangers_set_no_cookie_and_hold_no_token(plain: Flask) -> None:
    """Context: an answer kept for everybody must not hold what is one person's.
    Decision: only answers without a cookie are kept, and none of them holds a token.
    Price: a page with a form for strangers is made anew each time.
    """
    outermost: Any = plain.wsgi_app
    keeper = outermost.app
    assert isinstance(keeper, KeptAnswers)
    client = plain.test_client(use_cookies=False)
    for rule in plain.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or set()):
            client.get(rule.rule, headers={"Accept-Encoding": "identity"})
    assert len(keeper.kept) >= 3, "no page is kept: is the test asking the right thing?"
    for key, kept in keeper.kept.items():
        answer = Response(kept.answer.body, headers=kept.answer.headers)
        assert holds_something_personal(answer) == [], key


def holds_something_personal(answer: TestResponse | Response) -> list[str]:
    text = answer.get_data(as_text=True)
    found = [word for word in ("csrf_token", "idempotency_key") if word in text]
    return found + (["a cookie"] if "Set-Cookie" in answer.headers else [])


def test_kept_answers_control() -> None:
    personal = Response('<input name="csrf_token">', headers={"Set-Cookie": "a=b"})
    assert holds_something_personal(personal) == ["csrf_token", "a cookie"]
