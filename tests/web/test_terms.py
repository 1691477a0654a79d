"""The pages about prices, terms, reserved seats, two ways of taking part, and presence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations.models import Registration, State
from politiker.registrations.terms import presence
from politiker.registrations.terms.fees import Terms
from politiker.registrations.terms.models import SeatBlock
from politiker.registrations.terms.setting import Limits, set_terms
from politiker.registrations.terms.wording import terms_of
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, int]:
    """A meeting with three seats: Karen has one. Mads and Amina have none yet."""
    with house.app_context():
        ole, karen, mads, amina = people.ole(), people.karen(), people.mads(), people.amina()
        event = meetings.seminar(now, organiser=ole, capacity=3, venue_id=meetings.venue().id)
        guests.take(event, karen, now)
        db.session.commit()
        return {"ole": ole.id, "karen": karen.id, "mads": mads.id, "amina": amina.id, "event": event.id}


def there(town: dict[str, int], page: str) -> str:
    return f"/arrangoer/{town['event']}/{page}"


def terms_in(house: Flask, event_id: int) -> tuple[Terms, int | None, int | None]:
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        return terms_of(event), event.municipality_limit, event.confirm_days


def test_prices_and_terms_are_set_on_one_page_and_read_by_guests(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["ole"]).open(there(town, "vilkaar"))
    typed: dict[str, Any] = {
        "councillor": "0", "official": "6.750,50", "municipality_limit": "3", "confirm_days": "3",
        "tiers-0-days": "30", "tiers-0-amount": "50", "tiers-0-unit": "percent",
        "tiers-2-days": "14", "tiers-2-amount": "500 kr.", "tiers-2-unit": "kroner",
    }  # fmt: skip
    visitor.send("Gem", **typed)
    assert "Ændringerne er gemt" in visitor.page.main
    said = "Afmelding senere end 30 dage før koster 50 % af prisen og senere end 14 dage før koster 500 kr."
    assert "Politikere: gratis. Ansatte: 6.750,50 kr. ekskl. moms." in visitor.page.main and said in visitor.page.main
    terms, limit, days = terms_in(house, town["event"])
    assert [(t.days_before, t.percent, t.ore) for t in terms.tiers] == [(30, 50, None), (14, None, 50_000)]
    assert (limit, days) == (3, 3)
    visitor.open(there(town, "vilkaar"))
    visitor.send("Gem")
    assert terms_in(house, town["event"])[0] == terms, "saved as it stood, nothing is different"
    mads = Visitor(house).sign_in(town["mads"])
    assert said in mads.open(f"/arrangementer/{town['event']}").main
    assert said in mads.open(mads.page.link("Tilmeld mig")).main


def test_prices_by_kind_are_a_price_when_a_draft_is_published(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        draft = meetings.draft(now, organiser=ole, price_text="")
        db.session.commit()
        ole_id, address = ole.id, f"/arrangoer/{draft.id}"
    missing = "Det fremgår ikke, hvad det koster."
    assert missing in visitor.sign_in(ole_id).open(f"{address}/udgiv").main
    visitor.open(f"{address}/vilkaar")
    visitor.send("Gem", councillor="0", official="1.250")
    said = visitor.open(f"{address}/udgiv").main
    assert "Politikere: gratis. Ansatte: 1.250 kr. ekskl. moms." in said and missing not in said


def test_what_is_typed_wrong_is_said_beside_its_field_and_kept(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["ole"]).open(there(town, "vilkaar"))
    wrong: dict[str, Any] = {
        "councillor": "mange", "municipality_limit": "0", "confirm_days": "99",
        "tiers-0-days": "14", "tiers-0-amount": "101", "tiers-0-unit": "percent",
        "tiers-1-days": "14", "tiers-1-amount": "", "tiers-1-unit": "kroner",
    }  # fmt: skip
    visitor.send("Gem", 422, **wrong)
    for sentence in (
        "Skriv et beløb i kroner", "Skriv et helt tal fra 1 til 30", "højst 100", "Skriv, hvad det koster",
    ):  # fmt: skip
        assert sentence in visitor.page.main
    assert "mange" in visitor.page.html and terms_in(house, town["event"])[0].tiers == ()
    visitor.open(there(town, "vilkaar"))
    twice = {f"tiers-{n}-days": "14" for n in (0, 1)} | {f"tiers-{n}-amount": "5" for n in (0, 1)}
    visitor.send("Gem", 422, **twice)
    assert "samme antal dage" in visitor.page.main


def test_seats_are_reserved_added_to_and_let_go(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(there(town, "reserverede-pladser"))
    asked: dict[str, Any] = {
        "name": "Ringsted",
        "emails": "mads@example.dk\r\n\r\n",
        "seats": "2",
        "until_on": "20-9-2026",
    }
    visitor.send("Reservér pladserne", 422, **asked | {"emails": "mads@example.dk\r\ningen@example.dk"})
    assert "i linje 2" in visitor.page.main
    visitor.send("Reservér pladserne", 422, **asked | {"seats": "9"})
    assert "Der kan kun reserveres 2 pladser" in visitor.page.main
    visitor.send("Reservér pladserne", 422, **asked | {"emails": ""})
    assert "Vælg en kommune" in visitor.page.main
    visitor.send("Reservér pladserne", 422, **asked | {"until_on": "20-9-2027"})
    visitor.send("Reservér pladserne", **asked)
    assert "3 pladser: 1 taget, 2 reserveret, 0 ledige" in visitor.page.main
    amina = Visitor(house).sign_in(town["amina"])
    amina.open(f"/arrangementer/{town['event']}-budgettet-for-begyndere/tilmelding")
    assert "Alle pladser er optaget" in amina.page.main
    amina.send("Tilmeld mig")
    assert guests.states(house, town["amina"]) == [State.WAITING]
    mads = Visitor(house).sign_in(town["mads"])
    mads.open(f"/arrangementer/{town['event']}-budgettet-for-begyndere/tilmelding")
    assert "Der er reserveret en plads til dig" in mads.page.main
    mads.send("Tilmeld mig")
    assert guests.states(house, town["mads"]) == [State.CONFIRMED]
    visitor.send("Tilføj dem", 422, emails="x")
    visitor.send("Tilføj dem", emails="amina@example.dk")
    assert guests.states(house, town["amina"]) == [State.OFFERED]
    visitor.send("Frigiv de ubrugte pladser")
    assert "Ingen pladser er reserveret" in visitor.page.main
    with house.app_context():
        block = db.session.scalars(sa.select(SeatBlock)).one()
        assert block.released_at is not None
        number = block.id
    assert visitor.client.post(there(town, f"reserverede-pladser/{number + 1}/frigiv")).status_code in {400, 404}


def test_who_is_one_too_many_from_a_municipality_is_told_why(
    house: Flask, visitor: Visitor, town: dict[str, int], now: datetime
) -> None:
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        by = people.actor(db.session.get_one(people.Person, town["ole"]), now)
        set_terms(event, Terms(), Limits(municipality_limit=1), by=by, now=now)
        second = people.councillor("Bent Berg").id
        db.session.commit()
    visitor.sign_in(second)
    page = f"/arrangementer/{town['event']}-budgettet-for-begyndere/tilmelding"
    assert "Din kommune har de 1 pladser, der er pr. kommune" in visitor.open(page).main
    visitor.send("Tilmeld mig")
    assert "Din kommune har de 1 pladser, der er pr. kommune" in visitor.page.main
    assert "2 af 3 pladser tilbage" in Visitor(house).open(f"/arrangementer/{town['event']}").main


def test_an_event_in_two_ways_has_one_page_with_a_button_for_each(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["ole"]).open(there(town, "paa-nettet"))
    visitor.send("Også på nettet", 422, capacity="", join_link="http://usikker.example")
    visitor.send("Også på nettet", capacity="2", join_link="https://video.example/net")
    assert "0 af 2 pladser på nettet er taget" in visitor.page.main
    with house.app_context():
        twin = db.session.scalars(sa.select(Event.id).where(Event.twin_of_id == town["event"])).one()
    assert "Også på nettet" in visitor.open(f"/arrangoer/{twin}/rediger").main
    visitor.open(f"/arrangoer/{twin}/tilmeldinger")
    desk = visitor.open("/arrangoer").main
    assert desk.count("Budgettet for begyndere") == 1 or "på nettet" in desk
    stranger = Visitor(house)
    assert stranger.open("/arrangementer").main.count("Budgettet for begyndere") == 1
    stranger.open(f"/arrangementer/{twin}")
    assert stranger.path == f"/arrangementer/{town['event']}-budgettet-for-begyndere"
    assert "Fremmøde" in stranger.page.main and "2 af 2 pladser tilbage" in stranger.page.main
    assert "video.example" not in stranger.page.html
    mads = Visitor(house).sign_in(town["mads"])
    page = mads.open(f"/arrangementer/{town['event']}")
    mads.open(page.link("Tilmeld mig (på nettet)"))
    mads.send("Tilmeld mig")
    assert "1 af 2 pladser tilbage" in stranger.open(f"/arrangementer/{town['event']}").main, "seen at once by all"
    assert "https://video.example/net" in mads.open(f"/arrangementer/{town['event']}").html
    mads.open(mads.page.link("Mød op i stedet"))
    mads.send("Mød op i stedet")
    assert "Du deltager nu på den anden måde" in mads.page.main
    with house.app_context():
        seats = sa.select(Registration.event_id).where(Registration.person_id == town["mads"])
        assert list(db.session.scalars(seats)) == [town["event"]]
    visitor.open(there(town, "paa-nettet"))
    visitor.send("Gem", capacity="1")
    assert "0 af 1 pladser på nettet er taget" in visitor.page.main


@pytest.fixture
def asked(house: Flask, town: dict[str, int], wall: Clock) -> dict[str, int]:
    """Three days before, Karen and Mads have been asked whether they come; Amina waits."""
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        for name in ("mads", "amina"):
            guests.take(event, db.session.get_one(people.Person, town[name]), wall.moment)
        guests.take(event, people.councillor("Vera Vent"), wall.moment)
        event.confirm_days = 3
        wall.moment = event.starts_at - timedelta(days=3)
        presence.ask(event.id, now=wall.moment)
        db.session.commit()
    return town


def key_of(house: Flask, person_id: int) -> str:
    with house.app_context():
        query = sa.select(OutgoingMail.facts).where(
            OutgoingMail.person_id == person_id, OutgoingMail.letter == "presence"
        )
        half = db.session.scalars(query).one()["key"]
        return f"/noegle/{tokens.reveal(half, Purpose.PRESENCE, house.config['SECRET_KEY'])}"


def test_yes_and_no_from_the_letter_without_logging_in(house: Flask, asked: dict[str, int]) -> None:
    karen = Visitor(house)
    karen.open(key_of(house, asked["karen"]))
    assert "Ja, jeg kommer" in karen.page.main and guests.states(house, asked["karen"]) == [State.CONFIRMED]
    karen.send("Ja, jeg kommer")
    assert "vi regner med dig" in karen.page.main
    mads = Visitor(house)
    mads.open(key_of(house, asked["mads"]) + "/nej")
    assert guests.states(house, asked["mads"]) == [State.CONFIRMED], "opening a letter answers nothing"
    mads.send("Nej, jeg kommer ikke")
    assert guests.states(house, asked["mads"]) == [State.WITHDRAWN]
    mads.open(key_of(house, asked["mads"]), 410)
    karen.open(key_of(house, asked["karen"]))
    karen.send("Nej, jeg kommer ikke")
    assert guests.states(house, asked["karen"]) == [State.WITHDRAWN], "one may think better of it"
    Visitor(house).open("/kommer-du", 404)


def test_yes_from_ones_own_page(house: Flask, asked: dict[str, int]) -> None:
    karen = Visitor(house).sign_in(asked["karen"])
    karen.open(karen.open("/mine-tilmeldinger").link("Sig, om du kommer"))
    karen.send("Ja, jeg kommer")
    assert "Du har sagt, at du kommer" in karen.page.main
    Visitor(house).sign_in(asked["amina"]).open(karen.path)
    stranger = Visitor(house).sign_in(asked["ole"])
    assert stranger.client.post(karen.path.replace("tilmelding", "kommer-du")).status_code == 404


def test_the_silent_are_shown_and_their_seats_let_go_after_a_preview(
    house: Flask, visitor: Visitor, asked: dict[str, int]
) -> None:
    visitor.sign_in(asked["ole"]).open(there(asked, "kommer-de"))
    said = visitor.page.main
    assert "0 af 3 har sagt, at de kommer" in said and "Mads Holm Ringsted mads@example.dk" in said
    assert "(V)" not in visitor.page.html
    visitor.send("Se, hvis pladser", 422)
    assert "Vælg mindst én deltager" in visitor.page.main
    with house.app_context():
        uid = db.session.scalar(sa.select(Registration.uid).where(Registration.person_id == asked["mads"]))
    visitor.send("Se, hvis pladser", guest=uid)
    assert "1 deltager mister sin plads" in visitor.page.main and "Mads Holm" in visitor.page.main
    assert guests.states(house, asked["mads"]) == [State.CONFIRMED], "a preview changes nothing"
    visitor.send("Giv pladserne videre")
    assert guests.states(house, asked["mads"]) == [State.WITHDRAWN]
    assert guests.letters(house, asked["mads"])[-1] == "seat_released"
    assert "Mads Holm" not in visitor.page.main


@pytest.mark.parametrize("page", ["vilkaar", "reserverede-pladser", "paa-nettet", "kommer-de"])
def test_others_have_no_such_page(house: Flask, town: dict[str, int], page: str) -> None:
    with house.app_context():
        other = people.with_role(people.Role.ORGANISER, "Else Egen").id
        birgit = people.birgit().id
        db.session.commit()
    for person in (town["karen"], birgit, other):
        Visitor(house).sign_in(person).open(there(town, page), 404)


def test_the_page_of_the_silent_costs_the_same_for_many(
    house: Flask, visitor: Visitor, asked: dict[str, int], wall: Clock
) -> None:
    visitor.sign_in(asked["ole"])
    with counted(house) as few:
        visitor.open(there(asked, "kommer-de"))
    with house.app_context():
        event = db.session.get_one(Event, asked["event"])
        event.capacity = 60
        for _n in range(40):
            seat = guests.take(event, people.councillor(), wall.moment - timedelta(days=9), takes_last_minute=True)
            seat.state, seat.confirmed_at, seat.presence_asked_at = State.CONFIRMED, wall.moment, wall.moment
        db.session.commit()
    with counted(house) as many:
        visitor.open(there(asked, "kommer-de"))
    assert len(many) == len(few)
