"""Writing in threads: preview, drafts, names, polls, what we learned, and the most useful answer, as pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import drafts
from politiker.discussions.threads.models import Draft, Mention, Poll, PollVoter, Post, Thread, ThreadKind
from politiker.policy import Role
from tests import people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """An open room with a question of Karen's, and a closed one of hers and Amina's."""
    now = wall.moment
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "adam": people.adam(),
            "mona": people.with_role(Role.MODERATOR), "nobody": people.person(), "ole": people.ole(),
        }  # fmt: skip
        who["karen"].shown_at = now
        rum = talks.open_room(now, address="politikerrollen")
        closed = talks.network(now, who["amina"], facilitator=who["karen"])
        there, hidden = talks.thread(rum, who["karen"], now), talks.thread(closed, who["karen"], now)
        talks.answer(there, who["mads"], now)
        db.session.commit()
        ids = {name: person.id for name, person in who.items()}
        return ids | {"room": rum.id, "closed": closed.id, "thread": there.id, "hidden": hidden.id}


ROOM = "/samtaler/politikerrollen"


def path(town: dict[str, int]) -> str:
    return f"{ROOM}/{town['thread']}-hvordan-siger-man-nej-til-sin-borgmester"


def closed(house: Flask, town: dict[str, int]) -> str:
    with house.app_context():
        return f"/samtaler/{db.session.get_one(Room, town['closed']).address}"


def kept(house: Flask) -> dict[str, str]:
    """What is kept of drafts, by place."""
    with house.app_context():
        return {draft.place: draft.content for draft in db.session.scalars(sa.select(Draft))}


def test_the_preview_keeps_all_that_is_typed_and_sends_nothing(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["mads"]).open(path(town))
    page = visitor.send("Svar", preview="1", body="Jeg er **enig** med @Karen Friis <script>")
    assert "<strong>enig</strong> med <strong>@Karen Friis</strong> &lt;script&gt;" in page.html
    assert page.form("Svar").values()["body"] == "Jeg er **enig** med @Karen Friis <script>"
    assert "enig" in kept(house)[f"thread:{town['thread']}"]
    page = visitor.send("Svar")
    assert "<strong>@Karen Friis</strong>" in page.html and kept(house) == {}
    with house.app_context():
        assert set(db.session.scalars(sa.select(Mention.person_id))) == {town["karen"]}
        assert db.session.get_one(Thread, town["thread"]).post_count == 3


def test_a_preview_that_is_too_long_says_so(visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"]).open(path(town))
    page = visitor.send("Svar", 422, preview="1", body="x" * 20_001)
    assert "20.000" in page.errors() or "langt" in page.errors()
    form = page.form("Svar").values()
    answer = visitor.post(
        "/kladder/forhaandsvis/politikerrollen", 422, csrf_token=form["csrf_token"], body="x" * 20_001
    )
    assert answer.get_json() == {"error": "Teksten er for lang til et indlæg."}


def test_the_script_is_shown_the_same(visitor: Visitor, town: dict[str, int]) -> None:
    token = visitor.sign_in(town["mads"]).open(path(town)).form("Svar").values()["csrf_token"]
    answer = visitor.post(
        "/kladder/forhaandsvis/politikerrollen", 200, csrf_token=token, body="**ja** [x](javascript:alert(1))"
    )
    assert answer.get_json()["html"] == "<p><strong>ja</strong> [x](javascript:alert(1))</p>\n"
    told = {"situation": "Budgettet", "action": "", "outcome": "Det gik", "again": "Ja"}
    html = visitor.post("/kladder/forhaandsvis/politikerrollen", 200, csrf_token=token, **told).get_json()["html"]
    assert "<h3>Situationen</h3>" in html and "<h3>Hvad der skete</h3>" in html and "gjorde" not in html
    visitor.post("/kladder/forhaandsvis/politikerrollen", 400, body="uden nøgle")


def test_what_one_writes_is_kept_and_shown_again(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    form = visitor.sign_in(town["mads"]).open(path(town)).form("Svar").values()
    place = f"thread:{town['thread']}"
    visitor.post("/kladder", 204, csrf_token=form["csrf_token"], place=place, body="Jeg begyndte")
    again = Visitor(house).sign_in(town["mads"]).open(path(town))
    assert again.form("Svar").values()["body"] == "Jeg begyndte"
    other = Visitor(house).sign_in(town["karen"]).open(path(town))
    assert other.form("Svar").values()["body"] == "" and "Jeg begyndte" not in other.html
    page = visitor.open("/kladder")
    assert page.heading == "Dine kladder" and "Jeg begyndte" in page.main and "Et svar i Politikerrollen" in page.main
    assert page.link("Hvordan siger man nej") == f"{path(town)}#svar"
    page = visitor.send("Slet kladden")
    assert "Kladden er slettet." in page.main and "Ingen kladder lige nu" in page.main and kept(house) == {}


def test_a_new_conversation_is_kept_with_all_its_fields(visitor: Visitor, town: dict[str, int]) -> None:
    form = visitor.sign_in(town["mads"]).open(f"{ROOM}/ny?kind=experience").form("Start").values()
    told = {"title": "Budgettet", "kind": "experience", "situation": "Vi manglede 5 mio.", "poll_closes": "24-11-2026"}
    visitor.post("/kladder", 204, csrf_token=form["csrf_token"], place=f"room:{town['room']}", **told)
    page = visitor.open(f"{ROOM}/ny")
    assert told.items() <= page.form("Start").values().items()
    page = visitor.open("/kladder")
    visitor.open(page.link("Budgettet"))
    assert visitor.page.form("Start").values()["situation"] == "Vi manglede 5 mio."


def test_what_was_sent_is_not_kept_again(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    form = visitor.sign_in(town["mads"]).open(path(town)).form("Svar").values()
    visitor.send("Svar", body="Sendt")
    late = {"place": f"thread:{town['thread']}", "body": "Sendt", "csrf_token": form["csrf_token"]}
    visitor.post("/kladder", 204, idempotency_key=form["idempotency_key"], **late)
    assert kept(house) == {}
    visitor.post("/kladder", 204, idempotency_key="another", **late)
    assert kept(house) != {}, "control: with another key it is a new draft"


def test_drafts_are_refused_where_one_cannot_write(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    form = visitor.sign_in(town["mads"]).open(path(town)).form("Svar").values()
    token = {"csrf_token": form["csrf_token"], "body": "Hej"}
    for place in (f"room:{town['closed']}", f"thread:{town['hidden']}", "room:999999", "thread:999999", "x:1", ""):
        visitor.post("/kladder", 404, place=place, **token)
    visitor.post("/kladder", 400, place=f"room:{town['room']}", body="uden nøgle")
    visitor.post("/kladder", 422, place=f"room:{town['room']}", **token | {"body": "x" * 25_001})
    assert kept(house) == {}
    assert Visitor(house).client.post("/kladder", data={"place": "room:1", "body": "Hej"}).status_code == 303
    with house.app_context():
        db.session.get_one(Room, town["room"]).locked_at = people.PERIOD[0]
        db.session.commit()
    visitor.post("/kladder", 403, place=f"room:{town['room']}", **token)


def test_names_are_offered_to_who_can_read(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"])
    asked = visitor.client.get(f"{ROOM}/navne?q=kar")
    assert asked.get_json() == [{"name": "Karen Friis", "place": "Aarhus", "written": "@Karen Friis"}]
    assert visitor.client.get(f"{ROOM}/navne?q=ka").get_json() == []
    assert visitor.client.get(f"{ROOM}/navne?q=amina").get_json() == []
    inside = closed(house, town)
    assert visitor.client.get(f"{inside}/navne?q=amina").status_code == 404
    assert visitor.client.get(f"{ROOM}/navne?q=kar&thread_id={town['hidden']}").status_code == 404
    visitor.sign_in(town["karen"])
    assert [one["name"] for one in visitor.client.get(f"{inside}/navne?q=amina").get_json()] == ["Amina Yusuf"]
    here = f"{ROOM}/navne?q=mads&thread_id={town['thread']}"
    assert [one["name"] for one in visitor.client.get(here).get_json()] == ["Mads Holm"], "he wrote there"


def test_an_experience_is_told_in_four_steps(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["mads"]).open(f"{ROOM}/ny?kind=experience")
    assert "Hvem, hvor og hvad der stod på spil." in page.main
    page = visitor.send("Start", 422, title="Budgettet", situation="Vi manglede 5 mio.", action="Vi spurgte borgerne.")
    assert "Fortæl, hvad der skete." in page.errors() and "Fortæl, om I ville gøre det igen." in page.errors()
    assert page.form("Start").values()["situation"] == "Vi manglede 5 mio."
    page = visitor.send("Start", outcome="De kom.", again="Ja.")
    assert page.heading == "Budgettet"
    assert [
        words for words in ("Situationen", "Hvad vi gjorde", "Ville vi gøre det igen") if words not in page.main
    ] == []
    with house.app_context():
        thread = db.session.scalars(sa.select(Thread).where(Thread.title == "Budgettet")).one()
        body = db.session.scalar(sa.select(Post.body).where(Post.thread_id == thread.id))
    assert thread.kind is ThreadKind.EXPERIENCE
    assert str(body).startswith("### Situationen\n\nVi manglede 5 mio.\n\n### Hvad vi gjorde\n\nVi spurgte borgerne.")


POLL = {"poll_question": "Svarer du om søndagen?", "poll_choices": "Ja\r\nNej\r\n\r\nNogle gange"}


def test_a_poll_is_asked_and_answered_once(house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock) -> None:
    visitor.sign_in(town["mads"]).open(f"{ROOM}/ny")
    page = visitor.send("Start", title="Søndag", body="Hvad gør I?", **POLL, poll_closes="3-9-2026")
    there = visitor.path
    assert "Svarer du om søndagen?" in page.main and "Der kan svares til og med torsdag 3. september" in page.main
    page = visitor.send("Send mit svar", 422)
    assert "Vælg et svar." in page.errors() and page.heading == "Svaret blev ikke talt med"
    page = visitor.send("Send mit svar", choice="2")
    assert visitor.path == there and "Dit svar er talt med." in page.main and "Du har svaret." in page.main
    assert "Færre end 5 har svaret, så resultatet vises ikke." in page.main
    with house.app_context():
        poll = db.session.scalars(sa.select(Poll)).one()
        assert (poll.answered, db.session.query(PollVoter).count()) == (1, 1)
    wall.moment += timedelta(days=3)
    assert "Afstemningen er lukket." in visitor.open(there).main
    assert "Send mit svar" not in [form.button for form in visitor.sign_in(town["karen"]).open(there).forms()]


def test_the_second_answer_is_refused_in_words(visitor: Visitor, town: dict[str, int], house: Flask) -> None:
    visitor.sign_in(town["mads"]).open(f"{ROOM}/ny")
    visitor.send("Start", title="Søndag", body="Hvad gør I?", **POLL)
    first, second = visitor.page.form("Send mit svar"), Visitor(house).sign_in(town["mads"])
    second.open(visitor.path)
    visitor.send("Send mit svar", choice="1")
    page = second.send("Send mit svar", 422, choice="2")
    assert "et svar kan ikke ændres" in page.errors()
    again = visitor.client.post(first.action, data=first.values() | {"choice": "1"})
    assert again.status_code in {303, 422}
    for who, status in (("nobody", 404), ("adam", 404), ("mona", 303)):
        voter = Visitor(house).sign_in(town[who])
        values = first.values() | {"choice": "1", "csrf_token": _token(voter)}
        assert voter.client.post(first.action, data=values).status_code == status, who


def _token(visitor: Visitor) -> str:
    """A token of this browser's own, from the page every signed-in person has."""
    return str(visitor.open("/log-ud").form(0).values()["csrf_token"])


