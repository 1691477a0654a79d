"""The pages of rooms: the list, a room, and what it is about."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomMember
from politiker.discussions.threads.models import Thread, ThreadKind, ThreadReader
from politiker.policy import Role
from tests import guests, meetings, people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor

Town = dict[str, int | str]


@pytest.fixture
def town(house: Flask, wall: Clock) -> Town:
    """Karen looks after a network with Mads in it, and has a seat at Ole's event, which has a room."""
    now = wall.moment
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "ole": people.ole(),
            "otto": people.with_role(Role.ORGANISER), "mona": people.with_role(Role.MODERATOR),
            "adam": people.adam(), "birgit": people.birgit(), "per": people.person("Per Uden"),
            "lone": people.councillor("Lone Forhen", period=(now - timedelta(days=900), now - timedelta(days=1))),
        }  # fmt: skip
        event = meetings.seminar(now, organiser=who["ole"])
        guests.take(event, who["karen"], now)
        rooms = {
            "open": talks.open_room(now, purpose="At være folkevalgt."),
            "network": talks.network(now, who["mads"], facilitator=who["karen"], purpose="Vi deler dagsordener."),
            "event": talks.event_room(now, event),
        }
        db.session.commit()
        return (
            {name: person.id for name, person in who.items()}
            | {name: room.address for name, room in rooms.items()}
            | {f"{name} id": room.id for name, room in rooms.items()}
            | {"seminar": event.id}
        )


def test_the_list_groups_the_rooms_and_says_what_is_new(
    house: Flask, visitor: Visitor, town: Town, wall: Clock
) -> None:
    with house.app_context():
        there = db.session.get_one(Room, town["open id"])
        karen, mads = (db.session.get_one(people.Person, town[name]) for name in ("karen", "mads"))
        mine = talks.thread(there, karen, wall.moment - timedelta(days=1), title="Min samtale")
        talks.answer(mine, mads, wall.moment)
        talks.thread(there, mads, wall.moment)
        db.session.commit()
    page = visitor.sign_in(town["karen"]).open("/samtaler")
    assert page.heading == "Samtaler" and page.link("Samtaler") == "/samtaler"
    headings = [w for w in ("Fortsæt, hvor du slap", "Åbne rum", "Dine arrangementer", "Lukkede rum") if w in page.main]
    assert len(headings) == 4 and "Din rolle" not in page.main
    assert page.link("Min samtale").startswith(f"/samtaler/{town['open']}/") and "1 nyt indlæg" in page.main
    assert "2 samtaler med nyt" in page.main and "Få kommuner, få lister" in page.main
    assert "Sidst skrevet i dag kl. 12" in page.main and "Intet er skrevet endnu" in page.main
    assert page.link("Start en samtale") == f"/samtaler/{town['open']}/ny"
    with house.app_context():
        db.session.get_one(Room, town["open id"]).municipalities = 11
        db.session.get_one(Room, town["open id"]).parties = 6
        db.session.get_one(Room, town["network id"]).archived_at = wall.moment
        db.session.commit()
    page = visitor.open("/samtaler")
    assert "11 kommuner, 6 lister" in page.main and "Lagt væk" in page.main and "1 rum, der kun kan læses" in page.main


def test_who_sees_which_page(house: Flask, visitor: Visitor, town: Town) -> None:
    def there(name: str) -> str:
        return f"/samtaler/{town[name]}"

    everybody = ("karen", "mads", "amina", "ole", "otto", "mona", "adam", "birgit", "per", "lone")
    opens = {
        "/samtaler": {"karen", "mads", "amina", "ole", "mona"},
        "/samtaler/nyt-rum": {"karen", "mads", "amina"},
        "/samtaler/findes-ikke": set(),
        there("open"): {"karen", "mads", "amina", "mona"},
        there("network"): {"karen", "mads"},
        there("event"): {"karen", "ole"},
    }
    opens |= {f"{path}/om": who for path, who in opens.items() if path.count("/") == 2 and "nyt-rum" not in path}
    asked = 0
    nothing = {}
    for name in everybody:
        visitor.sign_in(town[name])
        for path, who in opens.items():
            answer = visitor.client.get(path)
            assert answer.status_code == (200 if name in who else 404), (name, path, answer.status)
            if name not in who:
                nothing.setdefault(name, set()).add(answer.data)
            asked += 1
    assert asked == len(everybody) * len(opens)
    assert all(len(pages) == 1 for pages in nothing.values()), "what one may not see is as absent as what never was"
    for path in opens:
        assert Visitor(house).client.get(path).status_code == 303
    assert "/samtaler" in visitor.sign_in(town["ole"]).open("/").links().values()
    for name in ("otto", "adam", "birgit", "per"):
        assert "/samtaler" not in visitor.sign_in(town[name]).open("/").links().values()


