"""What is said when something is refused or goes wrong. No form, token, id or echo of the request."""

import logging

import sqlalchemy.exc
from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.people.limits import TooManyAttempts

log = logging.getLogger("politiker.web")
PAGES = {400, 403, 404, 405, 413, 422, 429, 500, 503}
AWAY = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError, sqlalchemy.exc.TimeoutError)


def page(code: int, **headers: str) -> Response:
    """The page of an error code, the same for everybody."""
    known = code if code in PAGES else (500 if code >= 500 else 400)
    answer = Response(render_template(f"errors/{known}.html"), code, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.extend(headers)
    return answer


def refused(error: HTTPException) -> Response:
    """An HTTP error of any kind."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # a view that aborts with an answer gives a whole one
    code = error.code or 500
    headers = {}
    if code == 405 and isinstance(allow := getattr(error, "valid_methods", None), list | set | tuple | frozenset):
        headers["Allow"] = ", ".join(sorted(allow))
    return page(code, **headers)


def database_away(error: Exception) -> Response:
    """The database is away or too slow: come back in a moment."""
    where = "confidential" if request.blueprint == "confidential" else request.endpoint
    log.error("database away", extra={"facts": {"kind": type(error).__name__, "endpoint": where}})
    try:
        db.session.rollback()
    except AWAY:
        db.session.remove()
    return page(503, **{"Retry-After": "5"})


def broken(error: Exception) -> Response:
    """Our own fault: remembered where, without what."""
    facts = {"endpoint": request.endpoint, "person": g.actor.person_id}
    if g.get("is_quiet") or request.blueprint == "confidential":
        facts = {"endpoint": "confidential"}  # who was where in a confidential room stands in no log
    log.error("broken", exc_info=error, extra={"facts": facts})
    return page(500)


def set_up(app: Flask) -> None:
    """Hang the answers up."""
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, lambda error: page(400))
    app.register_error_handler(Forbidden, lambda error: page(403))
    app.register_error_handler(RuleBroken, lambda error: page(422))
    # What one was about to act on was deleted a moment ago, while one waited for it.
    app.register_error_handler(sqlalchemy.exc.NoResultFound, lambda error: page(404))
    app.register_error_handler(TooManyAttempts, lambda error: page(429, **{"Retry-After": str(error.facts["seconds"])}))
    for kind in AWAY:
        app.register_error_handler(kind, database_away)
    app.register_error_handler(Exception, broken)
