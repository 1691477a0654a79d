"""Houses to test in: a migrated template once, a fresh copy for every test, on either database."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from config import Settings
from politiker.commands import with_commands
from politiker.core.database import Base, db
from politiker.house import create_app
from tests.postgres import new_database

DATABASES = ("sqlite", "postgresql")
REFERENCE_TABLES = ("party", "region_membership", "municipality")  # furnished by the migrations


def settings(database_url: str, data_dir: Path, **more: object) -> Settings:
    """Settings of a house under test."""
    given = {"env": "test", "base_url": "http://localhost", "database_url": database_url, "data_dir": data_dir}
    return Settings(**given | more)  # type: ignore[arg-type]


class SqliteHouses:
    """One app over one file, put back by copying a migrated file over it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "house.db"
        self.template = folder / "template.db"
        self.app = with_commands(create_app(settings(f"sqlite:///{self.file}", folder)))
        with self.app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        with sqlite3.connect(self.file) as source, sqlite3.connect(self.template) as copy:
            source.backup(copy)
        source.close()
        copy.close()

    def fresh(self) -> Flask:
        """The house as it was just after the migrations."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)
        return self.app


class PostgresHouses:
    """One app over one database, put back by deleting what the test wrote."""

    def __init__(self, folder: Path, server_url: str) -> None:
        self.app = with_commands(create_app(settings(new_database(server_url), folder)))
        with self.app.app_context():
            upgrade()
            newest = {n: sa.select(sa.func.max(Base.metadata.tables[n].c.id)) for n in REFERENCE_TABLES}
            self.newest = {name: db.session.execute(query).scalar_one() for name, query in newest.items()}
            db.session.remove()

    def fresh(self) -> Flask:
        """The house as it was just after the migrations."""
        tables = [t for t in reversed(Base.metadata.sorted_tables) if t.name not in REFERENCE_TABLES]
        added = [
            t.delete().where(t.c.id > self.newest[t.name]) for t in (Base.metadata.tables[n] for n in REFERENCE_TABLES)
        ]
        with self.app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                # The trail refuses deletion; only a superuser may look away, and only in tests.
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                for statement in [table.delete() for table in tables] + added:
                    connection.execute(statement)
            db.engine.dispose()  # and with it whatever the house kept of what was
        return self.app

    def close(self) -> None:
        """Let go of every connection, so that the server can stop."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteHouses]:
    """This worker's SQLite."""
    houses = SqliteHouses(tmp_path_factory.mktemp("sqlite"))
    yield houses
    houses.fresh()


@pytest.fixture(scope="session")
def postgres_houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresHouses]:
    """This worker's PostgreSQL."""
    houses = PostgresHouses(tmp_path_factory.mktemp("postgres"), os.environ["TEST_DATABASE_URL"])
    yield houses
    houses.close()


def chosen_databases() -> tuple[str, ...]:
    """Both, unless TEST_DATABASES names one."""
    return tuple(os.environ.get("TEST_DATABASES", ",".join(DATABASES)).split(","))


@pytest.fixture(params=chosen_databases())
def house(request: pytest.FixtureRequest) -> Flask:
    """A fresh house, once on each database."""
    houses: SqliteHouses | PostgresHouses = request.getfixturevalue(
        "sqlite_houses" if request.param == "sqlite" else "postgres_houses"
    )
    return houses.fresh()