def test_a_poll_that_cannot_be_asked(visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"]).open(f"{ROOM}/ny")
    page = visitor.send("Start", 422, title="Søndag", body="Hvad gør I?", poll_question="Hvad?", poll_choices="Kun ét")
    assert "fra to til otte forskellige svar" in page.errors()
    page = visitor.send("Start", 422, poll_choices="A\nB", poll_closes="1-8-2026")
    assert "Vælg en dag, der ikke er gået." in page.errors()
    page = visitor.send("Start", 422, poll_question="", poll_closes="")
    assert "Skriv afstemningens spørgsmål." in page.errors() and page.form("Start").values()["poll_choices"] == "A\nB"


def test_what_was_learned_is_written_together(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["karen"]).open(path(town))
    page = visitor.open(visitor.page.link("lærte"))
    visitor.send("Gem det", 422, body=" ")
    page = visitor.send("Gem det", preview="1", body="Tal **først**.")
    assert "<strong>først</strong>" in page.html and page.form("Gem det").values()["body"] == "Tal **først**."
    late = Visitor(house).sign_in(town["mads"])
    late.open(f"{ROOM}/{town['thread']}/laering")
    page = visitor.send("Gem det")
    assert "Det, I lærte, står nu øverst i samtalen." in page.main and "Læring: Det lærte vi" in page.main
    page = late.send("Gem det", 422, body="Skriv **bagefter**.")
    assert "Intet er tabt" in page.errors() and "Tal først" in page.main and "af Karen Friis" in page.main
    assert page.form("Gem det").values()["body"] == "Skriv **bagefter**."
    page = late.send("Gem det", body="Tal **først**. Skriv **bagefter**.")
    assert "Skriv bagefter ." in page.main or "Skriv bagefter." in page.main
    page = late.open(page.link("tidligere udgaver"))
    assert [heading for heading in ("Udgave 2", "Udgave 1") if heading not in page.main] == []
    assert "Mads Holm" in page.main and "Karen Friis" in page.main


def test_what_was_learned_is_for_the_room_alone(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    inside = f"{closed(house, town)}/{town['hidden']}/laering"
    visitor.sign_in(town["mads"]).open(inside, 404)
    visitor.post(inside, 404)
    visitor.open(f"{inside}/versioner", 404)
    visitor.open(f"{ROOM}/{town['hidden']}/laering", 404)
    visitor.open(f"{ROOM}/{town['thread']}/laering/versioner", 404)
    with house.app_context():
        db.session.get_one(Thread, town["thread"]).locked_at = people.PERIOD[0]
        db.session.commit()
    visitor.open(f"{ROOM}/{town['thread']}/laering", 403)


def test_who_asked_marks_the_most_useful_answer(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["karen"]).open(path(town))
    mark = page.form("Markér som det mest nyttige svar")
    page = visitor.send("Markér som det mest nyttige svar")
    assert "Skriv også gerne, hvad I lærte" in page.main and "Se det mest nyttige svar" in page.links()
    visitor.open(page.link("Se det mest nyttige svar"))
    assert visitor.path == path(town)
    page = visitor.send("mest nyttig")
    assert "Se det mest nyttige svar" not in page.links()
    other = Visitor(house).sign_in(town["mads"])
    values = mark.values() | {"csrf_token": other.open(path(town)).form("Svar").values()["csrf_token"]}
    assert other.client.post(mark.action, data=values).status_code == 403
    assert "mest nyttige" not in " ".join(form.button for form in other.page.forms())


def test_a_thread_with_a_poll_and_a_draft_costs_at_most_five_statements(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    visitor.sign_in(town["mads"]).open(f"{ROOM}/ny")
    visitor.send("Start", title="Søndag", body="Hvad gør I?", **POLL)
    there = visitor.path
    with house.app_context():
        thread = db.session.scalars(sa.select(Thread).where(Thread.title == "Søndag")).one()
        mads = db.session.get_one(people.Person, town["mads"])
        met = talks.met(db.session.get_one(Room, town["room"]), mads, wall.moment)
        place, by = drafts.in_thread(thread.id), people.actor(mads, wall.moment)
        drafts.save(place, {"body": "Mit svar"}, room=met, by=by, now=wall.moment)
        db.session.commit()
    visitor.open(there)
    with counted(house) as sent:
        page = visitor.open(there)
    assert page.form("Svar").values()["body"] == "Mit svar" and "Svarer du om søndagen?" in page.main
    assert len(sent) <= 5, "\n\n".join(sent)
