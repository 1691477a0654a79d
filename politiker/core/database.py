"""One database, two dialects: types, the session, the lock, and how transactions begin."""

import contextlib
import enum
import functools
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
import sqlalchemy.orm
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STATEMENT_SECONDS = 8
READS = {"reads_only": True}


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in UTC. Refuses a moment without a zone, which nobody can place in time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[enum.StrEnum]) -> sa.Enum:
    """A column that stores an enum as its lower-case word."""
    return sa.Enum(
        kind, native_enum=False, length=32, validate_strings=True, values_callable=lambda k: [m.value for m in k]
    )


class Base(DeclarativeBase):
    """What every table inherits: names for its constraints, and moments that know their zone."""

    registry = sa.orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), str: sa.Text(), dict[str, Any]: sa.JSON()},
    )


class Lockable:
    """A scarce thing. Its version tells how often it was held, and so whether it may have changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    lock_version: Mapped[int] = mapped_column(default=0, server_default="0")


class HouseSession(Session):
    """Sends statements without a transaction while a door only reads."""

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        engines = self._db.engines
        return engines["reads"] if self.info.get("reads_only") else engines[None]


# Class-level, so that rooms can import it; the app is joined in `start`.
db: SQLAlchemy = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": HouseSession})


def read_only() -> None:
    """From here on this session only reads: no BEGIN, no COMMIT, no lock."""
    _turn(reads_only=True)


def read_write() -> None:
    """From here on this session may write, in a transaction that begins with its first statement."""
    _turn(reads_only=False)


def _turn(*, reads_only: bool) -> None:
    session = db.session()
    if bool(session.info.get("reads_only")) != reads_only:
        session.close()
        session.info["reads_only"] = reads_only


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A short writing transaction inside a request that reads; the door commits it."""
    read_write()
    try:
        yield
    finally:
        read_only()


T = TypeVar("T", bound=Lockable)


def lock(thing: T) -> T:
    """Hold a scarce thing until the transaction ends, and read it afresh."""
    return lock_row(type(thing), thing.id)


def lock_row(kind: type[T], id: int) -> T:
    """Hold the row of a scarce thing until the transaction ends, and read it afresh.

    One portable statement at READ COMMITTED. Whoever else wants it waits here, before counting.
    """
    return db.session.execute(_lock(kind), {"held": id}).scalar_one()  # type: ignore[no-any-return, arg-type]


@functools.cache
def _lock(kind: type[Lockable]) -> Any:
    return (
        sa.update(kind)
        .where(kind.id == sa.bindparam("held"))
        .values(lock_version=kind.lock_version + 1)
        .returning(kind)
        .execution_options(populate_existing=True, synchronize_session=False)
    )


def insert_once(table: type[Base], values: dict[str, Any], unique: str) -> bool:
    """Add a row unless one with the same unique column is there. Returns whether it was added."""
    statement = _insert_once(table, unique, db.session.get_bind().dialect.name)
    return db.session.execute(statement, values).first() is not None


def insert_many_once(table: type[Base], rows: list[dict[str, Any]], unique: str) -> None:
    """Add those rows whose unique column is not there yet, in one statement."""
    db.session.execute(_insert_once(table, unique, db.session.get_bind().dialect.name, counts=False), rows)


@functools.cache
def _insert_once(table: type[Base], unique: str, dialect: str, *, counts: bool = True) -> Any:
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    # Of the table and not of the class, which takes half the time. RETURNING, for the count of rows of an INSERT
    # is not kept on every driver.
    rows = sa.inspect(table).local_table
    statement = insert(rows).on_conflict_do_nothing(index_elements=[unique])
    return statement.returning(rows.c[unique]) if counts else statement


def engine_options(url: str) -> dict[str, Any]:
    """How to connect: patience in seconds, durability, and no waiting for ever."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}, "pool_size": 8, "max_overflow": 8, "pool_timeout": 5}
    return {
        "pool_size": 5,
        "max_overflow": 5,
        "pool_timeout": 5,
        "connect_args": {
            "connect_timeout": 3,
            "tcp_user_timeout": STATEMENT_SECONDS * 1000,
            "application_name": "politiker",
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC"
            " -c default_transaction_isolation=read\\ committed"
            # A page's statements are short, and the steps of a search have to come one after the other.
            " -c max_parallel_workers_per_gather=0",
        },
    }


def prepare(engine: sa.Engine) -> sa.Engine:
    """Tell an engine how its transactions begin; returns the twin of it that only reads."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
        return engine.execution_options(**READS)
    return engine.execution_options(isolation_level="AUTOCOMMIT", **READS)


def _sqlite_connected(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}").close()


def sqlite_begin_statement() -> str:
    """Writers take their turn at once; a deferred BEGIN that reads first gives "database is locked"."""
    return "BEGIN IMMEDIATE"


def _sqlite_begins(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get("reads_only"):
        connection.exec_driver_sql(sqlite_begin_statement())
