"""Writing in a confidential room at the browser, and what one does with a post there."""

import re
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.idempotency import Answer, UntimedAnswer
from politiker.discussions.confidential.models import SealedPost
from politiker.discussions.confidential.seals import hour, seals_of
from politiker.discussions.confidential.voices import voice_in
from politiker.discussions.moderation.models import Report
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.threads.models import Thread
from tests.visitor import Visitor
from tests.web.confidential_town import at, town

__all__ = ["town"]


def test_an_answer_under_an_alias(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(at(town))
    page = visitor.open(page.link("Svar"))
    assert "Et alias, der kun gælder i denne samtale" in page.main and "Amina" not in page.main
    visitor.send("Svar", 422, body="Uden valg")
    assert "Uden valg" in visitor.page.html and "Vælg, hvordan du vil ses." in visitor.page.errors()
    page = visitor.send("Svar", body="Det har jeg også **prøvet**", voice="alias")
    assert "Det har jeg også prøvet" in page.main and "dig" in page.main and "Amina" not in page.main
    page = visitor.open(at(town, "svar"))
    assert "Du taler her som" in page.main and "voice" not in page.form("Svar").values()
    with house.app_context():
        room = db.session.get_one(Room, town["id"])
        alias = voice_in(town["thread"], seals_of(room), town["amina"])["alias"]  # type: ignore[arg-type, index]
    others = Visitor(house).sign_in(town["karen"]).open(at(town))
    assert alias in others.main and "Amina" not in others.main


def test_sent_twice_it_is_written_once(house: Flask, visitor: Visitor, town: dict[str, int], now: datetime) -> None:
    visitor.sign_in(town["amina"]).open(at(town, "svar"))
    values = visitor.page.form("Svar").values() | {"body": "En gang", "voice": "alias"}
    for _ in range(2):
        assert visitor.client.post(at(town, "svar"), data=values).status_code == 303
    assert visitor.client.post(at(town, "svar"), data=values | {"body": "Andet"}).status_code == 422
    with house.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(SealedPost)).scalar_one() == 3
        assert db.session.execute(sa.select(sa.func.count()).select_from(Answer)).scalar_one() == 0
        [kept] = db.session.scalars(sa.select(UntimedAnswer))
        assert kept.at == hour(now) and len(kept.key) == 64


def test_a_conversation_is_started_with_a_draft_a_preview_and_a_poll(visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["karen"]).open(str(town["room"]))
    page = visitor.open(page.link("Start en samtale"))
    form = page.form("Forhåndsvis")
    token = form.values()["csrf_token"]
    place = re.search(r'data-place="([^"]+)" data-drafts="([^"]+)"', page.html)
    assert place is not None
    kept = {"csrf_token": token, "place": place[1], "title": "Halvt", "body": "Halvt skrevet"}
    visitor.post(place[2], 204, **kept)
    assert "Du var begyndt at skrive" in visitor.open(str(town["room"])).main
    page = visitor.open(f"{town['room']}/ny-samtale")
    assert "Halvt skrevet" in page.html
    page = visitor.send("Forhåndsvis", preview="1", body="Nu **helt**", title="Helt")
    assert "<strong>helt</strong>" in page.html and "Helt" in page.html
    facts = {"title": "Helt nyt", "body": "Tekst", "voice": "name", "kind": "experience", "preview": None}
    visitor.send("Forhåndsvis", 422, **facts, poll_question="Kun et?", poll_choices="Et")
    assert "mellem to og ti" in visitor.page.errors()
    page = visitor.send("Forhåndsvis", **facts, poll_question="Holder du?", poll_choices="Ja\nNej\nVed ikke")
    assert "Helt nyt" in page.main and "Karen Friis" in page.main and "Ved ikke" in page.main
    page = visitor.send("Send mit svar", choice="1")
    assert "Færre end 5 har svaret" in page.main
    assert "Du var begyndt" not in visitor.open(str(town["room"])).main


