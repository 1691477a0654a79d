"""The clock goes across New Year 2030 in real processes, and forty people end up exactly where they should.

Context: access follows the mandate, and all 2,432 mandates end in one night. Decision: rights follow the dates, and
one job a minute closes what dates alone do not. Price: this test takes half a minute on each database.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from politiker.registrations.models import State
from tests.houses import SqliteHouses
from tests.journeys import new_year_night as new_year
from tests.journeys.new_year import CAST, MIDNIGHT
from tests.journeys.new_year_night import Night


@pytest.fixture
def nights() -> Iterator[list[Night]]:
    """What was started, ended whatever happens."""
    started: list[Night] = []
    yield started
    for night in started:
        night.close()


def begin(house: Flask, tmp_path: Path, nights: list[Night], *, without: str = "") -> Night:
    night = Night(new_year.furnish(house), tmp_path, without=without)
    nights.append(night)
    return night


def test_forty_people_end_where_they_should(house: Flask, tmp_path: Path, nights: list[Night]) -> None:
    assert len(CAST) >= 40
    night = begin(house, tmp_path, nights)
    town = night.town
    assert night.everybody(town.cookies) == {row.name: row.before for row in CAST}
    assert new_year.tasks(house) == set()
    night.set_clock(MIDNIGHT - timedelta(seconds=2))
    night.wait_until(MIDNIGHT + timedelta(seconds=1))

    # The rights themselves are gone with the stroke of the clock.
    assert not {"S", "M"} & set(night.may("Gorm Gået", town.cookies["Gorm Gået"], ""))
    expected_tasks = {row.name for row in CAST if row.has_task}
    while new_year.tasks(house) != expected_tasks and night.now < MIDNIGHT + timedelta(seconds=60):
        time.sleep(0.5)
    night.wait_until(MIDNIGHT + timedelta(seconds=12))
    while any(unsent(house)) and night.now < MIDNIGHT + timedelta(seconds=60):
        time.sleep(0.5)

    assert new_year.tasks(house) == expected_tasks
    assert night.everybody(town.cookies) == {row.name: row.after for row in CAST}
    found = new_year.letters(house)
    assert {name: tuple(sent) for name, (sent, _) in found.items()} == {
        row.name: row.letters if row.name != "Sara Spærret" else () for row in CAST
    }
    not_sent = {name: kept for name, (_, kept) in found.items() if kept}
    assert not_sent == {
        "Odd Tilbud": ["offered"],
        "Grete Gået": ["registered"],
        "Sara Spærret": ["mandate_ended"],
    }, "what only members get is dropped"
    assert new_year.live_sessions(house, town.ids["Gerda Gået"]) == 0, "on all three devices"
    assert new_year.states(house, "Odd Tilbud") == [State.EXPIRED]
    assert new_year.states(house, "Viggo Venter") == [State.WAITING], "passed by, and not dropped"
    assert night.now < MIDNIGHT + timedelta(seconds=60), f"it took until {night.now}"

    again = night.sign_in_again()
    assert night.everybody(again) == {row.name: row.again for row in CAST}
    for log in ("server", "worker"):
        said = (tmp_path / f"{log}.log").read_text()
        assert "Traceback" not in said and "job failed" not in said, said[-3000:]


def unsent(house: Flask) -> Iterator[str]:
    for name, (_sent, kept) in new_year.letters(house).items():
        if set(kept) - {"offered", "registered"} and name != "Sara Spærret":
            yield name
        if "offered" in kept and name != "Odd Tilbud":
            yield name


def test_control_without_the_job_sessions_live_on_and_nobody_is_asked(
    sqlite_houses: SqliteHouses, tmp_path: Path, nights: list[Night]
) -> None:
    """The same night, and what is asked of it can fail: on one database, as the question is the same on both."""
    house = sqlite_houses.fresh()
    night = begin(house, tmp_path, nights, without="lapse")
    night.set_clock(MIDNIGHT - timedelta(seconds=2))
    night.wait_until(MIDNIGHT + timedelta(seconds=8))
    assert new_year.jobs_done(house) > 0, "the worker is at work"
    assert new_year.tasks(house) == set()
    assert new_year.live_sessions(house, night.town.ids["Gerda Gået"]) == 3
    assert new_year.states(house, "Odd Tilbud") == [State.OFFERED]
    cookie = night.town.cookies["Gorm Gået"]
    assert night.may("Gorm Gået", cookie, "") == "L", "the rights are gone all the same: they follow the dates"
