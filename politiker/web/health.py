"""Two addresses for monitoring, one word each: are we alive, are we ready."""

import logging
from datetime import timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, g

from politiker.core.database import db
from politiker.mail import outbox
from politiker.web.access import Access, open_to

log = logging.getLogger("politiker.web")
blueprint = Blueprint("health", __name__)
MAIL_IS_LATE_AFTER = timedelta(minutes=15)


def _word(text: str, code: int = 200) -> Response:
    return Response(text, code, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@blueprint.get("/healthz")
@open_to(Access.PUBLIC)
def alive() -> Response:
    """The process answers."""
    return _word("ok")


@blueprint.get("/readyz")
@open_to(Access.PUBLIC)
def ready() -> Response:
    """The database answers and mail is not late; the cause stands in the log."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        oldest = outbox.oldest_unsent()
    except sa.exc.SQLAlchemyError as error:
        log.warning("not ready", extra={"facts": {"cause": "database", "kind": type(error).__name__}})
        return _word("no", 503)
    if oldest is not None and g.now - oldest > MAIL_IS_LATE_AFTER:
        log.warning("not ready", extra={"facts": {"cause": "mail is late"}})
        return _word("no", 503)
    return _word("ready")