def test_what_one_does_with_a_post(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["karen"]).open(at(town))
    page = visitor.send("Tak")
    assert "1 har takket" in page.main
    page = visitor.send("Fortryd takken")
    assert "har takket" not in page.main
    page = visitor.send("Markér som det mest nyttige svar")
    assert "Mest nyttige svar" in page.main or "nyttig" in page.main
    page = visitor.open(f"{at(town, 'svar')}?citat=2")
    assert "&gt; Kanarien [svarer]" in page.html
    visitor.open(at(town, 1, "ret"))
    page = visitor.send("Forhåndsvis", body="Rettet tekst", preview=None)
    assert "Rettet tekst" in page.main and "Rettet" in page.main
    assert "Se https://x.example" in visitor.open(at(town, 1, "historik")).main
    visitor.open(at(town, 1, "slet"))
    page = visitor.send("Slet indlægget")
    assert "Indlægget er slettet af" in page.main and "Rettet tekst" not in page.html
    visitor.open(at(town, 2, "slet"))
    assert "facilitator" in visitor.send("Slet indlægget").main
    visitor.open(at(town, 2, "slet"), 404)
    Visitor(house).sign_in(town["mads"]).open(at(town, 1, "ret"), 404)


def test_a_member_may_not_touch_anothers_post(house: Flask, town: dict[str, int]) -> None:
    mads = Visitor(house).sign_in(town["mads"])
    for act in ("ret", "slet"):
        mads.open(at(town, 1, act), 403)
    mads.open(at(town, 2, "rapporter"), 403)


def test_leaving_by_a_link_is_told_and_the_address_stands_in_none_of_ours(
    visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["karen"]).open(at(town))
    assert "https://ude.example" not in page.html
    page = visitor.open(page.link("svarer"))
    assert "Du forlader et fortroligt rum" in page.main
    [link] = [a for a in page.all("a") if a.get("href") == "https://ude.example/a?b=1"]
    assert link.get("rel") == "noopener noreferrer nofollow"
    visitor.open(at(town, 2, "ud", 2), 404)


def test_search_stays_inside(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["karen"]).open(str(town["room"]))
    page = visitor.send("Søg", words="kanarien svarer")
    assert "1 sted" in page.main and "Kanariens samtale" in page.main and visitor.path.endswith("/find")
    assert "Intet fundet" in visitor.send("Søg", words="enhjørning").main
    assert "Kanarien" not in visitor.open("/soeg?q=kanarien").main.replace("kanarien", "")


def test_a_report_shows_a_moderator_nothing_of_who_or_where(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["amina"]).open(at(town, 2, "rapporter"))
    visitor.send("Rapportér indlægget", reason="attack")
    visitor.open(at(town, 2, "rapporter"))
    visitor.send("Rapportér indlægget", 422, reason="attack")
    with house.app_context():
        [made] = db.session.scalars(sa.select(Report))
        assert made.person_id is None and made.reporter_mark and made.note == ""
    Visitor(house).sign_in(town["mona"]).open(at(town), 404)


def test_what_was_learned_leaves_when_all_say_yes(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["karen"]).open(at(town, "laering"))
    page = visitor.send("Forhåndsvis", body="Tal **sammen**", preview=None)
    assert "Tal sammen" in page.main
    page = visitor.open(at(town, "del"))
    room = next(iter(page.form("Forhåndsvis").values()))
    assert room
    target = re.search(r'name="room" type="radio" value="(\d+)"|value="(\d+)"[^>]*name="room"', page.html)
    with house.app_context():
        open_id = db.session.execute(sa.select(Room.id).where(Room.kind == RoomKind.OPEN)).scalars().first()
    assert target is not None or open_id is not None
    page = visitor.send("Forhåndsvis", title="Det lærte vi", posts=["1", "2"], room=str(open_id), preview=None)
    assert "venter på svar" in page.main
    mads = Visitor(house).sign_in(town["mads"])
    assert "Du er citeret" in mads.open(at(town)).main
    page = mads.send("Ja, lad den komme ud")
    assert "den står i et åbent rum" in page.main
    with house.app_context():
        out = db.session.scalars(sa.select(Thread)).one()
        assert out.title == "Det lærte vi" and out.author_id not in town.values()
