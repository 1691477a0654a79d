"""The page of tasks: whose place must I decide about?"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.models import Mandate
from politiker.policy import Role, system
from politiker.registrations import lapse
from politiker.registrations.models import State
from politiker.registrations.tasks import Task
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """Mads has a seat at Ole's event, and sits in the council of Ringsted no longer."""
    now = wall.moment
    with house.app_context():
        who = {
            "ole": people.ole(), "mads": people.mads(), "karen": people.karen(), "birgit": people.birgit(),
            "adam": people.adam(), "mo": people.with_role(Role.MODERATOR), "sven": people.person(),
            "other": people.with_role(Role.ORGANISER), "secretary": people.with_role(Role.SECRETARY, town="Aarhus"),
        }  # fmt: skip
        event = meetings.seminar(now, organiser=who["ole"])
        meetings.seminar(now, organiser=who["other"])
        guests.take(event, who["mads"], now)
        guests.take(event, who["karen"], now)
        mine = sa.update(Mandate).where(Mandate.person_id == who["mads"].id)
        db.session.execute(mine.values(ends_at=now + timedelta(hours=1)))
        db.session.commit()
        ids = {name: person.id for name, person in who.items()} | {"event": event.id}
    wall.moment += timedelta(hours=1)
    with house.app_context():
        lapse.lapse(by=system("lapse"), now=wall.moment)
        lapse.see_to_event(ids["event"], by=system("lapse"), now=wall.moment)
        db.session.commit()
    return ids


def task(house: Flask) -> Task:
    with house.app_context():
        found = db.session.scalars(sa.select(Task)).one()
        db.session.expunge_all()
        return found


def test_the_organiser_withdraws_the_guest(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["ole"]).open("/arrangoer")
    assert "1 deltager sidder ikke længere i rådet." in page.main
    page = visitor.open(page.link("Tag stilling"))
    assert "Mads Holm sidder ikke længere i Ringsted" in page.main and "har en plads" in page.main
    assert "Venstre" not in page.html and "(V)" not in page.html
    form = page.form("Afmeld Mads Holm")
    page = visitor.send("Afmeld Mads Holm")
    assert "Opgaven er klaret." in page.main and "Ingen opgaver lige nu" in page.main
    assert guests.states(house, town["mads"]) == [State.WITHDRAWN]
    values = form.values() | {"idempotency_key": "another"}
    assert visitor.client.post(form.action, data=values).status_code == 422
    assert "sidder ikke længere" not in visitor.open("/arrangoer").main


def test_the_organiser_lets_the_place_stand(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open("/opgaver")
    visitor.send("Lad pladsen stå")
    assert guests.states(house, town["mads"]) == [State.CONFIRMED]
    assert task(house).done_by_id == town["ole"]


def test_the_secretary_talks_and_the_organiser_still_answers(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["birgit"]).open("/opgaver")
    assert "ole@example.dk" in page.main and [f.button for f in page.forms()][-1] == "Jeg har talt med arrangøren"
    form = page.form("Jeg har talt")
    page = visitor.send("Jeg har talt med arrangøren")
    assert "Ingen opgaver lige nu" in page.main
    values = form.values() | {"idempotency_key": "another", "answer": "withdraw"}
    assert visitor.client.post(form.action, data=values).status_code == 403, "deciding is for the organiser"
    assert task(house).done_at is None
    page = visitor.sign_in(town["ole"]).open("/opgaver")
    assert "har noteret, at I har talt om det" in page.main


def test_others_find_no_such_page(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    number = task(house).id
    for who in ("karen", "mads", "mo", "sven", "adam"):
        visitor.sign_in(town[who]).open("/opgaver", 404)
        visitor.post(f"/opgaver/{number}", 404)
        visitor.post("/opgaver/999999", 404)
    for who in ("other", "secretary"):
        page = visitor.sign_in(town[who]).open("/opgaver")
        assert "Mads" not in page.html
        visitor.post(f"/opgaver/{number}", 404)
    for who in ("ole", "birgit"):
        visitor.sign_in(town[who]).post(f"/opgaver/{number}", 400)
    assert Visitor(house).client.get("/opgaver").status_code == 303


def test_many_tasks_cost_no_more(house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock) -> None:
    def cost(address: str) -> int:
        visitor.open(address)
        with counted(house) as sent:
            visitor.open(address)
        return len(sent)

    visitor.sign_in(town["ole"])
    small = {address: cost(address) for address in ("/opgaver", "/arrangoer")}
    with house.app_context():
        now = wall.moment
        event = db.session.get_one(meetings.Event, town["event"])
        event.capacity = 60
        for _ in range(30):
            guests.take(event, people.councillor(period=(people.PERIOD[0], now + timedelta(hours=1))), now)
        db.session.commit()
    wall.moment += timedelta(hours=1)
    with house.app_context():
        lapse.lapse(by=system("lapse"), now=wall.moment)
        lapse.see_to_event(town["event"], by=system("lapse"), now=wall.moment)
        db.session.commit()
    visitor.sign_in(town["ole"]).open("/opgaver")
    assert len([f for f in visitor.page.forms() if "Lad pladsen" in f.button]) == 31
    assert {address: cost(address) for address in small} == small
