"""Migrations are the only source of the schema, on both databases."""

import os
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from politiker.commands import with_commands
from politiker.core.database import Base, db
from politiker.house import create_app
from tests.houses import chosen_databases, settings
from tests.postgres import new_database

VERSIONS = Path(__file__).parent.parent.parent / "migrations"
SEARCH_TABLES = ("event_search", "post_search_words", "thread_search")
SEARCH_INDEXES = ("ix_event_terms", "ix_post_search_terms", "ix_thread_terms")


def schema(connection: sa.Connection) -> dict[str, list[str]]:
    """Tables, columns, indexes and rules as the database tells them."""
    seen = sa.inspect(connection)
    found = {}
    for table in seen.get_table_names():
        facts = [f"{c['name']} {c['type']} {c['nullable']} {c['default']}" for c in seen.get_columns(table)]
        facts += [f"{i['name']} {i['column_names']} {i['unique']}" for i in seen.get_indexes(table)]
        facts += [str(k) for k in seen.get_foreign_keys(table)] + [str(k) for k in seen.get_unique_constraints(table)]
        facts += [str(seen.get_pk_constraint(table))] + [str(k) for k in seen.get_check_constraints(table)]
        found[table] = sorted(facts)
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    else:
        rows = connection.exec_driver_sql(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    found["triggers"] = sorted(f"{name} {text}" for name, text in rows)
    return found


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[object]:
    """What would have to be migrated to make the database as the models say."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda _o, name, kind, _r, _c: not (kind == "table" and name.startswith(SEARCH_TABLES)),
        },
    )
    # The search indexes of PostgreSQL are over expressions, which no comparison can read.
    return [d for d in compare_metadata(context, metadata) if not any(name in str(d) for name in SEARCH_INDEXES)]


@pytest.fixture(params=chosen_databases())
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """A house over an empty database."""
    if request.param == "sqlite":
        return with_commands(create_app(settings(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)))
    return with_commands(create_app(settings(new_database(os.environ["TEST_DATABASE_URL"]), tmp_path)))


def test_up_down_and_up_again(empty: Flask) -> None:
    """Context: a migration that cannot be undone is noticed on the night it must be.
    Decision: every migration goes both ways on both databases, and the models equal what the last one leaves.
    Price: a `downgrade` that is written and never used but here.
    """
    with empty.app_context():
        upgrade()
        with db.engine.connect() as connection:
            first = schema(connection)
            assert differences(connection, Base.metadata) == []
            assert differences(connection, _with_one_more_table())
        db.session.remove()
        downgrade(revision="base")
        with db.engine.connect() as connection:
            left = schema(connection)
        assert left == {"alembic_version": left["alembic_version"], "triggers": []}
        upgrade()
        with db.engine.connect() as connection:
            assert schema(connection) == first
        db.session.remove()
        db.engine.dispose()


def _with_one_more_table() -> sa.MetaData:
    more = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(more)
    sa.Table("forgotten", more, sa.Column("id", sa.Integer, primary_key=True))
    return more


def test_migrations_are_numbered_one_after_another() -> None:
    """Context: two heads are found out on the day of the release.
    Decision: revisions are numbers in one row, and a file begins with its number.
    Price: two branches that both add one have to be put in order by hand.
    """
    revisions = [script.revision for script in ScriptDirectory(str(VERSIONS)).walk_revisions()]
    assert sorted(revisions) == [f"{n:04}" for n in range(1, len(revisions) + 1)]
    assert len(ScriptDirectory(str(VERSIONS)).get_heads()) == 1
    names = sorted(path.name for path in (VERSIONS / "versions").glob("*.py"))
    assert [name[:4] for name in names] == sorted(revisions)
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
