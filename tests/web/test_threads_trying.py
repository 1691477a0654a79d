"""What threads answer when something is in the way: a full disk, a long history, a way to a hidden thread."""

import io
import json
import time
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation import merging, threads
from politiker.discussions.moderation.threads import Act, ThreadReason
from politiker.discussions.threads.models import Draft, Post, PostVersion
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.policy import Role
from politiker.web.threads.door import path_of
from tests import files, people, talks
from tests.visitor import Visitor


@pytest.fixture
def talk(house: Flask, now: datetime) -> dict[str, Any]:
    with house.app_context():
        karen, room = people.karen(), talks.open_room(now)
        thread = talks.thread(room, karen, now)
        post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
        db.session.commit()
        path = path_of(room.address, thread.id, thread.title)
        return {"karen": karen.id, "room": room.id, "thread": thread.id, "post": post.id, "path": path}


def test_a_full_disk_costs_nobody_their_words(
    house: Flask, visitor: Visitor, talk: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file = tmp_path / "no folder"
    a_file.write_text("")
    monkeypatch.setattr(storing, "folder", lambda: a_file)
    visitor.sign_in(talk["karen"]).open(talk["path"])
    page = visitor.send("Svar", 422, body="Det her tog mig en time.", files=[(io.BytesIO(files.pdf()), "a.pdf")])
    assert "Filen kan ikke gemmes lige nu. Prøv igen senere, eller fortsæt uden den." in page.errors()
    assert page.form("Svar").values()["body"] == "Det her tog mig en time."
    with house.app_context():
        assert len(db.session.scalars(sa.select(Post)).all()) == 1
        assert not db.session.scalars(sa.select(StoredFile)).all()
    visitor.send("Svar", body="Det her tog mig en time.", files=None)
    assert "Det her tog mig en time." in visitor.page.main


def test_a_long_history_is_leafed_through(house: Flask, visitor: Visitor, talk: dict[str, Any], now: datetime) -> None:
    """Each version is made into HTML when it is shown, so a page holds a few long ones."""
    with house.app_context():
        long = "ord " * 5_000
        rows = [
            PostVersion(post_id=talk["post"], number=n, body=f"{n}. {long}"[:20_000], until=now) for n in range(1, 8)
        ]
        db.session.add_all(rows)
        db.session.commit()
    page, seen = visitor.sign_in(talk["karen"]).open(f"/indlaeg/{talk['post']}/historik"), []
    while True:
        on_page = [n for n in range(1, 8) if f"Udgave {n}," in page.main]
        assert 0 < len(on_page) <= 3
        seen += on_page[::-1]
        if "Ældre" not in page.main:
            break
        page = visitor.open(f"/indlaeg/{talk['post']}/historik{page.link('Ældre')}")
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    visitor.open(f"/indlaeg/{talk['post']}/historik?foer=٣")


def test_a_list_of_long_drafts_reads_only_their_beginnings(
    house: Flask, visitor: Visitor, talk: dict[str, Any], now: datetime
) -> None:
    with house.app_context():
        content = json.dumps({"body": "[" * 20_000})
        places = [f"room:{talk['room']}", *(f"thread:{number}" for number in range(2_000_000, 2_000_099))]
        db.session.add_all(Draft(person_id=talk["karen"], place=p, content=content, saved_at=now) for p in places)
        db.session.commit()
    visitor.sign_in(talk["karen"])
    before = time.process_time()
    visitor.client.get("/kladder")
    assert time.process_time() - before < 5


def test_the_way_to_a_hidden_thread_does_not_say_its_title(
    house: Flask, visitor: Visitor, talk: dict[str, Any], now: datetime
) -> None:
    with house.app_context():
        mona = people.with_role(Role.MODERATOR, "Mona Bech")
        room = db.session.get_one(talks.Room, talk["room"])
        old = db.session.get_one(talks.Thread, talk["thread"])
        into = talks.thread(room, db.session.get_one(people.Person, talk["karen"]), now, title="Skjult overskrift")
        facts, there = {"by": people.actor(mona, now), "now": now}, talks.met(room, mona, now)
        merging.merge(old, there, into, there, ThreadReason.DOUBLE, **facts)
        db.session.commit()
        into_id, mona_id = into.id, mona.id
    answer = visitor.sign_in(talk["karen"]).client.get(talk["path"])
    assert (answer.status_code, "skjult-overskrift" in answer.headers["Location"]) == (302, True)
    with house.app_context():
        into, mona = (db.session.get_one(kind, id) for kind, id in ((talks.Thread, into_id), (people.Person, mona_id)))
        there = talks.met(db.session.get_one(talks.Room, talk["room"]), mona, now)
        threads.do(Act.HIDE, into, there, ThreadReason.TONE, by=people.actor(mona, now), now=now)
        db.session.commit()
    assert visitor.client.get(talk["path"]).status_code == 404


def test_a_choice_of_thousands_of_digits_is_none(
    house: Flask, visitor: Visitor, talk: dict[str, Any], now: datetime
) -> None:
    """Python reads no number of more than 4,300 digits."""
    visitor.sign_in(talk["karen"]).open(talk["path"].rpartition("/")[0] + "/ny")
    visitor.send("Start samtalen", title="En afstemning", body="Svar mig.", poll_question="Ja?", poll_choices="Ja\nNej")
    page = visitor.send("Send mit svar", 422, choice="9" * 5_000)
    assert "Vælg et svar." in page.main
