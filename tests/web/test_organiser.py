"""The organiser's story: draft, look, publish, change, call off; and who is let in to do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.policy import Role
from politiker.registrations.models import State
from tests import guests, meetings, people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.desk import ANSWERS, made, stored


def test_the_whole_story(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer")
    assert "Intet venter på dig" in visitor.page.main
    visitor.open(visitor.page.link("Nyt arrangement"))
    assert visitor.page.form(0).values()["contact_name"] == "Ole Krog"

    visitor.send("Gem udkastet", **ANSWERS)
    assert visitor.page.heading == "Udgiv arrangementet" and "Ændringerne er gemt" in visitor.page.main
    event = stored(house)
    assert event["published_at"] is None
    assert event["starts_at"] == datetime(2026, 11, 24, 11, tzinfo=UTC), "noon in Denmark in winter"
    assert event["ends_at"] == datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert event["opens_at"] == datetime(2026, 8, 31, 22, tzinfo=UTC), "midnight in Denmark in summer"
    assert event["closes_at"] == datetime(2026, 11, 10, 22, 59, tzinfo=UTC), "to the end of the day"
    assert event["binding_at"] == datetime(2026, 10, 20, 10, tzinfo=UTC)
    assert (event["capacity"], event["contact_phone"]) == (1200, "+4512345678")
    assert event["contact_email"] == "Søren@ærø.dk"
    assert event["summary"] == "Fra middag til middag om det, I har til fælles."
    assert "<strong>på tværs</strong>" in event["description_html"]
    assert (event["topics"], event["roles"]) == (["oekonomi", "politikerrollen"], ["nyvalgte"])
    assert [point[0] for point in event["programme"]] == ["Velkomst", "Festmiddag"]
    assert event["programme"][0][3] == "Karen Friis\nMads Holm"
    assert event["programme"][1][2] == datetime(2026, 11, 25, 0, tzinfo=UTC), "dinner runs past midnight"

    desk = visitor.open("/arrangoer")
    assert "Det er et udkast" in desk.main
    visitor.open(desk.link("Se det igennem og udgiv"))
    assert "Der er hverken" not in visitor.page.main, "there is a link, so nothing is missing"
    visitor.send("Udgiv arrangementet")
    assert stored(house)["published_at"] == now
    assert visitor.path.startswith("/arrangementer/") and "Arrangementet er udgivet" in visitor.page.main

    karen = made(house, people.karen)
    with house.app_context():
        seminar = db.session.get_one(meetings.Event, event["id"])
        guests.take(seminar, db.session.get_one(people.Person, karen), now)
        db.session.commit()
    visitor.open(f"/arrangoer/{event['id']}/rediger")
    assert "Deltagerne får besked om nogle ændringer" in visitor.page.main
    visitor.send("Gem ændringerne", summary="Andet resumé.")
    assert guests.letters(house, karen) == ["registered"], "a small change is no letter"
    visitor.open(f"/arrangoer/{event['id']}/rediger")
    visitor.send("Gem ændringerne", title="Politikerdøgn 2026")
    assert guests.letters(house, karen) == ["registered", "event_changed"]

    visitor.open(f"/arrangoer/{event['id']}/aflys")
    assert "1 deltager får straks besked" in visitor.page.main
    visitor.send("Aflys arrangementet", status=422)
    assert "Skriv, hvorfor arrangementet bliver aflyst." in visitor.page.errors()
    visitor.send("Aflys arrangementet", reason="Hotellet er brændt.")
    assert "Arrangementet er aflyst" in visitor.page.main
    assert guests.letters(house, karen)[-1] == "called_off"
    assert guests.states(house, karen) == [State.CALLED_OFF]
    assert "kan ikke ændres mere" in visitor.open(f"/arrangoer/{event['id']}/rediger").main
    assert visitor.page.all("textarea") == []


def test_editing_without_touching_anything_changes_nothing(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.send("Gem udkastet", **ANSWERS)
    before = stored(house)
    visitor.open(f"/arrangoer/{before['id']}/rediger")
    visitor.send("Gem udkastet")
    after = stored(house)
    assert after | {"lock_version": 0} == before | {"lock_version": 0}


def test_a_moment_no_clock_face_shows_is_kept_when_it_is_not_touched(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    with house.app_context():
        ole = people.ole()
        second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        event = meetings.seminar(
            now, organiser=ole, starts_at=second_half_past_two, ends_at=second_half_past_two + timedelta(seconds=4000)
        )
        db.session.commit()
        ole_id, event_id = ole.id, event.id
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/rediger")
    assert visitor.page.form(0).values()["starts_time"] == "2.30"
    visitor.send("Gem ændringerne")
    assert stored(house)["starts_at"] == second_half_past_two
    assert stored(house)["revision"] == 0, "so nobody is told of a change that is none"


def test_saving_to_add_more_comes_back_with_three_empty_rows(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.send("Gem udkastet", **ANSWERS, more="1")
    assert visitor.page.heading == "Ret arrangementet"
    titles = [v for name, v in visitor.page.form(0).values().items() if name.endswith("-title")]
    assert titles == ["Velkomst", "Festmiddag", "", "", ""]
    visitor.send("Gem udkastet", **{"programme-0-title": "", "programme-0-starts": "", "programme-0-ends": "",
        "programme-0-day": "", "programme-0-speakers": ""})  # fmt: skip
    assert [point[0] for point in stored(house)["programme"]] == ["Festmiddag"]


def test_sent_twice_it_is_one_draft(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    form = visitor.page
    visitor.send("Gem udkastet", **ANSWERS)
    where = visitor.path
    visitor.page = form
    visitor.send("Gem udkastet", **ANSWERS)
    assert visitor.path == where
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(meetings.Event)) == 1


def test_a_place_is_described_once_and_chosen(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.open(visitor.page.link("Beskriv et nyt sted"))
    options = [o.text or "" for o in visitor.page.all("option")]
    assert options[:2] == ["Vælg en kommune", "Aabenraa"] or options[-1] == "Aarhus", options
    assert options[-3:] == ["Ærø", "Aabenraa", "Aalborg"] or "Aarhus" in options[-2:], options
    visitor.send("Gem stedet", status=422, name="Hotel", postcode="58000", town="Nyborg")
    said = visitor.page.errors()
    assert "Skriv vej og nummer." in said and "fire cifre" in said and "Vælg kommunen." in said
    assert visitor.page.form(0).values()["postcode"] == "58000", "what was typed is kept"
    with house.app_context():
        nyborg = people.municipality("Nyborg").id
    visitor.send("Gem stedet", address="Østerøvej 2", postcode="5800", municipality_id=str(nyborg))
    assert visitor.page.heading == "Nyt arrangement" and "Stedet er gemt" in visitor.page.main
    visitor.send("Gem udkastet", **ANSWERS)
    assert "Hotel, Nyborg" in visitor.page.main
    event = stored(house)
    visitor.open(f"/arrangoer/{event['id']}/rediger")
    visitor.open(visitor.page.link("Beskriv et nyt sted"))
    visitor.send(
        "Gem stedet", name="Ærø Kro", address="Torvet 1", postcode="5970", town="Ærø", municipality_id=str(nyborg)
    )
    assert visitor.path == f"/arrangoer/{event['id']}/rediger"
    assert visitor.page.form(0).values()["venue_id"] != str(event["venue_id"])


PAGES = ("rediger", "udgiv", "aflys", "tilmeldinger", "behov", "koekken", "rettigheder")


@pytest.mark.parametrize("who", ["organiser", "councillor", "secretary", "moderator", "stranger"])
def test_others_find_nothing(house: Flask, visitor: Visitor, now: datetime, who: str) -> None:
    event_id = made(house, lambda: meetings.seminar(now, organiser=people.ole()))
    strangers: dict[str, Any] = {
        "organiser": lambda: people.with_role(Role.ORGANISER, "Inga Ny"),
        "councillor": people.karen,
        "secretary": people.birgit,
        "moderator": lambda: people.with_role(Role.MODERATOR, "Mona Juul"),
    }
    if who != "stranger":
        visitor.sign_in(made(house, strangers[who]))
        for page in PAGES:
            visitor.open(f"/arrangoer/{event_id}/{page}", status=404)
            if page not in {"tilmeldinger", "koekken"}:
                visitor.post(f"/arrangoer/{event_id}/{page}", 404)
        visitor.post(f"/arrangoer/{event_id}/tilmeldinger/x/svar", 404)
        visitor.post(f"/arrangoer/{event_id}/tilmeldinger/x/afmeld", 404)
        makes = who == "organiser"
        visitor.open("/arrangoer/nyt", status=200 if makes else 404)
        visitor.open("/arrangoer/sted/nyt", status=200 if makes else 404)
        visitor.open("/arrangoer", status=200 if makes else 404)
    else:
        for page in ("", "/nyt", "/sted/nyt", *(f"/{event_id}/{page}" for page in PAGES)):
            assert visitor.client.get(f"/arrangoer{page}").status_code == 303, "sent to log in"


def test_an_administrator_edits_but_sees_no_guests(house: Flask, visitor: Visitor, now: datetime) -> None:
    event_id = made(house, lambda: meetings.seminar(now, organiser=people.ole()))
    visitor.sign_in(made(house, people.adam)).open("/arrangoer")
    assert "Budgettet for begyndere" in visitor.page.main
    for page in ("rediger", "aflys", "rettigheder", "udgiv"):
        visitor.open(f"/arrangoer/{event_id}/{page}")
    for page in ("tilmeldinger", "behov", "koekken"):
        visitor.open(f"/arrangoer/{event_id}/{page}", status=404)
    assert "Tilmeldinger" not in visitor.open(f"/arrangoer/{event_id}/rediger").links()


def test_numbers_no_event_can_have_are_not_there(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole))
    for number in ("0", "4711", "2147483648", "9" * 5000, "-1"):
        visitor.open(f"/arrangoer/{number}/rediger", status=404)


def test_the_desk_says_what_needs_a_hand(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        meetings.seminar(now, organiser=ole, title="Tomt", starts_at=now + timedelta(days=20))
        full = meetings.seminar(now, organiser=ole, title="Fuldt", capacity=1)
        guests.take(full, people.karen(), now)
        guests.take(full, people.mads(), now)
        taken = meetings.seminar(now, organiser=ole, title="Taget", capacity=1)
        guests.take(taken, people.amina(), now)
        past = now - timedelta(days=200)
        meetings.seminar(past, organiser=ole, title="Forbi")
        db.session.commit()
        ole_id = ole.id
    desk = visitor.sign_in(ole_id).open("/arrangoer").main
    assert "Det begynder snart, og der er god plads: 0 af 25 pladser er taget" in desk
    assert "Alle pladser er taget, og 1 venter" in desk
    assert "Alle pladser er taget." in desk and "næsten fuldt" not in desk
    assert "Tidligere arrangementer (1)" in desk and "Afholdt" in desk


def test_the_desk_takes_as_many_statements_for_a_dozen_events_as_for_one(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    with house.app_context():
        ole = people.ole()
        meetings.seminar(now, organiser=ole)
        db.session.commit()
        ole_id = ole.id
    visitor.sign_in(ole_id)
    with counted(house) as few:
        visitor.open("/arrangoer")
    with house.app_context():
        ole = db.session.get_one(people.Person, ole_id)
        for _ in range(12):
            meetings.seminar(now, organiser=ole)
        db.session.commit()
    with counted(house) as many:
        visitor.open("/arrangoer")
    assert len(few) == len(many) <= 10, many


def test_a_former_organiser_keeps_no_right(house: Flask, visitor: Visitor, now: datetime) -> None:
    """An administrator who once made an event as organiser edits it, as every other, and sees no guests of it."""
    with house.app_context():
        inga = people.with_role(Role.ORGANISER, "Inga Ny")
        event_id = meetings.seminar(now, organiser=inga).id
        was = sa.text("UPDATE role_grant SET role = 'administrator' WHERE person_id = :id").bindparams(id=inga.id)
        db.session.execute(was)
        db.session.commit()
        inga_id = inga.id
    visitor.sign_in(inga_id).open(f"/arrangoer/{event_id}/rediger")
    visitor.open(f"/arrangoer/{event_id}/tilmeldinger", status=404)


def test_what_cannot_be_published_or_called_off_says_why(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        past = now - timedelta(days=300)
        late = meetings.draft(now, organiser=ole, starts_at=past, ends_at=past + timedelta(hours=1)).id
        out = meetings.seminar(now, organiser=ole).id
        db.session.commit()
        ole_id = ole.id
    visitor.sign_in(ole_id).open(f"/arrangoer/{late}/udgiv")
    visitor.send("Udgiv arrangementet", status=422)
    assert "Ret datoen, før du udgiver det" in visitor.page.errors()
    assert "behøver ikke at blive aflyst" in visitor.open(f"/arrangoer/{late}/aflys").main
    with house.app_context():
        db.session.execute(sa.text("UPDATE event SET published_at = NULL WHERE id = :id").bindparams(id=out))
        db.session.commit()
    visitor.open(f"/arrangoer/{out}/udgiv")
    stale = visitor.page
    visitor.send("Udgiv arrangementet")
    visitor.page = stale
    visitor.send("Udgiv arrangementet")
    visitor.page = stale
    visitor.send("Udgiv arrangementet", status=422, idempotency_key="en anden nøgle")
    assert "allerede udgivet" in visitor.page.errors()
    with house.app_context():
        happened = list(db.session.scalars(sa.select(Entry.happening).where(Entry.event_id == out)))
    assert happened.count("published") == 2, "once by the factory, once here"
