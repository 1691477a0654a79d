"""The house with a stopwatch at its lock: how long an event is held, from the lock until the commit is answered."""

import os
import threading
import time
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from wsgi import app

__all__ = ["app"]

desk = threading.local()
paper = open(f"{os.environ['BENCH_HELD']}.{os.getpid()}", "a", buffering=1)  # noqa: SIM115  # open as long as the server


def locked(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
    """Start the watch."""
    if statement.startswith("UPDATE event SET lock_version"):
        desk.began = time.perf_counter()


with app.app_context():
    engine = db.engine
sa.event.listen(engine, "after_cursor_execute", locked)
commit = engine.dialect.do_commit


def do_commit(connection: Any) -> None:
    """Stop the watch."""
    commit(connection)
    began, desk.began = getattr(desk, "began", None), None
    if began is not None:
        paper.write(f"{1000 * (time.perf_counter() - began):.3f}\n")


engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
