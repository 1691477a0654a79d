"""What every test shares. Factories are plain functions in `tests/people.py` and `tests/meetings.py`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from politiker.core import clock
from tests import postgres
from tests.houses import chosen_databases, house, houses, postgres_houses, sqlite_houses
from tests.visitor import Visitor

__all__ = ["house", "houses", "postgres_houses", "sqlite_houses"]

NOON = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
_server: postgres.Server | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for all workers, before they start, unless one is given or none is wanted."""
    global _server
    is_worker = hasattr(config, "workerinput")
    if is_worker or "postgresql" not in chosen_databases() or os.environ.get("TEST_DATABASE_URL"):
        return
    _server = postgres.Server()
    os.environ["TEST_DATABASE_URL"] = _server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL that was started here."""
    if _server is not None:
        _server.close()


class Clock:
    """The wall clock in the hands of a test."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A Tuesday noon in Denmark, and a wall clock that stands there."""
    moving = Clock()
    monkeypatch.setattr(clock, "now", moving)
    return moving.moment


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The wall clock, to be moved by setting `wall.moment`."""
    moving = Clock()
    monkeypatch.setattr(clock, "now", moving)
    return moving


@pytest.fixture
def room(house: Flask) -> Iterator[Flask]:
    """A house one is inside of: for tests of rooms, which know nothing of requests."""
    with house.app_context():
        yield house


@pytest.fixture
def visitor(house: Flask) -> Visitor:
    """Somebody at a browser, who inspects every page they open."""
    return Visitor(house)
