"""How migrations meet the database: the app's own engine, one transaction a migration."""

from alembic import context
from flask import current_app

from politiker import audit, house
from politiker.core import idempotency, jobs, tokens
from politiker.core.database import Base, UtcDateTime, db
from politiker.events import models as events
from politiker.mail import outbox
from politiker.people import tables as people
from politiker.registrations import models as registrations
from politiker.registrations import tasks

# Every room that has tables, so that the metadata is whole.
ROOMS = (audit, events, house, idempotency, jobs, outbox, people, registrations, tasks, tokens)
SEARCH_TABLES = ("event_search", "post_search_words", "thread_search")


def ours(name: str, kind: str) -> bool:
    """SQLite's search tables are made by hand and belong to no model."""
    return not (kind == "table" and name.startswith(SEARCH_TABLES))


def render(kind: str, thing: object, _context: object) -> str | bool:
    """Write our moment as a plain column, so that old migrations do not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def run() -> None:
    """Bring the schema where it is asked to be."""
    with current_app.app_context(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=lambda _o, name, kind, _r, _c: ours(name, kind),
            render_item=render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
