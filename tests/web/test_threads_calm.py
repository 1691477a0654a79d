"""What a conversation is called when it changes, how much one writes at once, and files that a page cannot keep."""

import io
import zipfile
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.confidential import files as sealed_files
from politiker.discussions.confidential.models import SealedFile, SealedPost
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.models import Post, Thread
from politiker.discussions.threads.pace import POSTS, THREADS, TooManyPosts
from politiker.search.threads import search
from politiker.worker import intake
from tests import people, talks
from tests.conftest import Clock
from tests.domain.test_files_nameless import WORD, inside
from tests.files import upload
from tests.visitor import Visitor
from tests.web import confidential_town
from tests.web.confidential_town import at

TITLE = "Hvordan siger man nej til sin borgmester?"
confided = confidential_town.town


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """Karen asked in an open room, and Mads answered."""
    with house.app_context():
        karen, mads = people.karen(), people.mads()
        thread = talks.thread(talks.open_room(wall.moment, address="rollen"), karen, wall.moment - timedelta(days=1))
        answer = talks.answer(thread, mads, wall.moment - timedelta(days=1))
        first = db.session.scalars(sa.select(Post.id).where(Post.thread_id == thread.id, Post.number == 1)).one()
        db.session.commit()
        return {"karen": karen.id, "mads": mads.id, "thread": thread.id, "first": first, "answer": answer.id}


def found(house: Flask, town: dict[str, int], text: str, now: datetime) -> list[str]:
    with house.app_context():
        by = people.actor(db.session.get_one(people.Person, town["karen"]), now)
        return [hit.plain_title for hit in search(text, by=by).hits]


