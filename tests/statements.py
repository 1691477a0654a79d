"""How many statements a page costs: what was sent to the database, less BEGIN, COMMIT and PRAGMA."""

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db

NOT_COUNTED = ("BEGIN", "COMMIT", "PRAGMA")


@contextlib.contextmanager
def counted(house: Flask) -> Iterator[list[str]]:
    """The statements sent while this lasts, in order."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            sent.append(statement)

    with house.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
