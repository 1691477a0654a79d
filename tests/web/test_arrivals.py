"""The pages of the day: the ticket, the door with and without a script, and what is printed."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.events import actions as events
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Right
from politiker.registrations.arrivals.models import Arrival
from politiker.registrations.models import Participant, Registration
from politiker.registrations.printing import typesetting
from tests import guests, meetings, people
from tests.statements import counted
from tests.visitor import Visitor

BEFORE = timedelta(days=30)


@pytest.fixture
def day(house: Flask, now: datetime) -> dict[str, Any]:
    """An event that begins now; Karen and Mads have seats, Ole made it, Inga stands at the door."""
    with house.app_context():
        ole, inga = people.ole(), people.with_role(people.Role.ORGANISER, "Inga Ny", email="inga@example.dk")
        event = meetings.seminar(now - BEFORE, organiser=ole, venue_id=meetings.venue().id)
        events.grant_right(event, inga.id, Right.CHECK_IN, by=people.actor(ole, now), now=now)
        seats = [guests.take(event, one, now - BEFORE) for one in (people.karen(), people.mads())]
        outsider = people.with_role(people.Role.ORGANISER, "Uffe Ude", email="uffe@example.dk")
        db.session.commit()
        return {
            "ole": ole.id, "inga": inga.id, "uffe": outsider.id, "karen": seats[0].person_id, "event": event.id,
            "uid": seats[0].uid, "ticket": seats[0].ticket, "slug": event.slug, "mads": seats[1].uid,
        }  # fmt: skip


def door(day: dict[str, Any], rest: str = "") -> str:
    return f"/arrangoer/{day['event']}/tjek-ind{rest}"


def came(house: Flask, uid: str) -> datetime | None:
    with house.app_context():
        return db.session.scalars(sa.select(Registration.arrived_at).where(Registration.uid == uid)).one()


def trail(house: Flask, happening: str) -> int:
    with house.app_context():
        query = sa.select(sa.func.count()).select_from(Entry).where(Entry.happening == happening)
        return int(db.session.scalar(query) or 0)


def test_a_guest_has_a_ticket_that_opens_nothing_by_itself(house: Flask, visitor: Visitor, day: dict[str, Any]) -> None:
    seat = f"/arrangementer/{day['event']}-{day['slug']}/tilmelding"
    karen = visitor.sign_in(day["karen"])
    number = f"{day['ticket'][:4]}-{day['ticket'][4:]}"
    assert number in karen.open(seat).main and f"{seat}/billet.svg" in karen.page.html
    karen.open(f"{seat}/billet")
    assert number in karen.page.main and 'class="ticket__code"' in karen.page.html
    assert karen.client.get(f"{seat}/billet.svg").content_type == "image/svg+xml"
    assert karen.open("/mine-tilmeldinger").link("Vis min billet") == f"{seat}/billet"
    for wrong in (f"/arrangementer/{day['event']}-andet/tilmelding/billet", "/arrangementer/9999-x/tilmelding/billet"):
        karen.open(wrong, status=404)
    ole = Visitor(house).sign_in(day["ole"])
    ole.open(f"{seat}/billet", status=404)
    ole.client.get(f"{seat}/billet.svg")
    stranger = Visitor(house)
    real = stranger.open(f"/billet/{day['ticket']}")
    assert "Vis koden ved døren" in real.main
    assert real.main == stranger.open("/billet/AAAAAAAA").main, "nobody learns whether there is such a ticket"
    assert came(house, day["uid"]) is None


def test_checking_in_and_undoing_with_plain_forms(
    house: Flask, visitor: Visitor, day: dict[str, Any], now: datetime
) -> None:
    visitor.sign_in(day["inga"]).open(door(day) + "?navn=karen")
    asked = visitor.page
    assert "0 af 2 er kommet" in visitor.page.main and "Mads" not in visitor.page.main
    visitor.send("Tjek ind")
    assert "Deltageren er tjekket ind." in visitor.page.main and "1 af 2 er kommet" in visitor.page.main
    assert came(house, day["uid"]) == now
    visitor.page = asked
    visitor.send("Tjek ind")
    assert "Deltageren er tjekket ind." in visitor.page.main, "pressed twice, done once"
    other = Visitor(house).sign_in(day["ole"])
    other.page = asked
    csrf = other.open(door(day)).form("Tjek ind").values()
    other.page = asked
    other.send("Tjek ind", csrf_token=csrf["csrf_token"], idempotency_key="en-anden-noegle")
    assert "var allerede tjekket ind" in other.page.main
    other.open(door(day) + "?mangler=ja")
    assert "Karen" not in other.page.main and "Mads Holm" in other.page.main
    other.open(door(day))
    other.send("Fortryd")
    assert "ikke længere tjekket ind" in other.page.main and came(house, day["uid"]) is None


def test_the_door_shows_no_list_no_address_and_no_needs(house: Flask, visitor: Visitor, day: dict[str, Any]) -> None:
    visitor.sign_in(day["inga"])
    told = visitor.client.get(door(day, "/liste")).get_data(as_text=True)
    shown = visitor.open(door(day)).html + told
    assert "Karen Friis" in shown and "Aarhus" in shown and day["ticket"] not in shown
    for hidden in ("Socialdemokratiet", "Venstre", "karen@example.dk", "mads@example.dk"):
        assert hidden not in shown
    assert set(json.loads(told)["people"][0]) == {"uid", "name", "place", "ticket", "at", "mark"}
    without = visitor.open(door(day) + "?uden-navne=ja").html
    assert "Karen" not in without and "Aarhus" not in without
    assert trail(house, "registrations_read") == 1, "one look an hour"


def test_only_the_door_may_use_the_camera_and_a_worker(visitor: Visitor, day: dict[str, Any]) -> None:
    visitor.sign_in(day["inga"]).open(door(day))
    assert "camera=(self)" in visitor.answer.headers["Permissions-Policy"]
    visitor.open(door(day, "/ny"))
    assert "camera=()" in visitor.answer.headers["Permissions-Policy"]
    worker = visitor.client.get(door(day, "/uden-net.js"))
    assert worker.headers["Service-Worker-Allowed"] == door(day)
    assert worker.content_type.startswith("text/javascript")


def test_the_door_is_no_page_for_those_without_the_right(house: Flask, visitor: Visitor, day: dict[str, Any]) -> None:
    pages = [door(day, rest) for rest in ("", "/liste", "/ny", "/uden-net.js")]
    pages += [f"/arrangoer/{day['event']}/print{rest}" for rest in ("", "/navneskilte", "/navneskilte.pdf")]
    for who in ("uffe", "karen"):
        stranger = Visitor(house).sign_in(day[who])
        for path in pages:
            stranger.open(path, status=404)
        for path in (door(day, "/ankomster"), door(day, f"/{day['uid']}/kommet"), door(day, f"/{day['uid']}/fortryd")):
            stranger.post(path, 404)
    inga = visitor.sign_in(day["inga"])
    for path in pages:
        assert inga.client.get(path).status_code == 200, path
    assert came(house, day["uid"]) is None


class Phone:
    """A phone at the door, with the token of its page."""

    def __init__(self, house: Flask, day: dict[str, Any], who: str = "inga") -> None:
        self.visitor = Visitor(house).sign_in(day[who])
        self.path = door(day, "/ankomster")
        self.token = self.visitor.client.get(door(day, "/liste")).get_json()["token"]

    def tell(self, acts: Any, status: int = 200, **more: Any) -> Any:
        text = acts if isinstance(acts, str) else json.dumps(acts)
        return self.visitor.post(self.path, status, csrf_token=self.token, acts=text, **more).get_json(silent=True)


def act(uid: str, now: datetime, mark: str = "mark-number-1", **more: Any) -> dict[str, Any]:
    return {"mark": mark, "uid": uid, "at": int(now.timestamp() * 1000), **more}


def test_a_phone_tells_twice_and_is_taken_in_once(house: Flask, day: dict[str, Any], now: datetime) -> None:
    phone, other = Phone(house, day), Phone(house, day, "ole")
    early = now - timedelta(minutes=10)
    first = phone.tell([act(day["uid"], early)])
    assert first == phone.tell([act(day["uid"], early)]) and first["told"][0]["outcome"] == "arrived"
    second = other.tell([act(day["uid"], now, "mark-number-2")])["told"][0]
    assert (second["outcome"], second["at"]) == ("again", int(early.timestamp() * 1000))
    assert came(house, day["uid"]) == early and trail(house, "checked_in") == 1
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Arrival)) == 2
    undone = phone.tell([act(day["uid"], now, "mark-number-3", undoes="mark-number-1")])["told"][0]
    assert undone["outcome"] == "still_in" and came(house, day["uid"]) == now


def test_what_no_phone_of_ours_says_is_refused(house: Flask, day: dict[str, Any], now: datetime) -> None:
    phone, good = Phone(house, day), act(day["uid"], now)
    for wrong in (
        "", "{", "7", "null", "[" * 5000, "[7]", [good | {"at": True}], [good | {"at": 10**20}], [good | {"at": -1}],
        [good | {"mark": "x"}], [good | {"mark": "x" * 37}], [good | {"uid": None}], [good | {"undoes": 7}],
        [good | {"uid": "../etc"}], [good] * 201,
    ):  # fmt: skip
        phone.tell(wrong, 400)
    phone.visitor.post(phone.path, 400, acts=json.dumps([good]))
    assert came(house, day["uid"]) is None
    assert phone.tell([act("0" * 24, now)])["told"][0]["outcome"] == "unknown"


def test_the_door_is_closed_until_the_day_before(
    house: Flask, visitor: Visitor, day: dict[str, Any], now: datetime
) -> None:
    phone = Phone(house, day)
    with house.app_context():
        event = db.session.get_one(Event, day["event"])
        event.starts_at, event.ends_at = now + timedelta(days=3), now + timedelta(days=4)
        db.session.commit()
    assert "Man kan tjekke ind fra" in phone.tell([act(day["uid"], now)], 409)["why"]
    page = visitor.sign_in(day["inga"]).open(door(day))
    assert "Man kan tjekke ind fra" in page.main and "arrivals.js" not in page.html
    with house.app_context():
        event = db.session.get_one(Event, day["event"])
        event.called_off_at = now
        db.session.commit()
    assert "er aflyst" in visitor.open(door(day)).main


def test_a_guest_who_is_not_on_the_list(house: Flask, visitor: Visitor, day: dict[str, Any], now: datetime) -> None:
    visitor.sign_in(day["inga"]).open(door(day))
    visitor.open(visitor.page.link("Tilføj en"))
    asked = visitor.page
    visitor.send("Tjek ind", status=422, name="Ny Gæst")
    assert "Skriv deltagerens e-mail." in visitor.page.errors() and 'value="Ny Gæst"' in visitor.page.html
    visitor.send("Tjek ind", status=422, name="12", email="ny@example.dk")
    visitor.send("Tjek ind", status=422, name="Ny Gæst", email="ikke en adresse")
    visitor.page = asked
    visitor.send("Tjek ind", name="Ny Gæst", email="ny@example.dk", kind="official")
    assert "har fået en plads og er tjekket ind" in visitor.page.main and "Ny Gæst" in visitor.page.main
    visitor.page = asked
    visitor.send("Tjek ind", name="Ny Gæst", email="ny@example.dk", kind="official")
    with house.app_context():
        query = sa.select(Registration).join(Person).where(Person.email_key == "ny@example.dk")
        registration = db.session.scalars(query).one()
        assert (registration.kind, registration.arrived_at) == (Participant.OFFICIAL, now)


def test_a_full_house_is_said_and_only_some_may_go_past_it(
    house: Flask, visitor: Visitor, day: dict[str, Any], now: datetime
) -> None:
    with house.app_context():
        db.session.get_one(Event, day["event"]).capacity = 2
        db.session.commit()
    visitor.sign_in(day["inga"]).open(door(day, "/ny"))
    assert "Giv en plads" not in visitor.page.main
    visitor.send("Tjek ind", status=422, name="Ny Gæst", email="ny@example.dk")
    assert "ingen ledig plads" in visitor.page.errors()
    ole = Visitor(house).sign_in(day["ole"])
    ole.open(door(day, "/ny"))
    ole.send("Tjek ind", name="Ny Gæst", email="ny@example.dk", out_of_turn="y")
    assert "3 af 3" not in ole.page.main and "1 af 3 er kommet" in ole.page.main
    assert trail(house, "seated_out_of_turn") == 1


def test_papers_as_pdf_and_as_pages(
    house: Flask, visitor: Visitor, day: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    prints = f"/arrangoer/{day['event']}/print"
    visitor.sign_in(day["inga"]).open(prints)
    for name in ("navneskilte", "bordkort", "fremmoedeliste", "skilt"):
        made = visitor.client.get(f"{prints}/{name}.pdf?hvem=alle&ark=2x4&pil=left&tekst=Sal+%23+*+%24+%3C")
        assert made.status_code == 200 and made.content_type == "application/pdf" and made.data.startswith(b"%PDF")
        assert b"/MarkInfo" in made.data or b"pdfuaid" in made.data
        page = visitor.open(f"{prints}/{name}?hvem=alle")
        assert ("Karen Friis" in page.main) == (name != "skilt") and "Socialdemokratiet" not in page.html
    assert "Karen" not in visitor.open(f"{prints}/navneskilte?hvem=kommet").main
    assert "Sal # * $ <" in visitor.open(f"{prints}/skilt?tekst=Sal+%23+*+%24+%3C").main
    assert trail(house, "printed") == 10
    visitor.open(f"{prints}/navneskilte?hvem=%00x&ark=9x9&pil=op", status=400)
    visitor.open(f"{prints}/navneskilte?hvem=x&ark=9x9&pil=op")
    visitor.open(f"{prints}/skilt?name=x&event_id=7&_external=1&_scheme=ftp")
    visitor.open(f"{prints}/stemmeseddel", status=404)
    monkeypatch.setattr(typesetting, "typst", None)
    assert "PDF er ikke installeret" in visitor.open(prints).main and "Hent som PDF" not in visitor.page.main
    visitor.open(f"{prints}/navneskilte.pdf", status=404)


def test_the_list_costs_the_same_for_two_as_for_forty(
    house: Flask, visitor: Visitor, day: dict[str, Any], now: datetime
) -> None:
    visitor.sign_in(day["inga"])

    def cost() -> list[int]:
        sent = []
        for path in (door(day), door(day, "/liste"), f"/arrangoer/{day['event']}/print/navneskilte"):
            with counted(house) as statements:
                assert visitor.client.get(path).status_code == 200
            sent.append(len(statements))
        return sent

    cost()
    few = cost()
    with house.app_context():
        event = db.session.get_one(Event, day["event"])
        event.capacity = 100
        for n in range(38):
            guests.take(event, people.councillor(f"Gæst {'abcdefghij'[n % 10]}{'klmn'[n // 10]}"), now - BEFORE)
        db.session.commit()
    assert cost() == few and max(few) <= 6
    assert "Videre" in visitor.open(door(day)).main and visitor.open(visitor.page.link("Videre")).link("Tilbage")
