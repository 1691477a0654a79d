"""Breaking the glass on its pages: asked by one, allowed by another, read for an hour, every page noted."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.discussions.moderation.models import Opening, Reason, Report
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.models import Post, Thread
from politiker.mail.outbox import OutgoingMail
from politiker.policy import Role
from tests import people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor

ASK, PAGE = "Spørg en anden administrator", "/administration/rum"
WHY = {"category": "danger", "reason": "En borger har ringet."}


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    now = wall.moment
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "adam": people.adam(), "amina": people.amina(),
            "anna": people.with_role(Role.ADMINISTRATOR, "Anna By"), "mona": people.with_role(Role.MODERATOR, "Mona"),
            "ole": people.ole(), "birgit": people.birgit(),
        }  # fmt: skip
        network = talks.network(now, who["mads"], facilitator=who["karen"])
        thread = talks.thread(network, who["karen"], now)
        talks.open_room(now)
        db.session.commit()
        return {name: person.id for name, person in who.items()} | {"room": network.id, "thread": thread.id}


def places(house: Flask, town: dict[str, int]) -> tuple[str, str]:
    """The pages of the network and of its thread."""
    with house.app_context():
        room, thread = db.session.get_one(Room, town["room"]), db.session.get_one(Thread, town["thread"])
        return f"/samtaler/{room.address}", f"/samtaler/{room.address}/{thread.id}-x"


def reads_noted(house: Flask) -> list[int]:
    with house.app_context():
        query = sa.select(Entry.subject_id).where(Entry.happening == Happening.GLASS_READ, Entry.subject == "room")
        return list(db.session.scalars(query))


def test_two_administrators_open_a_room_for_an_hour(house: Flask, wall: Clock, town: dict[str, int]) -> None:
    adam, anna = Visitor(house).sign_in(town["adam"]), Visitor(house).sign_in(town["anna"])
    room, thread = places(house, town)
    for address in (room, thread):
        adam.open(address, 404)
    page = adam.open(adam.open("/administration").link("Læs et lukket rum"))
    adam.send(ASK, 422, room=room, reason="", category="danger")
    assert "Skriv, hvad der er sket." in adam.page.errors() and room in adam.page.html
    page = adam.send(ASK, room=room, **WHY)
    assert "En anden administrator er spurgt." in page.main and "Venter på dit svar" not in page.main
    with house.app_context():
        opening = db.session.scalars(sa.select(Opening.id)).one()
    adam.post(f"{PAGE}/{opening}", 404, answer="yes")
    page = anna.open(PAGE)
    assert "Adam Sø beder om at læse et lukket rum" in page.main and "En borger har ringet." in page.main
    assert "Netværk" not in page.html
    form = page.form("Svar")
    anna.send("Svar", 422)
    page = anna.send("Svar", answer="yes")
    assert "Rummet er åbent for den anden administrator i 60 minutter" in page.main
    assert (
        anna.client.post(form.action, data=form.values() | {"answer": "yes", "idempotency_key": "b"}).status_code == 422
    )
    anna.open(room, 404)
    for address in (room, thread):
        adam.open(address)
    assert "Netværk for formænd" in adam.open(room).main
    assert reads_noted(house).count(town["room"]) >= 3, "each page is noted"
    before = len(reads_noted(house))
    adam.open(thread)
    token = adam.page.forms()[0].values()["csrf_token"] if adam.page.forms() else "x"
    for path in (f"{room}/ny", f"{thread}/svar"):
        answer = adam.client.post(
            path, data={"csrf_token": token, "body": "Jeg var her", "title": "x", "kind": "question"}
        )
        assert answer.status_code in {403, 404}, (path, answer.status)
    assert len(reads_noted(house)) > before
    with house.app_context():
        told = sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "room_opened")
        assert set(db.session.scalars(told)) == {town["karen"], town["mads"]}
        assert db.session.get_one(Thread, town["thread"]).post_count == 1
    wall.moment += timedelta(minutes=60)
    adam.sign_in(town["adam"])
    for address in (room, thread):
        adam.open(address, 404)


def test_the_answer_is_the_same_whether_there_is_a_room_or_not(house: Flask, town: dict[str, int]) -> None:
    adam = Visitor(house).sign_in(town["adam"])
    room, _thread = places(house, town)
    said = []
    for address in (room, "/samtaler/findes-slet-ikke", "7654321"):
        adam.open(PAGE)
        adam.send(ASK, room=address, **WHY)
        said.append((adam.answer.status_code, adam.path, adam.page.main))
    assert said[0] == said[1] == said[2]


def test_only_administrators_find_the_page(house: Flask, town: dict[str, int]) -> None:
    for name in ("karen", "mads", "amina", "mona", "ole", "birgit"):
        visitor = Visitor(house).sign_in(town[name])
        visitor.open(PAGE, 404)
        visitor.post(PAGE, 404)
        visitor.post(f"{PAGE}/1", 404)
    assert Visitor(house).client.get(PAGE).status_code == 303


def test_nobody_else_pays_for_the_glass(house: Flask, town: dict[str, int]) -> None:
    room, _thread = places(house, town)
    asked = {}
    for name in ("karen", "amina", "adam"):
        visitor = Visitor(house).sign_in(town[name])
        visitor.client.get(room)
        with counted(house) as sent:
            visitor.client.get(room)
        asked[name] = sum("opening" in statement for statement in sent)
    assert asked == {"karen": 0, "amina": 0, "adam": 1}


def test_who_asked_by_a_report_is_shown_the_way_in_while_it_is_open(
    house: Flask, wall: Clock, town: dict[str, int]
) -> None:
    adam, anna = Visitor(house).sign_in(town["adam"]), Visitor(house).sign_in(town["anna"])
    room, _thread = places(house, town)
    with house.app_context():
        post = db.session.scalars(sa.select(Post).where(Post.thread_id == town["thread"])).one()
        report = Report(room_id=town["room"], post_id=post.id, person_id=town["mads"], reason=Reason.ATTACK,
                        created_at=wall.moment)  # fmt: skip
        db.session.add(report)
        db.session.commit()
        number = str(report.id)
    adam.open(PAGE)
    assert room not in adam.send(ASK, room=number, **WHY).html
    anna.open(PAGE)
    assert room not in anna.send("Svar", answer="yes").html
    page = adam.open(PAGE)
    assert page.link("Læs rummet, senest") == room and "kl. 13" in page.main
    adam.open(room)
    wall.moment += timedelta(minutes=61)
    assert "Åbent for dig nu" not in adam.sign_in(town["adam"]).open(PAGE).main