def test_twenty_posts_in_ten_minutes_and_what_was_typed_is_kept(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    path = f"/samtaler/rollen/{town['thread']}-x"
    visitor.sign_in(town["mads"])
    for n in range(POSTS.most):
        visitor.open(f"{path}/svar")
        visitor.send("Svar", body=f"Nummer {n}")
    visitor.open(f"{path}/svar")
    page = visitor.send("Svar", 429, body="Et for meget", files=upload("referat.pdf"))
    assert "Du har skrevet 20 indlæg på 10 minutter." in page.errors() and "Et for meget" in page.html
    assert "Vælg filerne igen" in page.main
    assert 0 < int(visitor.answer.headers["Retry-After"]) <= 601
    Visitor(house).sign_in(town["karen"]).open(path)
    other = Visitor(house).sign_in(town["karen"])
    other.open(f"{path}/svar")
    assert "Jeg har også lidt." in other.send("Svar", body="Jeg har også lidt.").html, "control: others write on"
    wall.moment += POSTS.window
    visitor.sign_in(town["mads"]).open(f"{path}/svar")
    visitor.send("Svar", body="Nu er der ro")


def test_five_conversations_an_hour(house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock) -> None:
    visitor.sign_in(town["mads"])
    for n in range(THREADS.most):
        visitor.open("/samtaler/rollen/ny")
        visitor.send("Start samtalen", title=f"Nummer {n}", body="Hej")
    visitor.open("/samtaler/rollen/ny")
    page = visitor.send("Start samtalen", 429, title="Et for meget", body="Hej igen")
    assert "Du har startet 5 samtaler på en time. Vent 61 min. med den næste." in page.errors()
    assert page.form("Start samtalen").values()["title"] == "Et for meget" and "Hej igen" in page.html
    visitor.open(f"/samtaler/rollen/{town['thread']}-x/svar")
    visitor.send("Svar", body="Svare kan man stadig")
    wall.moment += THREADS.window
    visitor.sign_in(town["mads"]).open("/samtaler/rollen/ny")
    visitor.send("Start samtalen", title="Nu igen", body="Hej")


def test_a_mail_too_many_is_tried_again_by_whoever_brings_it() -> None:
    assert intake._words(TooManyPosts(seconds=10)).startswith("450 ")


def test_with_the_first_post_goes_the_title_and_the_address_works_still(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    path = f"/samtaler/rollen/{town['thread']}-hvordan-siger-man-nej-til-sin-borgmester"
    page = visitor.sign_in(town["karen"]).open(path)
    assert page.heading == TITLE and found(house, town, "borgmester", wall.moment) == [TITLE]
    page = visitor.open(f"/indlaeg/{town['first']}/slet")
    assert "Samtalens titel forsvinder med det" in page.main
    page = visitor.send("Slet indlægget")
    assert page.heading == "Slettet samtale" and "borgmester" not in page.html
    visitor.open(path)
    assert visitor.path == f"/samtaler/rollen/{town['thread']}-slettet-samtale" and "Tal med ham først." in page.main
    assert "borgmester" not in visitor.open("/samtaler/rollen").main and "Slettet samtale" in visitor.page.main
    for words in ("borgmester", "slettet samtale"):
        assert found(house, town, words, wall.moment) == []
    assert found(house, town, "tal med ham", wall.moment) == ["Slettet samtale"], "what others wrote is found still"
    visitor.sign_in(town["mads"]).open(f"/indlaeg/{town['answer']}/slet")
    assert "Samtalens titel" not in visitor.page.main


def test_whoever_wrote_the_first_post_may_call_it_something_else(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    visitor.sign_in(town["karen"]).open(f"/indlaeg/{town['first']}/ret")
    assert visitor.page.form("Gem indlægget").values()["title"] == TITLE
    page = visitor.send("Gem indlægget", 422, title=" ")
    assert "Skriv en titel." in page.errors()
    form = page.form("Gem indlægget")
    page = visitor.send("Gem indlægget", title="Hvordan siger man  fra?")
    assert page.heading == "Hvordan siger man fra?" and "rettet" in page.main.lower()
    assert visitor.path.endswith("-hvordan-siger-man-fra")
    again = visitor.client.post(form.action, data=form.values() | {"title": "Hvordan siger man  fra?"})
    assert again.status_code == 303 and "-hvordan-siger-man-fra" in again.location
    assert found(house, town, "borgmester", wall.moment) == []
    assert found(house, town, "siger fra", wall.moment) == ["Hvordan siger man fra?"]
    visitor.open(f"/indlaeg/{town['first']}/historik")
    visitor.open(f"/samtaler/rollen/{town['thread']}-hvordan-siger-man-nej-til-sin-borgmester")
    assert visitor.path.endswith("-hvordan-siger-man-fra")


def test_nobody_else_changes_the_title(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"]).open(f"/indlaeg/{town['first']}/ret", 403)
    visitor.open(f"/indlaeg/{town['answer']}/ret")
    assert "title" not in visitor.page.form("Gem indlægget").values()
    visitor.send("Gem indlægget", body="Andre ord", title="Kapret")
    with house.app_context():
        assert db.session.get_one(Thread, town["thread"]).title == TITLE


def test_after_a_look_without_script_the_files_are_asked_for_again(visitor: Visitor, town: dict[str, int]) -> None:
    path = f"/samtaler/rollen/{town['thread']}-x"
    for where, button in ((f"{path}/svar", "Svar"), ("/samtaler/rollen/ny", "Start samtalen")):
        page = visitor.sign_in(town["mads"]).open(where)
        assert "Vælg filerne igen" not in page.main
        page = visitor.send(button, body="Se her", preview="1")
        assert "Vælg filerne igen" not in page.main, "control: none were chosen"
        page = visitor.send(button, body="Se her", preview="1", files=upload("referat.pdf"))
        assert "Vælg filerne igen, for de er ikke gemt endnu." in page.main


def test_a_document_in_a_confidential_room_names_nobody(
    house: Flask, visitor: Visitor, confided: dict[str, int | str]
) -> None:
    visitor.sign_in(int(confided["amina"])).open(at(confided, "svar"))
    page = visitor.send("Svar", preview="1", body="Se her", files=(io.BytesIO(WORD), "udkast.docx"))
    assert "Vælg filerne igen" in page.main
    visitor.send("Svar", body="Se her", voice="alias", files=(io.BytesIO(WORD), "udkast.docx"))
    with house.app_context():
        seals = seals_of(db.session.get_one(Room, confided["id"]))
        uid = db.session.scalars(sa.select(SealedFile.uid)).one()
        kept = sealed_files.fetch(uid, str(confided["thread"]), seals)
    assert kept is not None and zipfile.is_zipfile(io.BytesIO(kept.content))
    assert b"Karen Friis" in inside(WORD) and b"Karen Friis" not in inside(kept.content)


def test_in_a_confidential_room_the_title_goes_with_the_first_post_too(
    house: Flask, visitor: Visitor, confided: dict[str, int | str]
) -> None:
    page = visitor.sign_in(int(confided["karen"])).open(at(confided))
    assert "Kanariens samtale" in page.main
    visitor.open(at(confided, 1, "slet"))
    page = visitor.send("Slet")
    assert "Kanariens samtale" not in page.main and "Slettet samtale" in page.main
    assert "Kanariens samtale" not in visitor.open(str(confided["room"])).main
    with house.app_context():
        assert db.session.scalars(sa.select(SealedPost.deleted).where(SealedPost.number == 1)).one() is not None
