"""Networks at a browser: making one, asking in by name and by address, answering, leaving."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.actions import ROOMS
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.threads import drafts
from politiker.people.directory.actions import edit_profile
from tests import people, talks
from tests.conftest import Clock
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int | str]:
    """Karen looks after a network with Mads in it. Amina can be found under Colleagues, Bo cannot."""
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(),
            "bo": people.councillor("Bo Borg", email="bo@example.dk"),
        }  # fmt: skip
        amina = people.actor(who["amina"], wall.moment)
        edit_profile(who["amina"], is_shown=True, about="", shows_list=False, by=amina, now=wall.moment)
        net = talks.network(wall.moment, who["mads"], facilitator=who["karen"], purpose="Vi deler dagsordener.")
        db.session.commit()
        return {name: person.id for name, person in who.items()} | {"net": net.address, "net id": net.id}


def is_asked(house: Flask, town: dict[str, int | str], name: str) -> bool:
    with house.app_context():
        row = db.session.get(RoomMember, (town["net id"], town[name]))
        return row is not None and row.is_asked


def test_a_councillor_makes_a_network(house: Flask, visitor: Visitor, town: dict[str, int | str]) -> None:
    page = visitor.sign_in(town["amina"]).open("/samtaler")
    page = visitor.open(page.link("Opret et netværk"))
    page = visitor.send("Opret netværket", 422, title="Nye i økonomiudvalget", purpose="")
    assert "Skriv, hvad netværket er til for." in page.errors()
    assert page.form("Opret").values()["title"] == "Nye i økonomiudvalget"
    form = page.form("Opret")
    page = visitor.send("Opret netværket", purpose="At sammenligne")
    assert "Netværket er oprettet." in page.main and page.heading == "Om rummet: Nye i økonomiudvalget"
    again = visitor.client.post(form.action, data=form.values() | {"purpose": "At sammenligne"})
    assert again.status_code == 303 and again.location.startswith(visitor.path)
    with house.app_context():
        made = sa.select(sa.func.count()).select_from(Room).where(Room.title == "Nye i økonomiudvalget")
        assert db.session.scalar(made) == 1
    for _ in range(ROOMS.most - 1):
        visitor.open("/samtaler/nyt-rum")
        visitor.send("Opret netværket", title="Endnu et", purpose="x")
    visitor.open("/samtaler/nyt-rum")
    visitor.send("Opret netværket", 429, title="Et for meget", purpose="x")


def test_asked_in_by_name_and_coming(house: Flask, visitor: Visitor, town: dict[str, int | str]) -> None:
    path = f"/samtaler/{town['net']}"
    visitor.sign_in(town["karen"]).open(f"{path}/om")
    page = visitor.send("Inviter", who="amina")
    assert "Amina Yusuf, København" in page.main
    page = visitor.send("Inviter", 422, person=None)
    assert "Vælg en fra listen." in page.errors()
    page = visitor.send("Inviter", who="amina")
    uid = page.form("Inviter").tag.find(".//input[@type='radio']")
    assert uid is not None
    page = visitor.send("Inviter", person=uid.get("value"))
    assert "er invitationen på vej" in page.main and "er inviteret og har ikke svaret" in page.main
    assert is_asked(house, town, "amina")
    page = visitor.sign_in(town["amina"]).open("/samtaler")
    assert "Du er inviteret til et lukket rum" in page.main
    visitor.open(f"{path}/om", 404)
    visitor.open(path)
    assert visitor.path == f"{path}/invitation", "the letter leads to the room, and that to the question"
    page = visitor.open(page.link("Netværk for formænd"))
    assert "Vi deler dagsordener." in page.main and "Karen Friis" in page.main and "Mads" not in page.main
    page = visitor.send("Ja tak")
    assert visitor.path == path and "Du er med i rummet." in page.main
    page = visitor.open(f"{path}/om")
    assert "Mads Holm, Ringsted" in page.main and "Venstre" not in page.html
    assert [form.button for form in page.forms()] == ["Gem", "Forlad rummet"], "a member looks after nothing"
    visitor.open(f"{path}/invitation")
    assert visitor.path == path


def test_an_address_tells_nothing(house: Flask, visitor: Visitor, town: dict[str, int | str]) -> None:
    path = f"/samtaler/{town['net']}/om"
    seen = set()
    for address in ("bo@example.dk", "ingen@example.dk", "mads@example.dk"):
        visitor.sign_in(town["karen"]).open(path)
        page = visitor.send("Inviter", who=address)
        seen.add(page.main)
    assert len(seen) == 1 and is_asked(house, town, "bo"), "alike for one we know, one we do not, and one inside"
    page = visitor.send("Inviter", 422, who="Bo Borg")
    assert "Ingen med det navn kan findes" in page.errors() and page.form("Inviter").values()["who"] == "Bo Borg"
    page = visitor.send("Inviter", 422, who="ingen@")
    assert "Skriv en hel e-mailadresse" in page.errors()
    page = visitor.send("Inviter", 422, who="bo")
    assert "mindst tre bogstaver" in page.errors()
    page = visitor.send("Inviter", 422, who="")
    assert "Skriv et navn eller en e-mailadresse." in page.errors()
    with house.app_context():
        uid = db.session.get_one(people.Person, town["bo"]).uid
    form = visitor.open(path).form("Inviter").values() | {"person": uid, "idempotency_key": "another"}
    visitor.post(f"{path}/inviter-fundet", 404, **form)


def test_no_thank_you(house: Flask, visitor: Visitor, town: dict[str, int | str]) -> None:
    visitor.sign_in(town["karen"]).open(f"/samtaler/{town['net']}/om")
    visitor.send("Inviter", who="bo@example.dk")
    page = visitor.sign_in(town["bo"]).open(f"/samtaler/{town['net']}/invitation")
    form = page.form("Nej tak")
    page = visitor.send("Nej tak")
    assert "Tak for svaret." in page.main and "Netværk for formænd" not in page.main
    assert visitor.client.post(form.action, data=form.values()).status_code == 303, "a double click ends alike"
    values = form.values() | {"idempotency_key": "another"}
    assert visitor.client.post(form.action, data=values).status_code == 404
    visitor.open(f"/samtaler/{town['net']}/invitation", 404)


def test_the_facilitator_looks_after_the_members(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    path = f"/samtaler/{town['net']}/om"
    page = visitor.sign_in(town["karen"]).open(path)
    page = visitor.send("Forlad rummet", 422)
    assert "Et rum skal have en facilitator." in page.errors()
    page = visitor.send("Fratag Karen Friis", 422)
    assert "Et rum skal have en facilitator." in page.errors()
    remove = page.form("Fjern Mads Holm fra rummet")
    page = visitor.send("Gør Mads Holm til facilitator")
    assert "Mads Holm, Ringsted – facilitator" in page.main
    values = remove.values()
    answer = visitor.client.post(remove.action, data=values)
    assert answer.status_code == 422 and "En facilitator kan ikke fjernes" in answer.get_data(as_text=True)
    visitor.open(path)
    visitor.send("Fratag Mads Holm")
    form = visitor.open(path).form("Fjern Mads Holm fra rummet")
    page = visitor.send("Fjern Mads Holm fra rummet")
    assert "Mads Holm" not in page.main
    answer = visitor.client.post(form.action, data=form.values() | {"idempotency_key": "another"})
    assert answer.status_code == 422 and "ikke længere i rummet" in answer.get_data(as_text=True)
    visitor.sign_in(town["mads"]).open(path, 404)


def test_leaving(house: Flask, visitor: Visitor, town: dict[str, int | str]) -> None:
    path = f"/samtaler/{town['net']}"
    form = visitor.sign_in(town["mads"]).open(f"{path}/om").form("Forlad rummet")
    page = visitor.send("Forlad rummet")
    assert "Du har forladt rummet." in page.main and "Netværk" not in page.main.replace("netværk", "")
    visitor.open(path, 404)
    assert visitor.client.post(form.action, data=form.values()).status_code == 303, "a double click ends alike"


def test_a_room_put_away_asks_nobody_in(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    path = f"/samtaler/{town['net']}/om"
    invite = visitor.sign_in(town["karen"]).open(path).form("Inviter")
    page = visitor.send("Læg rummet væk")
    assert "Inviter nogen" not in page.main
    answer = visitor.client.post(invite.action, data=invite.values() | {"who": "bo@example.dk"})
    assert answer.status_code == 422 and not is_asked(house, town, "bo")
    wall.moment += timedelta(seconds=1)
    visitor.open(path)
    visitor.send("Forlad rummet")
    visitor.open(path, 404)


def test_a_facilitator_finds_the_days_work_from_the_room(
    house: Flask, visitor: Visitor, town: dict[str, int | str]
) -> None:
    for path in (f"/samtaler/{town['net']}", f"/samtaler/{town['net']}/om"):
        assert 'href="/moderation"' in visitor.sign_in(town["karen"]).open(path).html
        assert 'href="/moderation"' not in visitor.sign_in(town["mads"]).open(path).html


def test_what_one_has_begun_to_write_is_found_from_the_rooms(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    assert "Dine kladder" not in visitor.sign_in(town["karen"]).open("/samtaler").main
    with house.app_context():
        karen, net = db.session.get_one(people.Person, town["karen"]), db.session.get_one(Room, town["net id"])
        met, by = talks.met(net, karen, wall.moment), people.actor(karen, wall.moment)
        drafts.save(drafts.in_room(net.id), {"title": "Halvt"}, room=met, by=by, now=wall.moment)
        db.session.commit()
    page = visitor.open("/samtaler")
    assert page.link("Dine kladder") == "/kladder" and "Halvt" in visitor.open("/kladder").main
    assert "Dine kladder" not in visitor.sign_in(town["mads"]).open("/samtaler").main
