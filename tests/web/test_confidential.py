"""A confidential room at the browser: going in, writing, reading, and what stays inside."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.discussions.confidential.models import SealedThread
from politiker.discussions.confidential.voices import Manner
from politiker.discussions.moderation.models import Category, Opening
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from tests import confided, people
from tests.inspection import words_of_title
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.confidential_town import at, town

__all__ = ["town"]


def test_a_room_is_made_with_a_yes_to_the_rules(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["other"]).open("/samtaler/nyt-fortroligt-rum")
    assert "Den, der har både databasen, nøglen og serveren, kan læse" in page.main
    visitor.send("Opret rummet", 422, title="Nyt", purpose="Formål")
    assert "Sig ja til reglerne først." in visitor.page.errors()
    visitor.send("Opret rummet", title="Nyt rum", purpose="Formål", agrees="y")
    with house.app_context():
        made = db.session.scalars(sa.select(Room).order_by(Room.id.desc())).first()
        assert made is not None and made.is_confidential and made.title == "" and made.kind is RoomKind.NETWORK
        db.session.expunge_all()
    assert "Nyt rum" in visitor.open("/samtaler").main
    page = visitor.open(f"/samtaler/{made.address}")
    assert "Nyt rum" in page.main and words_of_title(page).startswith("Samtale –")
    Visitor(house).sign_in(town["ole"]).open("/samtaler/nyt-fortroligt-rum", 404)


def test_production_without_a_key_has_no_confidential_rooms(
    visitor: Visitor, town: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in(town["karen"])
    monkeypatch.setattr("politiker.core.sealing.room_keys", lambda: ())
    page = visitor.open("/samtaler/nyt-fortroligt-rum")
    assert "Her er ingen fortrolige rum" in page.main
    assert "Kanarien" not in visitor.open("/samtaler").html
    for path in (town["room"], at(town), f"{town['room']}/regler"):
        visitor.open(str(path), 404)


def test_whoever_is_asked_in_reads_the_rules_first(
    house: Flask, visitor: Visitor, town: dict[str, int], now: datetime
) -> None:
    with house.app_context():
        db.session.add(
            RoomMember(room_id=town["id"], person_id=town["other"], invited_at=now, invited_by_id=town["karen"])
        )
        db.session.commit()
    page = visitor.sign_in(town["other"]).open(str(town["room"]))
    assert visitor.path.endswith("/regler") and page.heading == "Samtale"
    visitor.open(at(town), 404)
    visitor.open(str(town["room"]))
    visitor.send("Gå ind", 422)
    page = visitor.send("Gå ind", agrees="y")
    assert "Kanariens samtale" in page.main and visitor.path == town["room"]
    assert "2 nye" in page.main


def test_opening_changes_nothing_and_reading_is_noted_by_a_press(visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(str(town["room"]))
    assert "2 nye" in page.main and "Spørgsmål" in page.main and "i dag mellem kl. 12 og 13" in page.main
    page = visitor.open(page.link("Kanariens samtale"))
    assert words_of_title(page) == "Samtale – Politiker" and "Se https://x.example" in page.main
    assert "2 nye" in visitor.open(str(town["room"])).main
    visitor.open(at(town))
    visitor.send("Markér som læst")
    assert "2 nye" not in visitor.open(str(town["room"])).main


def test_headers_say_keep_out(visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["karen"])
    for path in (town["room"], at(town), at(town, "svar"), f"{town['room']}/regler", at(town, 2, "ud", 1)):
        page = visitor.open(str(path))
        assert visitor.answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in visitor.answer.headers["X-Robots-Tag"] and 'name="robots"' in page.html
        assert words_of_title(page) == "Samtale – Politiker" and page.heading == "Samtale"
        assert "og:title" not in page.html and "canonical" not in page.html
    assert visitor.answer.headers["Referrer-Policy"] == "no-referrer"
    visitor.open(at(town))
    assert visitor.answer.headers["Referrer-Policy"] == "same-origin"


def test_everybody_else_gets_the_answer_of_a_page_that_is_not_there(house: Flask, town: dict[str, int]) -> None:
    paths = [
        town["room"], f"{town['room']}/regler", f"{town['room']}/ny-samtale", f"{town['room']}/find", at(town),
        at(town, 1), at(town, "svar"), at(town, 1, "ret"), at(town, 1, "slet"), at(town, 1, "historik"),
        at(town, 1, "rapporter"), at(town, 2, "ud", 1), at(town, "laering"), at(town, "del"),
        at(town, "filer", "f" * 32),
    ]  # fmt: skip
    posts = [f"{town['room']}/kladde", f"{town['room']}/forhaandsvis", at(town, "laest"), at(town, "foelg")]
    posts += [at(town, 1, "tak"), at(town, 1, "stem"), at(town, 1, "nyttigt"), at(town, "del", "f" * 32)]
    for who in ("other", "ole", "adam", "mona", "birgit", "sven"):
        visitor = Visitor(house).sign_in(town[who])
        for path in paths:
            visitor.open(str(path), 404)
        for path in posts:
            visitor.post(path, 404)
    for path in paths:
        answer = house.test_client().get(str(path))
        assert answer.status_code == 303 and "/log-ind" in answer.headers["Location"]


def test_behind_broken_glass_one_reads_and_that_is_noted(
    house: Flask, visitor: Visitor, town: dict[str, int], now: datetime
) -> None:
    with house.app_context():
        facts = {"category": Category.DANGER, "reason": "Trusler", "asked_at": now, "decided_at": now}
        db.session.add(
            Opening(
                room_id=town["id"], asked_by_id=town["adam"], decided_by_id=town["birgit"], is_allowed=True,
                ends_at=now.replace(hour=now.hour + 1), **facts,
            )
        )  # fmt: skip
        db.session.commit()
    page = visitor.sign_in(town["adam"]).open(str(town["room"]))
    assert "Kanariens samtale" in page.main and "nødsituation" in page.main and "Start en samtale" not in page.main
    page = visitor.open(page.link("Kanariens samtale"))
    assert "Du kan kun læse" in page.main
    assert [form for form in page.forms() if form.tag.get("method") == "post"] == []
    for path in (at(town, "svar"), f"{town['room']}/ny-samtale", at(town, 1, "ret"), at(town, "laering")):
        visitor.open(path, 403)
    with house.app_context():
        noted = db.session.scalars(sa.select(Entry.happening).where(Entry.person_id == town["adam"])).all()
        assert [what.value for what in noted].count("glass_read") >= 2


def test_a_page_costs_the_same_whatever_its_length(
    house: Flask, visitor: Visitor, town: dict[str, int], now: datetime
) -> None:
    visitor.sign_in(town["karen"]).open(at(town))
    with counted(house) as few:
        visitor.open(f"{at(town)}?side=1")
    with counted(house) as room_few:
        visitor.open(str(town["room"]))
    with house.app_context():
        there = db.session.get_one(Room, town["id"])
        mads = db.session.get_one(people.Person, town["mads"])
        for n in range(45):
            confided.answered(there, str(town["thread"]), mads, now, body=f"Svar {n}")
        for n in range(25):
            confided.opened(there, mads, now, title=f"Samtale {n}", manner=Manner.NAME)
        db.session.commit()
    with counted(house) as many:
        visitor.open(f"{at(town)}?side=2")
    with counted(house) as room_many:
        visitor.open(str(town["room"]))
    assert (len(many), len(room_many)) == (len(few), len(room_few))
    assert len(many) <= 5, many


def test_pages_of_a_thread_and_of_a_room(house: Flask, visitor: Visitor, town: dict[str, int], now: datetime) -> None:
    with house.app_context():
        there = db.session.get_one(Room, town["id"])
        karen = db.session.get_one(people.Person, town["karen"])
        for n in range(25):
            confided.answered(there, str(town["thread"]), karen, now, body=f"Svar {n}")
        db.session.commit()
    page = visitor.sign_in(town["amina"]).open(at(town))
    assert "Svar 0" in page.main and "Svar 24" not in page.main
    page = visitor.open(f"{at(town)}?side=2")
    visitor.send("Markér som læst")
    assert "Svar 24" in visitor.open(at(town)).main
    assert visitor.open(at(town, 25)) and visitor.path == at(town) and "side=2" in visitor.answer.request.url
    visitor.open(at(town, 99), 404)
    for wrong in ("0", "-1", "x", "1e3", "٣"):
        visitor.open(f"{at(town)}?side={wrong}", 404)
    visitor.open(f"{at(town)}?side=9999999")


def test_the_thread_of_another_room_is_not_here(
    house: Flask, visitor: Visitor, town: dict[str, int], now: datetime
) -> None:
    with house.app_context():
        karen = db.session.get_one(people.Person, town["karen"])
        other = confided.room(now, karen)
        post = confided.opened(other, karen, now)
        db.session.commit()
        uid, address = post.thread_uid, other.address
    visitor.sign_in(town["karen"]).open(f"/samtaler/{address}/{uid}")
    visitor.open(f"{town['room']}/{uid}", 404)
    visitor.open(f"/samtaler/{address}/{town['thread']}", 404)
    with house.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(SealedThread)).scalar_one() == 2
