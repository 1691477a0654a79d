"""`person …` and `testkit`: administration without a browser."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import SettingsRefused
from politiker.commands import with_commands
from politiker.core.database import db
from politiker.house import create_app
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Mandate, Person
from politiker.people.queries import by_email
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Role
from politiker.web.browser import actor_of
from tests import people
from tests.cli.test_house import said
from tests.conftest import NOON
from tests.houses import SqliteHouses, settings
from tests.visitor import Visitor

PRODUCTION = {
    "env": "production",
    "base_url": "https://politiker.example.dk",
    "secret_key": "et langt og hemmeligt ord til produktion",
}


def test_a_person_is_added_invited_seated_and_given_a_role(house: Flask, now: datetime) -> None:
    said(house, "person", "add", "Åse Ørum", "Aase@Example.dk")
    said(house, "person", "invite", "aase@example.dk")
    assert "Socialdemokratiet" in said(house, "person", "mandate", "aase@example.dk", "Aarhus", "A")
    said(house, "person", "role", "aase@example.dk", "organiser")
    said(house, "person", "role", "aase@example.dk", "secretary", "--municipality", "Ringsted")
    with house.app_context():
        person = by_email("aase@example.dk")
        assert person is not None and person.name == "Åse Ørum" and person.invited_at == now
        actor = actor_of(person.id, now)
        assert actor.is_councillor and actor.roles == {Role.ORGANISER, Role.SECRETARY}
        assert actor.secretary_of == {people.municipality("Ringsted").id}
        [letter] = db.session.scalars(sa.select(OutgoingMail))
        assert letter.letter == "invitation"
        mandate = db.session.scalars(sa.select(Mandate)).one()
        assert mandate.starts_at.isoformat() == "2025-12-31T23:00:00+00:00"
        assert mandate.ends_at.isoformat() == "2029-12-31T23:00:00+00:00"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["add", "Åse", "not an address"], "EmailRefused"),
        (["add", "\u202e", "a@example.dk"], "Name"),
        (["add", "Karen Igen", "karen@example.dk"], "EmailIsKnown"),
        (["invite", "nobody@example.dk"], "nobody is known by nobody@example.dk"),
        (["mandate", "karen@example.dk", "Andeby", "A"], "no municipality Andeby"),
        (["mandate", "karen@example.dk", "Aarhus", "Q"], "no list Q"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(house: Flask, now: datetime, words: list[str], why: str) -> None:
    with house.app_context():
        people.karen()
        db.session.commit()
    assert why in said(house, "person", *words, code=1)
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_a_secretary_has_a_municipality_and_nobody_else(house: Flask, now: datetime) -> None:
    assert "--municipality" in said(house, "person", "role", "karen@example.dk", "secretary", code=2)
    assert "--municipality" in said(house, "person", "role", "a@b.dk", "organiser", "--municipality", "Aarhus", code=2)


def test_testkit_signs_different_councillors_in(house: Flask, now: datetime) -> None:
    with house.app_context():
        karen = people.karen().id
        people.ole()
        db.session.commit()
    cookies = said(house, "testkit", "sessions", "5").split()
    assert len(set(cookies)) == 5 and all(cookie.startswith("politiker=") for cookie in cookies)
    with house.app_context():
        assert len(set(db.session.scalars(sa.select(SignIn.person_id)))) == 5
        assert karen in set(db.session.scalars(sa.select(SignIn.person_id)))
        everybody = db.session.scalars(sa.select(SignIn.person_id))
        assert all(actor_of(person_id, NOON).is_councillor for person_id in everybody)
    visitor = Visitor(house)
    name, _, token = cookies[-1].partition("=")
    visitor.client.set_cookie(name, token, domain="localhost")
    visitor.open("/mine-tilmeldinger")
    assert visitor.path == "/mine-tilmeldinger"
    assert len(said(house, "testkit", "sessions", "5").split()) == 5
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 6


@pytest.mark.parametrize("more", [{"env": "development"}, {"base_url": "https://politiker.example.dk"}])
def test_testkit_refuses_any_other_house(
    sqlite_houses: SqliteHouses, tmp_path: Path, more: dict[str, str], now: datetime
) -> None:
    sqlite_houses.fresh()
    other = with_commands(create_app(settings(f"sqlite:///{sqlite_houses.file}", tmp_path, **more)))
    assert "only with POLITIKER_ENV=test" in said(other, "testkit", "sessions", "1", code=1)
    with other.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
        db.session.remove()
        db.engine.dispose()


def test_production_refuses_a_database_with_a_demo_account(
    sqlite_houses: SqliteHouses, tmp_path: Path, now: datetime
) -> None:
    production = settings(
        f"sqlite:///{sqlite_houses.file}",
        tmp_path,
        **PRODUCTION,
    )
    house = sqlite_houses.fresh()
    app = with_commands(create_app(production))
    assert "never enters a production" in said(app, "demo", code=1)
    assert "own machine" in said(app, "run-house", code=1)
    with house.app_context():
        people.person().is_demo = True
        db.session.commit()
    with pytest.raises(SettingsRefused, match="demo account"):
        create_app(production)


def test_production_opens_though_its_database_is_away(tmp_path: Path) -> None:
    away = settings(
        f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}",
        tmp_path,
        **PRODUCTION,
    )
    assert create_app(away).test_client().get("/healthz", base_url="https://politiker.example.dk").status_code == 200


def test_a_role_is_taken_back(house: Flask, now: datetime) -> None:
    said(house, "person", "add", "Ole Krog", "ole@example.dk")
    said(house, "person", "role", "ole@example.dk", "organiser")
    assert "no longer organiser" in said(house, "person", "role", "ole@example.dk", "organiser", "--end")
    assert "RoleIsNotHeld" in said(house, "person", "role", "ole@example.dk", "organiser", "--end", code=1)