def test_who_may_send_what(house: Flask, visitor: Visitor, town: Town) -> None:
    """Without a token: 400 for whoever may come so far, 404 for who knows of no such room, 403 in between."""
    acts = {"niveau": {}, "forlad": {}, "rum": {}, "medlem": {}, "inviter": {}, "inviter-fundet": {}}
    for act in acts:
        path = f"/samtaler/{town['network']}/om/{act}"
        for name in ("amina", "ole", "mona", "adam", "birgit", "per", "lone"):
            visitor.sign_in(town[name]).post(path, 404)
        visitor.sign_in(town["karen"]).post(path, 400)
        visitor.sign_in(town["mads"]).post(path, 400 if act in {"niveau", "forlad"} else 403)
    for act in ("forlad", "medlem", "inviter", "inviter-fundet"):
        visitor.sign_in(town["karen"]).post(f"/samtaler/{town['open']}/om/{act}", 404)
    for name in ("karen", "mads"):
        visitor.sign_in(town[name]).post(f"/samtaler/{town['network']}/invitation", 400)
    visitor.sign_in(town["amina"]).post(f"/samtaler/{town['network']}/invitation", 404)
    # With a token from elsewhere, what a facilitator alone does stays the facilitator's.
    form = visitor.sign_in(town["mads"]).open(f"/samtaler/{town['network']}/om").form("Gem").values()
    for act, more in (("rum", {"act": "archive"}), ("medlem", {"act": "remove", "person": "x"})):
        visitor.post(f"/samtaler/{town['network']}/om/{act}", 403, **(form | more))


def test_a_room_lists_its_threads(house: Flask, visitor: Visitor, town: Town, wall: Clock) -> None:
    with house.app_context():
        there = db.session.get_one(Room, town["open id"])
        karen, mads = (db.session.get_one(people.Person, town[name]) for name in ("karen", "mads"))
        asked = talks.thread(there, mads, wall.moment, title="Ubesvaret spørgsmål")
        done = talks.thread(there, mads, wall.moment, title="Klaret spørgsmål")
        done.useful_post_id = talks.answer(done, karen, wall.moment).id
        told = talks.thread(there, mads, wall.moment, title="En erfaring", kind=ThreadKind.EXPERIENCE)
        told.pinned_at = told.locked_at = wall.moment
        hidden = talks.thread(there, mads, wall.moment, title="Skjult")
        hidden.hidden_at = wall.moment
        ids = asked.id, done.id
        db.session.commit()
    path = f"/samtaler/{town['open']}"
    page = visitor.sign_in(town["karen"]).open(path)
    assert page.heading == "Politikerrollen" and "At være folkevalgt." in page.main and "Skjult" not in page.main
    titles = [words for words in page.links() if words in {"Ubesvaret spørgsmål", "Klaret spørgsmål", "En erfaring"}]
    assert titles == ["En erfaring", "Klaret spørgsmål", "Ubesvaret spørgsmål"]
    assert page.links()["Klaret spørgsmål"] == f"{path}/{ids[1]}-klaret-spoergsmaal"
    for words in ("Fastgjort", "Låst", "Besvaret", "Ikke besvaret endnu", "2 indlæg", "1 nyt", "i dag kl. 12"):
        assert words in page.main, words
    assert page.link("Start en samtale") == f"{path}/ny" and 'name="rum"' in page.html
    page = visitor.open(page.link("Ubesvarede"))
    assert "Ubesvaret spørgsmål" in page.main and "Klaret" not in page.main
    page = visitor.open(page.link("Opslag"))
    assert "Der er ingen samtaler af den slags" in page.main


