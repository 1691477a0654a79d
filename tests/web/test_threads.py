"""The page of a thread: what was said since I was here, and writing in it."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Level
from politiker.discussions.threads import following, posts
from politiker.discussions.threads.models import Post, Thread, ThreadReader
from tests import people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor

ADDRESS = "politikerrollen"


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """Karen asked something in an open room, and Mads has answered 44 times; Amina has read nothing."""
    now = wall.moment
    with house.app_context():
        karen, mads, amina = people.karen(), people.mads(), people.amina()
        room = talks.open_room(now, address=ADDRESS)
        thread = talks.thread(room, karen, now)
        talks.answer(thread, mads, now, "Svar nummer 2.")
        talks.many_answers(thread, mads, 43, now)
        db.session.commit()
        return {"karen": karen.id, "mads": mads.id, "amina": amina.id, "thread": thread.id, "room": room.id}


def path(town: dict[str, int]) -> str:
    return f"/samtaler/{ADDRESS}/{town['thread']}-hvordan-siger-man-nej-til-sin-borgmester"


def read(house: Flask, who: int, thread: int) -> ThreadReader | None:
    with house.app_context():
        found = db.session.get(ThreadReader, (who, thread))
        db.session.expunge_all()
        return found


def post_id(house: Flask, town: dict[str, int], number: int) -> int:
    with house.app_context():
        query = sa.select(Post.id).where(Post.thread_id == town["thread"], Post.number == number)
        return db.session.scalars(query).one()


def numbers(visitor: Visitor) -> list[int]:
    """The numbers of the posts on the page."""
    return [int(number) for number in re.findall(r">Nr\. (\d+)</a>", visitor.page.html)]


def test_who_has_read_nothing_begins_at_the_beginning(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(path(town))
    assert numbers(visitor) == list(range(1, 21))
    assert "Karen Friis medlem af rådet, Aarhus" in page.main and "Mads Holm udvalgsformand, Ringsted" in page.main
    assert "Nyt, siden du var her" not in page.main and "Fortsæt" not in page.main
    for party in ("Venstre", "Socialdemokrat", "(V)", "(A)"):
        assert party not in page.html, "the party is nowhere"
    assert read(house, town["amina"], town["thread"]) is None, "looking changes nothing"


def test_one_goes_on_where_one_left_off(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        following.note_read(town["amina"], town["thread"], 23)
        db.session.commit()
    page = visitor.sign_in(town["amina"]).open(path(town))
    assert numbers(visitor) == list(range(21, 41))
    assert page.link("Fortsæt, hvor du slap") == f"#indlaeg-{post_id(house, town, 24)}"
    first_new = re.findall(r'Nyt, siden du var her</p><article[^>]* id="indlaeg-(\d+)"', page.html)
    assert first_new == [str(post_id(house, town, 24))]
    page = visitor.open(f"{path(town)}?side=1")
    assert numbers(visitor) == list(range(1, 21)) and page.link("Fortsæt, hvor du slap") == path(town)
    with house.app_context():
        following.note_read(town["amina"], town["thread"], 45)
        db.session.commit()
    page = visitor.open(path(town))
    assert numbers(visitor) == list(range(41, 46)) and "Fortsæt" not in page.main and "Markér som læst" not in page.main


def test_reading_is_marked_by_a_press_and_never_goes_back(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["amina"]).open(path(town))
    visitor.send("Markér som læst hertil")
    assert numbers(visitor) == list(range(21, 41))
    reader = read(house, town["amina"], town["thread"])
    assert reader is not None and (reader.read_number, reader.level) == (20, None)
    form = visitor.page.form("Markér som læst hertil")
    token = form.values()["csrf_token"]
    for number, status, then in (("5", 303, 20), ("9999", 303, 45), ("x", 400, 45), ("", 400, 45)):
        visitor.post(form.action, status, csrf_token=token, number=number)
        reader = read(house, town["amina"], town["thread"])
        assert reader is not None and reader.read_number == then
    visitor.post(form.action, 400, number="3")
    answer = visitor.client.post(
        form.action, data={"csrf_token": token, "number": "45"}, headers={"Sec-Fetch-Dest": "empty"}
    )
    assert (answer.status_code, answer.data) == (204, b""), "the script needs no page"


def test_one_answers_and_the_answer_is_read_and_followed(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["amina"]).open(f"{path(town)}?side=3")
    form = visitor.page.form("Svar")
    page = visitor.send("Svar", body="Jeg ville **ringe** til ham.")
    assert numbers(visitor)[-1] == 46 and "<strong>ringe</strong>" in page.html
    assert "medlem af rådet, København" in page.main
    reader = read(house, town["amina"], town["thread"])
    assert reader is not None and (reader.read_number, reader.level) == (46, Level.FOLLOW)
    values = form.values() | {"body": "Jeg ville **ringe** til ham.", "preview": None}
    again = visitor.client.post(form.action, data={k: v for k, v in values.items() if v is not None})
    assert again.status_code == 303 and "indlaeg-" in again.headers["Location"]
    with house.app_context():
        assert db.session.get_one(Thread, town["thread"]).post_count == 46, "a double click is one post"


def test_what_is_refused_keeps_what_was_typed(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["amina"]).open(path(town))
    page = visitor.send("Svar", 422, body="   ")
    assert "Skriv nogle ord først." in page.errors()
    page = visitor.send("Svar", 422, body="ord " * 6000)
    assert "ord ord" in page.form("Svar").values()["body"]
    with house.app_context():
        db.session.get_one(Thread, town["thread"]).locked_at = people.PERIOD[0]
        db.session.commit()
    page = visitor.send("Svar", 422, body="Mit kloge svar")
    assert "Samtalen er låst" in page.errors() and page.form("Svar").values()["body"] == "Mit kloge svar"
    page = visitor.open(path(town))
    assert "Samtalen er låst" in page.main and "Citér" not in page.main
    visitor.open(f"{path(town)}/svar", 403)


def test_a_quote_stands_in_the_form(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(f"{path(town)}?side=1")
    page = visitor.open(page.link("Citér (indlæg nr. 3)"))
    assert page.form("Svar").values()["body"] == "> Svar nummer 3.\n\n"
    for other in ("999999999", "x", "9" * 40):
        page = visitor.open(f"{path(town)}/svar?citer={other}")
        assert page.form("Svar").values()["body"] == ""


def test_a_question_is_asked(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(f"/samtaler/{ADDRESS}/ny")
    assert "Titler i åbne rum står i de breve" in page.main
    page = visitor.send("Start samtalen", 422, title="Første budget")
    assert "Skriv nogle ord først." in page.errors() and page.form("Start").values()["title"] == "Første budget"
    page = visitor.send("Start samtalen", title="Første  budget", body="Hvordan læser man det?")
    assert page.heading == "Første budget" and visitor.path.endswith("-foerste-budget")
    assert "Spørgsmål" in page.main and "Hvordan læser man det?" in page.main
    with house.app_context():
        thread = db.session.scalars(sa.select(Thread).order_by(Thread.id.desc())).first()
        assert thread is not None and (thread.post_count, thread.title) == (1, "Første budget")


def test_an_experience_is_told_in_four_steps(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(f"/samtaler/{ADDRESS}/ny")
    page = visitor.open(page.link("Erfaring"))
    told = {"situation": "Jeg var ny.", "action": "Jeg spurgte.", "outcome": "Jeg fik svar.", "again": "Ja."}
    page = visitor.send("Start samtalen", title="Da jeg spurgte", **told)
    assert "Erfaring" in page.main and [h for h in told.values() if h in page.main] == list(told.values())


def test_a_wrong_slug_leads_on_only_for_who_may_read(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    wrong = f"/samtaler/{ADDRESS}/{town['thread']}-noget-andet?side=2"
    visitor.sign_in(town["amina"])
    answer = visitor.client.get(wrong)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{path(town)}?side=2")
    for side in ("0", "4", "-1", "x", "1" * 30, "²"):
        visitor.open(f"{path(town)}?side={side}", 404)
    with house.app_context():
        stranger = people.person("Per Uden")
        db.session.commit()
        uden = stranger.id
    visitor.sign_in(uden)
    assert visitor.client.get(wrong).data == visitor.client.get("/samtaler/x/99-x").data
    assert Visitor(house).client.get(path(town)).status_code == 303


def test_a_hidden_thread_is_for_those_who_keep_order(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        mona = people.with_role(people.Role.MODERATOR, "Mona Bech")
        db.session.get_one(Thread, town["thread"]).hidden_at = people.PERIOD[0]
        db.session.commit()
        mo = mona.id
    number = post_id(house, town, 3)
    visitor.sign_in(town["karen"])
    nothing = visitor.client.get("/samtaler/x/99-x").data
    for address in (path(town), f"{path(town)}/svar", f"/indlaeg/{number}", f"/indlaeg/{number}/historik"):
        assert visitor.client.get(address).data == nothing
    page = visitor.sign_in(mo).open(path(town))
    assert "Skjult af en moderator" in page.main


def test_a_thread_made_part_of_another_leads_there(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        room = db.session.get_one(talks.Room, town["room"])
        other = talks.thread(
            room, db.session.get_one(people.Person, town["karen"]), people.PERIOD[0], title="Den anden"
        )
        db.session.get_one(Thread, town["thread"]).merged_into_id = other.id
        db.session.commit()
        there = f"/samtaler/{ADDRESS}/{other.id}-den-anden"
    visitor.sign_in(town["amina"]).open(path(town))
    assert visitor.path == there


def test_one_chooses_how_much_to_hear(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["amina"]).open(path(town))
    page = visitor.send("Gem valget", level="mute")
    assert page.form("Gem valget").values()["level"] == "mute"
    visitor.send("Svar", body="Et svar")
    reader = read(house, town["amina"], town["thread"])
    assert reader is not None and reader.level is Level.MUTE, "what one chose stands when one answers"
    form = visitor.page.form("Gem valget")
    visitor.post(form.action, 400, **(form.values() | {"level": "louder"}))


def test_a_page_costs_the_same_however_long_the_thread(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    def cost(address: str, *, warm: bool) -> int:
        if warm:
            visitor.open(address)
        else:
            house.extensions["politiker.fragments"].forget()
        with counted(house) as sent:
            visitor.open(address)
        return len(sent)

    visitor.sign_in(town["amina"])
    assert (cost(path(town), warm=False), cost(path(town), warm=True)) == (3, 2)
    with house.app_context():
        thread = db.session.get_one(Thread, town["thread"])
        talks.many_answers(thread, db.session.get_one(people.Person, town["mads"]), 200, people.PERIOD[0])
        following.note_read(town["amina"], town["thread"], 230)
        last = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id, Post.number == 240)).one()
        amina = db.session.get_one(people.Person, town["amina"])
        room = talks.met(db.session.get_one(talks.Room, town["room"]), amina, people.PERIOD[0])
        posts.thank(last, thread=thread, room=room, by=people.actor(amina, people.PERIOD[0]))
        db.session.commit()
    assert (cost(path(town), warm=False), cost(path(town), warm=True)) == (3, 2)
    assert numbers(visitor)[0] == 221 and "Fortryd takken (indlæg nr. 240)" in visitor.page.main
