"""`house rotate-room-keys`, and what `check` says of the keys."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.discussions.confidential import rotation
from tests import confided, people

OLD, NEW = "gammel:" + "a1" * 32, "ny:" + "b2" * 32


@pytest.fixture
def keys(house: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Change the keys of the house."""

    def change(text: str, **more: Any) -> None:
        monkeypatch.setitem(house.config, "SETTINGS", replace(house.config["SETTINGS"], room_keys=text, **more))

    return change


def look(house: Flask) -> dict[str, Any]:
    answer = house.test_cli_runner().invoke(args=["check", "--json"])
    return next(one for one in json.loads(answer.output) if one["name"] == "room keys")


def test_the_keys_are_changed_and_check_follows(house: Flask, keys: Any, now: datetime) -> None:
    keys(OLD)
    with house.app_context():
        karen = people.karen()
        confided.opened(confided.room(now, karen), karen, now)
        db.session.commit()
    assert look(house)["words"].startswith("newest gammel, ") and look(house)["is_well"]
    keys(f"{NEW},{OLD}")
    assert "rotate-room-keys" in look(house)["words"]
    answer = house.test_cli_runner().invoke(args=["house", "rotate-room-keys"])
    assert answer.exit_code == 0 and "sealed anew with the key 'ny'" in answer.output
    assert "0 rows" in house.test_cli_runner().invoke(args=["house", "rotate-room-keys"]).output
    keys(NEW)
    assert "none under an older key" in look(house)["words"]
    with house.app_context():
        assert set(rotation.under_each_key()) == {"ny"}
        rotated = sa.select(sa.func.count()).where(Entry.happening == Happening.ROOM_KEYS_ROTATED)
        assert db.session.execute(rotated).scalar_one() == 1


def test_a_key_that_is_not_here_is_told_by_its_id_alone(house: Flask, keys: Any, now: datetime) -> None:
    keys(OLD)
    with house.app_context():
        confided.room(now, people.karen())
        db.session.commit()
    keys(NEW)
    found = look(house)
    assert not found["is_well"] and "gammel" in found["words"] and "a1a1" not in found["words"]
    answer = house.test_cli_runner().invoke(args=["house", "rotate-room-keys"])
    assert answer.exit_code == 1 and "gammel" in answer.output and "a1a1" not in answer.output
    keys("", env="production")
    assert house.test_cli_runner().invoke(args=["house", "rotate-room-keys"]).exit_code == 1
