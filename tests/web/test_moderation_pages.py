"""The pages of moderation: the desk, one post, one thread, reporting and blocking."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.discussions.moderation.models import Block, Removal, Report
from politiker.discussions.rooms.models import RoomChoice
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Person
from politiker.policy import Role
from politiker.registrations import actions
from tests import meetings, people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor

Ids = dict[str, int]
LONG_AGO = (people.PERIOD[0] - timedelta(days=2000), people.PERIOD[0] - timedelta(days=1000))


@pytest.fixture
def town(house: Flask, wall: Clock) -> Ids:
    """Mads wrote in an open room, in Karen's network and in the room of Ole's event; Mona moderates."""
    now = wall.moment
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "ole": people.ole(),
            "mona": people.with_role(Role.MODERATOR, "Mona Dam"), "adam": people.adam(),
            "mogens": people.with_role(Role.MODERATOR, "Mogens Å"), "birgit": people.birgit(),
            "otto": people.with_role(Role.ORGANISER, "Otto Bo"), "per": people.person("Per Uden"),
            "lone": people.councillor("Lone Forhen", period=LONG_AGO),
        }  # fmt: skip
        event = meetings.seminar(now, organiser=who["ole"])
        for name in ("karen", "mads"):
            actions.register(event, by=people.actor(who[name], now), now=now)
        rooms = {
            "open": talks.open_room(now), "economy": talks.open_room(now, "Økonomi"),
            "network": talks.network(now, who["mads"], facilitator=who["karen"]),
            "event_room": talks.event_room(now, event),
        }  # fmt: skip
        ids = {name: person.id for name, person in who.items()} | {name: room.id for name, room in rooms.items()}
        for name in ("open", "network", "event_room"):
            thread = talks.thread(rooms[name], who["karen"], now)
            ids[f"{name}_thread"] = thread.id
            ids[f"{name}_post"] = talks.answer(thread, who["mads"], now, body="Han er et **fjols**.").id
        ids["other_thread"] = talks.thread(rooms["open"], who["amina"], now, title="Om budgetter").id
        db.session.commit()
        return ids


def sees(house: Flask, name: str, town: Ids) -> Visitor:
    return Visitor(house).sign_in(town[name])


def reasons(house: Flask, happening: str) -> list[str | None]:
    with house.app_context():
        query = sa.select(Entry.reason).where(Entry.happening == happening).order_by(Entry.id)
        return list(db.session.scalars(query))


def uid(house: Flask, person_id: int) -> str:
    with house.app_context():
        return db.session.get_one(Person, person_id).uid


def test_a_post_is_reported_and_the_moderator_hides_it_in_one_press(
    house: Flask, visitor: Visitor, town: Ids
) -> None:  # fmt: skip
    page = visitor.sign_in(town["karen"]).open(f"/rapporter/{town['open_post']}")
    assert page.heading == "Rapportér et indlæg" and "fjols" in page.main
    visitor.send("Rapportér indlægget", 422, note="Se selv")
    assert "Vælg, hvad der er galt med det." in visitor.page.errors() and "Se selv" in visitor.page.html
    page = visitor.send("Rapportér indlægget", reason="attack")
    assert "Indlægget er rapporteret." in page.main and "en moderator ser på det" in page.main
    assert "Rapportér indlægget" not in [form.button for form in page.forms()]
    mona = sees(house, "mona", town)
    page = mona.open("/moderation")
    assert "Mads Holm" in page.main and "udvalgsformand" in page.main and "Ringsted" in page.main
    assert "Venstre" not in page.html and "Karen" not in page.main.split("Rapporter", 1)[1].split("fjols")[0]
    page = mona.send("Skjul indlægget")
    assert page.heading == "Moderation", "the day's work goes on"
    assert "Indlægget er skjult" in page.main and reasons(house, "post_hidden") == ["attack"]
    assert (
        "En moderator har set på det, og indlægget er skjult." in visitor.open(f"/rapporter/{town['open_post']}").main
    )
    page = mona.open("/moderation")
    assert "Et indlæg fra Mads Holm" in page.main
    page = mona.open(page.link("Vis igen"))
    page = mona.send("Vis indlægget igen", reason="mistake")
    assert "Indlægget bliver vist igen." in page.main and reasons(house, "post_shown") == ["mistake"]


def test_a_report_is_let_stand_and_what_was_sent_twice_happens_once(house: Flask, visitor: Visitor, town: Ids) -> None:
    visitor.sign_in(town["karen"]).open(f"/rapporter/{town['open_post']}")
    visitor.send("Rapportér indlægget", reason="other", note="")
    mona = sees(house, "mona", town)
    mona.open("/moderation")
    form = mona.page.form("Lad det stå")
    mona.send("Lad det stå")
    assert "Rapporten er besvaret." in mona.page.main and reasons(house, "report_decided") == ["kept"]
    assert mona.client.post(form.action, data=form.values()).status_code == 303
    again = form.values() | {"idempotency_key": "another"}
    assert mona.client.post(form.action, data=again).status_code == 422
    assert reasons(house, "report_decided") == ["kept"]
    assert "bliver stående" in visitor.open(f"/rapporter/{town['open_post']}").main


def test_of_a_closed_room_only_the_post_is_shown_and_each_look_is_noted(house: Flask, town: Ids) -> None:
    karen, mona = sees(house, "karen", town), sees(house, "mona", town)
    mona.open(f"/moderation/indlaeg/{town['network_post']}", 404)
    karen.open(f"/rapporter/{town['network_post']}")
    karen.send("Rapportér indlægget", reason="attack")
    page = mona.open("/moderation")
    assert "i et lukket rum" in page.main and "fjols" not in page.html and "Netværk" not in page.html
    assert reasons(house, "report_read") == []
    page = mona.open(page.link("Læs indlægget"))
    assert "fjols" in page.main and "Netværk" not in page.html and "borgmester" not in page.main
    assert reasons(house, "report_read") == ["attack"]
    assert "fjols" not in mona.open(f"/moderation/indlaeg/{town['network_post']}").main
    assert "Karen" not in mona.page.html
    mona.open("/moderation")
    mona.open(mona.page.link("Læs indlægget"))
    mona.send("Skjul indlægget")
    assert reasons(house, "post_hidden") == ["attack"]


def test_political_words_take_two_on_the_page_too(house: Flask, town: Ids) -> None:
    mona, mogens = sees(house, "mona", town), sees(house, "mogens", town)
    mona.open(f"/moderation/indlaeg/{town['open_post']}")
    page = mona.send("Skjul indlægget", reason="politics")
    assert "En anden moderator er spurgt." in page.main and "Det venter på en moderator mere" in page.main
    page = mona.open("/moderation")
    assert "Du har bedt om det." in page.main and "Svar" not in [form.button for form in page.forms()]
    with house.app_context():
        wish = db.session.scalars(sa.select(Removal.id)).one()
    page = mogens.open("/moderation")
    form = page.form("Svar")
    mona.client.post(form.action, data=form.values() | {"answer": "yes"})
    mona.open("/moderation")
    own = mona.page.html
    token = mona.page.forms()[0].values()["csrf_token"] if mona.page.forms() else ""
    values = {"csrf_token": token, "idempotency_key": "x", "answer": "yes"}
    assert "Venter" not in own and mona.client.post(f"/moderation/fjernelse/{wish}", data=values).status_code in {
        400,
        422,
    }
    mogens.send("Svar", 422)
    page = mogens.send("Svar", answer="yes")
    assert "Indlægget er skjult" in page.main and reasons(house, "removal_confirmed") == ["politics"]


def test_a_facilitator_warns_silences_and_lets_write_again(house: Flask, town: Ids) -> None:
    karen = sees(house, "karen", town)
    address = f"/moderation/indlaeg/{town['network_post']}"
    page = karen.open(address)
    assert "Skil Mads" not in page.main, "coming between two is a moderator's"
    karen.send("Send advarslen", 422)
    assert "Vælg, hvorfor." in karen.page.errors()
    assert "Advarslen er sendt." in karen.send("Send advarslen", reason="attack").main
    page = karen.send("Lad personen kun læse", 422, reason="attack")
    assert "Vælg, hvor længe." in page.errors()
    assert "kan ikke skrive i rummet" in karen.send("Lad personen kun læse", reason="attack", days="7").main
    assert reasons(house, "person_silenced") == ["attack:7"]
    karen.open("/moderation")
    page = karen.send("Lad Mads Holm skrive igen")
    assert "må skrive i rummet igen" in page.main and reasons(house, "silence_ended") == ["settled"]
    with house.app_context():
        assert db.session.scalars(sa.select(RoomChoice.silenced_until)).all() == [None]


def test_a_moderator_comes_between_two_and_undoes_it(house: Flask, town: Ids) -> None:
    mona = sees(house, "mona", town)
    mona.open(f"/moderation/indlaeg/{town['open_post']}")
    page = mona.send("Skil dem ad", reason="attack", other=uid(house, town["karen"]))
    assert "De hører ikke længere fra hinanden." in page.main
    mona.open("/moderation")
    button = next(form.button for form in mona.page.forms() if form.button.startswith("Ophæv det"))
    assert "høre fra hinanden igen" in mona.send(button).main
    with house.app_context():
        assert db.session.scalars(sa.select(Block)).all() == []


def test_a_thread_is_locked_moved_split_and_merged(house: Flask, town: Ids) -> None:
    mona = sees(house, "mona", town)
    address = f"/moderation/samtale/{town['open_thread']}"
    mona.open(address)
    mona.send("Gør det", 422)
    assert "Vælg, hvad der skal ske." in mona.page.errors() and "Vælg, hvorfor." in mona.page.errors()
    assert "Låst" in mona.send("Gør det", act="lock", reason="done").main
    mona.send("Gør det", act="unlock", reason="mistake")
    assert reasons(house, "thread_locked") == ["done"] and reasons(house, "thread_unlocked") == ["mistake"]
    page = mona.send("Del", 422, numbers="1", title="Nyt", reason="two_subjects")
    assert "Det første indlæg bliver" in page.errors()
    page = mona.send("Del", numbers="2", title="Om tonen", reason="two_subjects")
    assert "Samtalen er delt." in page.main and "Om tonen" in page.main
    page = mona.send("Flyt", room=str(town["economy"]), reason="wrong_room")
    assert "Samtalen er flyttet." in page.main and "Økonomi" in page.main
    new = int(mona.path.rpartition("/")[2])
    page = mona.send("Saml", 422, reason="double")
    assert "Vælg en samtale" in page.errors()
    link = f"http://localhost/samtaler/x/{town['open_thread']}-hvordan?side=1#indlaeg-2"
    page = mona.send("Saml", address=link, reason="double")
    assert "Samtalerne er nu én." in page.main
    with house.app_context():
        assert db.session.get_one(Thread, new).merged_into_id == town["open_thread"]
        moved = db.session.get_one(Post, town["open_post"])
        assert (moved.thread_id, moved.number) == (town["open_thread"], 2)
    mona.open(f"/indlaeg/{town['open_post']}")
    assert mona.path.startswith("/samtaler/") and f"/{town['open_thread']}-" in mona.path


def test_one_blocks_from_the_report_and_undoes_it(house: Flask, visitor: Visitor, town: Ids) -> None:
    page = visitor.sign_in(town["karen"]).open(f"/rapporter/{town['open_post']}")
    visitor.open(page.link("Blokér Mads Holm"))
    page = visitor.send("Blokér Mads Holm")
    assert page.heading == "Du har blokeret Mads Holm"
    page = visitor.open(page.link("Alle, du har blokeret"))
    page = visitor.send("Ophæv blokeringen af Mads Holm")
    assert "Du har ikke blokeret nogen" in page.main
    visitor.open(f"/kolleger/{uid(house, town['karen'])}/bloker", 404)


def test_the_desk_shows_what_needs_a_hand_and_costs_the_same_for_much(house: Flask, town: Ids, wall: Clock) -> None:
    mona = sees(house, "mona", town)

    def cost() -> int:
        mona.open("/moderation")
        with counted(house) as sent:
            mona.open("/moderation")
        return len(sent)

    small = cost()
    assert small <= 8
    with house.app_context():
        now = wall.moment
        amina, karen = (db.session.get_one(Person, town[name]) for name in ("amina", "karen"))
        room = db.session.get_one(talks.Room, town["open"])
        for n in range(30):
            thread = talks.thread(room, amina, now, title=f"Spørgsmål {n}")
            post = talks.answer(talks.thread(room, karen, now), people.councillor(), now)
            db.session.add(
                Report(room_id=room.id, post_id=post.id, person_id=karen.id, reason="attack", created_at=now)
            )
            post.hidden_at = now if n % 2 else None
            thread.hidden_at = now if n % 3 == 0 else None
        db.session.commit()
    wall.moment += timedelta(days=3)
    mona.sign_in(town["mona"])
    assert cost() == small
    page = mona.page
    assert "Spørgsmål, ingen har svaret på" in page.main and "Spørgsmål 1" in page.main
    assert "Nyt i denne uge" in page.main and "Første indlæg" in page.main
    wall.moment += timedelta(days=40)
    page = mona.sign_in(town["mona"]).open("/moderation")
    assert "Stille rum" in page.main and "Der er sidst skrevet" in page.main


def test_a_first_post_waits_for_a_welcome_and_not_for_ever(house: Flask, town: Ids, wall: Clock) -> None:
    """Once the moderator has written after it, it is gone from the page; one's own first post never stands there."""
    mona = sees(house, "mona", town)
    assert "Mads Holm" in mona.open("/moderation").main.split("Nyt i denne uge")[1]
    with house.app_context():
        thread = db.session.get_one(Thread, town["open_thread"])
        talks.answer(thread, db.session.get_one(Person, town["mona"]), wall.moment, body="Velkommen.")
        db.session.commit()
    rest = mona.open("/moderation").main.partition("Nyt i denne uge")[2]
    assert "Amina" in rest and "Mads Holm, udvalgsformand" not in rest and "Mona Dam" not in rest
