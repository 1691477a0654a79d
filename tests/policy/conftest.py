"""The town, built once for each worker and put back for every test."""

from datetime import datetime

import pytest

from tests.houses import SqliteHouses
from tests.policy import town as towns
from tests.policy.town import Town

_built: dict[int, Town] = {}


@pytest.fixture
def town(sqlite_houses: SqliteHouses, now: datetime) -> Town:
    """The town as it was when it had just been built."""
    return fresh_town(sqlite_houses, now)


def fresh_town(houses: SqliteHouses, now: datetime) -> Town:
    """Put the town back; the first time it is built."""
    if id(houses) not in _built:
        _built[id(houses)] = towns.built(houses.fresh(), now)
        houses.keep("town")
    houses.again("town")
    return _built[id(houses)]
