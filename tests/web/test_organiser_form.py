"""What an organiser may type wrong: one Danish sentence beside the field, status 422, everything typed kept."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.web.organiser.fields import ClockField, DayField
from tests import guests, meetings, people
from tests.inspection import words_of
from tests.visitor import Visitor
from tests.web.desk import ANSWERS, made, stored

BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"title": " "}, "title", "Skriv en titel."),
    ({"title": "x" * 161}, "title", "Skriv højst 160 tegn; der er 161 nu."),
    ({"title": "x" * 1_000_000}, "title", "Skriv højst 160 tegn; der er 1.000.000 nu."),
    ({"title": "Budget\u202egnp.exe"}, "title", "Vi har fjernet tegn, man ikke kan se."),
    ({"title": "Bud\u00adget"}, "title", "Vi har fjernet tegn, man ikke kan se."),
    ({"title": "Budget\r\nBcc: alle@example.dk"}, "title", "Vi har fjernet tegn, man ikke kan se."),
    ({"title": "Budget\x07"}, "title", "Vi har fjernet tegn, man ikke kan se."),
    ({"summary": ""}, "summary", "Skriv en eller to sætninger om arrangementet."),
    ({"summary": "x" * 401}, "summary", "Skriv højst 400 tegn; der er 401 nu."),
    ({"description": "x" * 1_000_000}, "description", "Skriv højst 20.000 tegn; der er 1.000.000 nu."),
    ({"description": "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "x\n" * 7000}, "description", "Gør den kortere."),
    ({"description": "Læs \u2066her"}, "description", "Vi har fjernet tegn, man ikke kan se."),
    ({"kind": "fest"}, "kind", "Vælg en af mulighederne."),
    ({"topics": ["alt"]}, "topics", "Vælg kun mellem mulighederne på listen."),
    ({"audience": ""}, "audience", "Feltet skal udfyldes."),
    ({"venue_id": "4711"}, "venue_id", "Vælg en af mulighederne."),
    ({"starts_on": ""}, "starts_on", "Vælg den dag, arrangementet begynder."),
    ({"starts_on": "24. november"}, "starts_on", "Skriv datoen som dag, måned og år"),
    ({"starts_on": "24-11-026"}, "starts_on", "Skriv datoen som dag, måned og år"),
    ({"starts_on": "2026-11-31"}, "starts_on", "Den dato findes ikke."),
    ({"starts_on": "1999-12-31"}, "starts_on", "Vælg en dato mellem år 2000 og 2100."),
    ({"ends_on": "2101-01-01"}, "ends_on", "Vælg en dato mellem år 2000 og 2100."),
    ({"ends_on": "202611-01-01"}, "ends_on", "Vælg en dato mellem år 2000 og 2100."),
    ({"starts_time": ""}, "starts_time", "Skriv, hvornår arrangementet begynder."),
    ({"starts_time": "kvart i ni"}, "starts_time", "Skriv klokkeslættet som timer og minutter"),
    ({"starts_time": "24:00"}, "starts_time", "Skriv klokkeslættet som timer og minutter"),
    (
        {"starts_on": "2027-03-28", "starts_time": "02:30", "ends_on": "2027-03-28", "ends_time": "10"},
        "starts_time",
        "Det klokkeslæt findes ikke: Uret bliver stillet frem den nat.",
    ),
    ({"ends_on": "2026-11-23"}, "ends_on", "Arrangementet skal slutte, efter at det er begyndt."),
    ({"ends_on": "2026-11-24", "ends_time": "11:59"}, "ends_time", "Arrangementet skal slutte, efter"),
    ({"ends_on": "2026-11-24", "ends_time": "12:00"}, "ends_time", "Arrangementet skal slutte, efter"),
    ({"closes_on": "2026-08-31"}, "closes_on", "Tilmeldingen skal lukke, efter at den er åbnet."),
    ({"closes_on": "2026-11-25"}, "closes_on", "Tilmeldingen skal lukke, før arrangementet begynder."),
    ({"closes_on": "", "closes_time": "12"}, "closes_on", "Vælg også datoen."),
    ({"opens_on": "2026-11-24", "opens_time": "12", "closes_on": ""}, "opens_on", "Tilmeldingen skal åbne, før"),
    ({"binding_on": "2026-11-24", "binding_time": "12:01"}, "binding_on", "Pladsen skal blive bindende, før"),
    ({"capacity": ""}, "capacity", "Skriv, hvor mange pladser der er."),
    ({"capacity": "0"}, "capacity", "Skriv et helt tal fra 1 til 20.000."),
    ({"capacity": "-3"}, "capacity", "Skriv et helt tal fra 1 til 20.000."),
    ({"capacity": "2,5"}, "capacity", "Skriv et helt tal fra 1 til 20.000."),
    ({"capacity": "2.5"}, "capacity", "Skriv et helt tal fra 1 til 20.000."),
    ({"capacity": "9" * 5000}, "capacity", "Skriv et helt tal fra 1 til 20.000."),
    ({"join_link": "http://video.example/m"}, "join_link", "Den skal begynde med https://."),
    ({"join_link": "javascript:alert(1)"}, "join_link", "Den skal begynde med https://."),
    ({"join_link": "https://bank.example@ond.example/"}, "join_link", "Den skal begynde med https://."),
    ({"join_link": "https://[::1"}, "join_link", "Den skal begynde med https://."),
    ({"price_text": "x" * 201}, "price_text", "Skriv højst 200 tegn"),
    ({"contact_name": ""}, "contact_name", "Skriv, hvem deltagerne kan spørge."),
    ({"contact_name": "Каren Friis"}, "contact_name", "Skriv navnet med almindelige bogstaver"),
    ({"contact_email": "ole(snabel-a)cok.dk"}, "contact_email", "Skriv en e-mailadresse, for eksempel"),
    ({"contact_phone": "112"}, "contact_phone", "Skriv et telefonnummer med otte cifre"),
    ({"programme-0-title": ""}, "programme-0-title", "Skriv, hvad der sker på dette punkt."),
    ({"programme-0-starts": ""}, "programme-0-starts", "Skriv, hvornår punktet begynder."),
    ({"programme-0-ends": "11.30"}, "programme-0-ends", "Punktet skal slutte, efter at det er begyndt."),
    ({"programme-0-day": "2026-11-26"}, "programme-0-day", "Datoen skal ligge inden for arrangementet."),
    ({"programme-1-speakers": "Mette \u202e"}, "programme-1-speakers", "Vi har fjernet tegn, man ikke kan se."),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), BAD, ids=[f"{f}-{i}" for i, (_t, f, _s) in enumerate(BAD)])
def test_one_sentence_beside_the_field(
    house: Flask, visitor: Visitor, now: datetime, typed: dict[str, Any], field: str, sentence: str
) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.send("Gem udkastet", status=422, **ANSWERS | typed)
    messages = [tag for tag in visitor.page.root.iter() if tag.get("id", "").endswith("-error")]
    assert [tag.get("id") for tag in messages] == [f"{field}-error"], [words_of(tag) for tag in messages]
    said = words_of(messages[0])
    assert sentence in said and said.count(".") - said.count("..") <= sentence.count(".") + 4
    assert words_of(messages[0]).removeprefix("Fejl: ") in visitor.page.errors(), "it stands in the summary too"
    kept = visitor.page.form(0).values()
    for name, value in (ANSWERS | typed).items():
        if name == field or name in {"kind", "topics", "venue_id", "audience"}:
            continue
        expected = value.replace("\r\n", "\n") if isinstance(value, str) else sorted(value)
        found = kept.get(name)
        assert (sorted(found) if isinstance(found, list) else found) in (expected, [expected], *expected), name
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(meetings.Event)) == 0


def test_what_was_too_long_or_wrong_is_kept_to_be_put_right(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    wrong = {"title": "x" * 300, "starts_time": "kvart i ni", "contact_phone": "112", "programme-0-title": ""}
    visitor.send("Gem udkastet", status=422, **ANSWERS | wrong)
    kept = visitor.page.form(0).values()
    assert {name: kept[name] for name in wrong} == wrong
    assert "x" * 300 in visitor.page.html
    visitor.send(
        "Gem udkastet", title="Rettet", starts_time="12.00", contact_phone="", **{"programme-0-title": "Start"}
    )
    assert stored(house)["title"] == "Rettet"


def test_hidden_signs_are_taken_away_so_that_saving_again_works(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.send("Gem udkastet", status=422, **ANSWERS | {"title": "Bud\u200bget \u202e2027", "summary": "Kort\x00."})
    assert visitor.page.form(0).values()["title"] == "Budget 2027"
    visitor.send("Gem udkastet")
    assert (stored(house)["title"], stored(house)["summary"]) == ("Budget 2027", "Kort.")


def test_writing_from_right_to_left_is_welcome(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    visitor.send("Gem udkastet", **ANSWERS | {"contact_name": "شيرين خانكان", "programme-0-speakers": "رنا خوري"})
    assert stored(house)["contact_name"] == "شيرين خانكان"
    assert stored(house)["programme"][0][3] == "رنا خوري"


def test_html_in_the_text_is_text(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    evil = '<script>alert("x")</script>'
    visitor.send("Gem udkastet", **ANSWERS | {"title": evil, "description": evil, "programme-0-title": evil})
    assert "<script>alert" not in visitor.page.html
    assert "<script" not in stored(house)["description_html"]
    visitor.open(f"/arrangoer/{stored(house)['id']}/rediger")
    assert "<script>alert" not in visitor.page.html


def test_rows_no_form_of_ours_has_are_not_read(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    strange = {f"programme-{n}-title": "x" for n in ("²", "9" * 5000, "-1", "abc", "99999")}
    visitor.send("Gem udkastet", **ANSWERS | strange)
    assert [point[0] for point in stored(house)["programme"]] == ["Velkomst", "Festmiddag"]


def test_at_most_a_hundred_points(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.ole)).open("/arrangoer/nyt")
    many = {f"programme-{n}-title": f"Punkt {n}" for n in range(150)}
    many |= {f"programme-{n}-starts": "12:00" for n in range(150)}
    plain = {name: value for name, value in ANSWERS.items() if not name.startswith("programme")}
    visitor.send("Gem udkastet", status=422, **plain | many)
    assert "Et program har højst 100 punkter" in visitor.page.errors()


def test_fewer_seats_than_are_taken(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        event = meetings.seminar(now, organiser=ole, closes_at=now + timedelta(days=29))
        for name in (people.karen, people.mads, people.amina):
            guests.take(event, name(), now)
        db.session.commit()
        ole_id, event_id = ole.id, event.id
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/rediger")
    visitor.send("Gem ændringerne", status=422, capacity="2", title="Ny titel")
    assert "3 pladser er taget. Antallet kan ikke være lavere." in visitor.page.errors()
    assert visitor.page.form(0).values()["title"] == "Ny titel"
    assert stored(house)["title"] == "Budgettet for begyndere", "nothing is half done"
    visitor.send("Gem ændringerne", capacity="3")
    assert stored(house)["title"] == "Ny titel"


def test_an_event_called_off_while_one_typed(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        event_id = meetings.seminar(now, organiser=ole).id
        db.session.commit()
        ole_id = ole.id
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/rediger")
    typed = visitor.page
    visitor.open(f"/arrangoer/{event_id}/aflys")
    visitor.client.post(f"/arrangoer/{event_id}/aflys", data=visitor.page.form(0).values() | {"reason": "Sygdom."})
    visitor.page = typed
    visitor.send("Gem ændringerne", status=422, title="For sent")
    assert "Arrangementet er aflyst og kan ikke ændres mere." in visitor.page.errors()


@pytest.mark.parametrize("day", ["2026-11-24", "24-11-2026", "24.11.2026", "24/11 2026", "24. 11. 2026", " 24-11-26 "])
@pytest.mark.parametrize("clock", ["9", "09:00", "9.00", "kl. 9", "0900", "Kl 9"])
def test_dates_and_hours_as_people_write_them(day: str, clock: str) -> None:
    read_day, read_clock = DayField.read, ClockField.read
    assert read_day(None, day.strip()) == date(2026, 11, 24)  # type: ignore[arg-type]
    assert read_clock(None, clock) == time(9)  # type: ignore[arg-type]
