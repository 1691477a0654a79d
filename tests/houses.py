"""Houses to test in: a migrated template once, a fresh copy for every test, on either database."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
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
        self.folder = folder
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
        return self._put_back(self.template)

    def keep(self, name: str) -> None:
        """Let the house be had again as it is now. Call with no app context open."""
        self._let_go()
        shutil.copyfile(self.file, self.folder / f"{name}.kept")

    def again(self, name: str) -> Flask:
        """The house as it was when it was kept under this name."""
        return self._put_back(self.folder / f"{name}.kept")

    def _put_back(self, file: Path) -> Flask:
        self._let_go()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copyfile(file, self.file)
        return self.app

    def _let_go(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


class PostgresHouses:
    """One app over one database, put back by deleting what the test wrote."""

    def __init__(self, folder: Path, server_url: str) -> None:
        self.server_url, url = server_url, new_database(server_url)
        self.name = url.rpartition("/")[2]
        self.app = with_commands(create_app(settings(url, folder)))
        with self.app.app_context():
            upgrade()
            asked = {n: sa.select(sa.func.max(Base.metadata.tables[n].c.id)) for n in REFERENCE_TABLES}
            newest = {name: db.session.execute(query).scalar_one() for name, query in asked.items()}
            db.session.remove()
        self.put_back = _put_back(newest)

    def fresh(self) -> Flask:
        """The house as it was just after the migrations, over the connections it has: a new one begins by learning
        every table anew. What is asked in one breath costs one journey, and not one for each table."""
        with self.app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                # The trail refuses deletion; only a superuser may look away, and only in tests.
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                connection.execute(self.put_back)
            db.engine.dispatch.engine_disposed(db.engine)  # the house forgets whatever it kept of what was
        return self.app

    def keep(self, name: str) -> None:
        """Let the house be had again as it is now. Call with no app context open."""
        self.close()
        self._make(f"{self.name}_{name}", self.name)

    def again(self, name: str) -> Flask:
        """The house as it was when it was kept under this name."""
        self.close()
        self._make(self.name, f"{self.name}_{name}")
        return self.app

    def _make(self, name: str, like: str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')

    def close(self) -> None:
        """Let go of every connection, so that the server can stop."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


Houses = SqliteHouses | PostgresHouses


def _put_back(newest: dict[str, int]) -> sa.TextClause:
    """Deletes all that the migrations did not bring."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables) if table.name not in REFERENCE_TABLES]
    deletions = [f'IF EXISTS (SELECT FROM "{name}") THEN DELETE FROM "{name}"; END IF;' for name in names]
    deletions += [f'DELETE FROM "{name}" WHERE id > {id};' for name, id in newest.items()]
    return sa.text(f"DO $$ BEGIN {' '.join(deletions)} END $$")


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
def houses(request: pytest.FixtureRequest) -> Houses:
    """This worker's houses, once on each database."""
    found: Houses = request.getfixturevalue("sqlite_houses" if request.param == "sqlite" else "postgres_houses")
    return found


@pytest.fixture
def house(houses: Houses) -> Flask:
    """A fresh house, once on each database."""
    return houses.fresh()