def test_pages_of_threads(house: Flask, visitor: Visitor, town: Town, wall: Clock) -> None:
    with house.app_context():
        there, mads = db.session.get_one(Room, town["open id"]), db.session.get_one(people.Person, town["mads"])
        for number in range(45):
            talks.thread(there, mads, wall.moment + timedelta(seconds=number // 3), title=f"Samtale {number:02}.")
        db.session.commit()
    wall.moment += timedelta(minutes=1)
    page, seen = visitor.sign_in(town["karen"]).open(f"/samtaler/{town['open']}"), []
    while True:
        seen.append([words for words in page.links() if words.startswith("Samtale ")])
        if not (older := [href for words, href in page.links().items() if words == "Ældre"]):
            break
        page = visitor.open(older[0])
    assert [len(titles) for titles in seen] == [20, 20, 5]
    assert [t for titles in seen for t in titles] == [f"Samtale {n:02}." for n in reversed(range(45))]
    assert page.links()["Nyere"] == f"/samtaler/{town['open']}"
    for odd in ("x", "1-", "99999999999999999-1", "٣-1"):
        assert len([w for w in visitor.open(f"/samtaler/{town['open']}?foer={odd}").links() if "Samtale " in w]) == 20


def test_a_locked_room_a_silenced_reader_and_an_empty_room(
    house: Flask, visitor: Visitor, town: Town, wall: Clock
) -> None:
    path = f"/samtaler/{town['open']}"
    page = visitor.sign_in(town["karen"]).open(path)
    assert "Ingen har skrevet her endnu" in page.main and "Søg i rummet" not in page.main
    with house.app_context():
        until = wall.moment + timedelta(days=1)
        db.session.add(RoomChoice(person_id=town["karen"], room_id=town["open id"], silenced_until=until))
        db.session.commit()
    page = visitor.open(path)
    assert "Du kan ikke skrive i dette rum før i morgen kl. 12." in page.main
    assert "Start en samtale" not in page.links()
    visitor.sign_in(town["mona"]).open(f"{path}/om")
    page = visitor.send("Lås rummet")
    assert "Ændringerne er gemt." in page.main
    assert "Rummet er låst." in visitor.open(path).main
    visitor.open(f"{path}/om")
    visitor.send("Lås rummet op")
    visitor.send("Læg rummet væk")
    assert "Rummet er lagt væk." in visitor.open(path).main
    visitor.open(f"{path}/om")
    visitor.send("Tag rummet frem igen")
    assert "Start en samtale" in visitor.open(path).links()


def test_how_much_one_hears_is_chosen(house: Flask, visitor: Visitor, town: Town) -> None:
    path = f"/samtaler/{town['open']}/om"
    page = visitor.sign_in(town["karen"]).open(path)
    assert page.form("Gem").values()["level"] == "normal"
    page = visitor.send("Gem", level="mute")
    assert page.form("Gem").values()["level"] == "mute" and "Ændringerne er gemt." in page.main
    assert "Slået fra" in visitor.open("/samtaler").main
    with house.app_context():
        assert db.session.scalars(sa.select(RoomChoice.level)).one() is Level.MUTE


def test_the_event_page_leads_to_the_room(house: Flask, visitor: Visitor, town: Town, wall: Clock) -> None:
    event = f"/arrangementer/{town['seminar']}"
    for name in ("karen", "ole"):
        page = visitor.sign_in(town[name]).open(event)
        assert page.link("Arrangementets rum") == f"/samtaler/{town['event']}"
        with counted(house) as sent:
            visitor.open(visitor.path)
        assert len(sent) <= 5
        page = visitor.open(f"/samtaler/{town['event']}/om")
        assert page.link("Se arrangementet") == event
    for name in ("mads", "otto", "mona", "adam", "birgit"):
        assert "Arrangementets rum" not in visitor.sign_in(town[name]).open(event).links()
    assert "Arrangementets rum" not in Visitor(house).open(event).links()


def test_the_front_page_tells_of_news(house: Flask, visitor: Visitor, town: Town, wall: Clock) -> None:
    with counted(house) as before:
        visitor.sign_in(town["karen"]).open("/")
    with house.app_context():
        there, mads = db.session.get_one(Room, town["open id"]), db.session.get_one(people.Person, town["mads"])
        for number in range(5):
            talks.thread(there, mads, wall.moment + timedelta(seconds=number), title=f"Samtale {number}.")
        db.session.commit()
    wall.moment += timedelta(minutes=1)
    with counted(house) as after:
        page = visitor.open("/")
    assert [w for w in page.links() if w.startswith("Samtale ")] == ["Samtale 4.", "Samtale 3.", "Samtale 2."]
    assert "Nyt i dine samtaler" in page.main and len(after) <= len(before)
    assert "Samtale 4." not in visitor.sign_in(town["ole"]).open("/").main


def test_fifty_rooms_and_many_threads_cost_five_statements(
    house: Flask, visitor: Visitor, town: Town, wall: Clock
) -> None:
    with house.app_context():
        karen, mads = (db.session.get_one(people.Person, town[name]) for name in ("karen", "mads"))
        for number in range(50):
            net = talks.network(wall.moment, mads, facilitator=karen, title=f"Netværk {number}")
            rows = [
                {"room_id": net.id, "kind": ThreadKind.QUESTION, "title": f"Tråd {n}", "author_id": mads.id,
                 "created_at": wall.moment, "last_post_at": wall.moment, "post_count": 3}
                for n in range(130)
            ]  # fmt: skip
            db.session.execute(sa.insert(Thread), rows)
        first = db.session.scalars(sa.select(Thread.id).order_by(Thread.id)).first()
        db.session.add(ThreadReader(person_id=karen.id, thread_id=first, read_number=1))
        for person in [people.councillor() for _ in range(3)]:
            net = talks.network(wall.moment, facilitator=person)
            db.session.add(RoomMember(room_id=net.id, person_id=karen.id, invited_at=wall.moment))
        db.session.commit()
    page = visitor.sign_in(town["karen"]).open("/samtaler")
    assert page.main.count("99+ samtaler med nyt") == 50 and "Fortsæt, hvor du slap" in page.main
    assert page.main.count("Du er inviteret til et lukket rum") == 3
    with counted(house) as sent:
        visitor.open("/samtaler")
    assert len(sent) <= 5
    busy = page.link("Netværk 7")
    for path in (busy, f"{busy}?vis=ubesvarede", f"{busy}/om"):
        with counted(house) as sent:
            visitor.open(path)
        assert len(sent) <= 5, path
