"""`house routes`, `house policy` and `check`."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import jobs
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail import outbox
from politiker.policy import Permission
from tests import meetings, people
from tests.conftest import Clock


def said(house: Flask, *words: str, code: int = 0) -> str:
    """What a command says."""
    answer = house.test_cli_runner().invoke(args=list(words))
    assert answer.exit_code == code, answer.output
    return answer.output


def test_routes_name_every_address_with_its_access(house: Flask) -> None:
    rows = json.loads(said(house, "house", "routes", "--json"))
    by_rule = {row["rule"]: row for row in rows}
    assert by_rule["/healthz"] == {
        "rule": "/healthz", "methods": ["GET", "HEAD"], "endpoint": "health.alive", "access": "public",
    }  # fmt: skip
    assert by_rule["/arrangoer"]["access"] == "staff"
    assert len(rows) == len(list(house.url_map.iter_rules()))
    assert "/mine-tilmeldinger" in said(house, "house", "routes")


def test_policy_is_drawn_for_programs_and_for_people(house: Flask) -> None:
    drawn = json.loads(said(house, "house", "policy", "--json"))
    assert list(drawn["kinds"]) == ["AN", "PE", "CO", "LA", "SE", "OR", "MO", "AD"]
    assert len(drawn["rows"]) == len(Permission)
    [sign_up] = [row for row in drawn["rows"] if row["permission"] == "register"]
    assert sign_up["marks"] == dict.fromkeys(drawn["kinds"], "-") | {"CO": "+"}
    assert sign_up["name"] == "Tilmelde sig et arrangement"
    assert "Læse deltagernes behov" in said(house, "house", "policy")


def findings(house: Flask, code: int) -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(said(house, "check", "--json", code=code))}


@pytest.fixture
def working(house: Flask, wall: Clock) -> Flask:
    """A house with a worker alive."""
    with house.app_context():
        jobs.tick("one", now=wall.moment)
        db.session.commit()
    return house


def test_all_is_well(working: Flask) -> None:
    found = findings(working, code=0)
    assert set(found) == {"settings", "migrations", "disk", "worker", "jobs", "mail", "seats", "room keys"}
    assert all(one["is_well"] for one in found.values())
    assert "ok    migrations" in said(working, "check")


def test_a_house_where_nobody_ever_worked_is_not_well(house: Flask) -> None:
    assert findings(house, code=1)["worker"]["words"] == "no worker has ever run"


def test_a_worker_that_went_silent_and_mail_that_lies_are_found(working: Flask, wall: Clock) -> None:
    with working.app_context():
        outbox.post("reset", people.person().id, {}, intent="reset:x", now=wall.moment)
        db.session.commit()
    wall.moment += timedelta(minutes=4)
    found = findings(working, code=1)
    assert not found["worker"]["is_well"] and found["mail"]["is_well"]
    wall.moment += timedelta(minutes=20)
    assert not findings(working, code=1)["mail"]["is_well"]


def test_seats_that_are_miscounted_are_found(working: Flask, wall: Clock) -> None:
    with working.app_context():
        event = meetings.seminar(wall.moment)
        db.session.execute(sa.update(Event).values(seats_held=3))
        event_id = event.id
        db.session.commit()
    assert findings(working, code=1)["seats"]["words"] == f"miscounted at events [{event_id}]"


def test_work_that_was_given_up_is_found(working: Flask, wall: Clock) -> None:
    with working.app_context():
        jobs.put("forget_keys", {}, due_at=wall.moment)
        db.session.execute(sa.update(jobs.Job).values(failed_at=wall.moment))
        db.session.commit()
    assert not findings(working, code=1)["jobs"]["is_well"]


def test_a_schema_that_is_behind_and_a_full_disk_are_found(
    working: Flask, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    with working.app_context():
        newest = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    monkeypatch.setattr("politiker.cli.check.LEAST_FREE_BYTES", 2**80)
    try:
        found = findings(working, code=1)
    finally:
        with working.app_context():
            db.session.execute(sa.text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})
            db.session.commit()
    assert "flask --app wsgi db upgrade" in found["migrations"]["words"]
    assert not found["disk"]["is_well"]


def test_letters_are_counted_and_tried_again(house: Flask, wall: Clock) -> None:
    with house.app_context():
        person = people.person()
        for n in range(3):
            outbox.post("reset", person.id, {}, intent=f"reset:{n}", now=wall.moment)
        db.session.execute(
            sa.update(outbox.OutgoingMail)
            .where(outbox.OutgoingMail.intent == "reset:1")
            .values(failed_at=wall.moment, attempts=8)
        )
        db.session.commit()
    assert said(house, "outbox").splitlines() == ["queued 2", "sent 0", "dropped 0", "failed 1"]
    again = said(house, "outbox", "--retry").splitlines()
    assert again == ["retried 1", "queued 3", "sent 0", "dropped 0", "failed 0"]
