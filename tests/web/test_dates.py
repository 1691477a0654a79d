"""Finding a date, from the first proposal to the first guest, by pressing what is on the pages."""

import io
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose, Token
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.events.date_polls.models import DateAnswer, DateInvitation, DateOption, Reply
from politiker.events.details import ProgrammePoint
from politiker.events.models import Event, EventGrant, ItemKind, ProgrammeItem, Right
from tests import guests, meetings, people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.desk import made

FIVE = ("2026-10-01", "2026-10-08", "2026-10-15")


@pytest.fixture
def ole(house: Flask, now: datetime) -> int:
    return made(house, people.ole)


def draft(house: Flask, ole: int, now: datetime, **changes: object) -> int:
    host = people.Person
    return made(house, lambda: meetings.draft(now, organiser=db.session.get_one(host, ole), **changes))


def proposed(visitor: Visitor, event: int) -> None:
    rows = {f"dates-{n}-day": day for n, day in enumerate(FIVE)} | {f"dates-{n}-starts": "12" for n in range(3)}
    visitor.open(f"/arrangoer/{event}/datoer")
    visitor.send("Gem datoerne", **rows)


def key_of(house: Flask, person: int) -> str:
    with house.app_context():
        query = sa.select(Token.half).join(DateInvitation, DateInvitation.id == Token.subject_id)
        half = db.session.scalars(query.where(Token.purpose == Purpose.DATES, DateInvitation.person_id == person)).one()
        return f"/noegle/{tokens.reveal(half, Purpose.DATES, house.config['SECRET_KEY'])}"


def replies(house: Flask) -> list[Reply]:
    with house.app_context():
        return list(db.session.scalars(sa.select(DateAnswer.reply).order_by(DateAnswer.option_id)))


def fields(visitor: Visitor, *given: str) -> dict[str, str]:
    with visitor.house.app_context():
        ids = list(db.session.scalars(sa.select(DateOption.id).order_by(DateOption.starts_at)))
    return {f"date_{id}": reply for id, reply in zip(ids, given, strict=False)}


def test_from_three_dates_to_a_guest(house: Flask, now: datetime, ole: int) -> None:
    event, karen = draft(house, ole, now), made(house, people.karen)
    organiser = Visitor(house).sign_in(ole)
    proposed(organiser, event)
    assert "Datoerne er gemt" in organiser.page.words
    organiser.send("Spørg dem", emails="karen@example.dk")
    assert "0 af 1 har svaret" in organiser.page.words
    assert guests.letters(house, karen) == ["dates_asked"]

    reader = Visitor(house)
    reader.open(key_of(house, karen))
    assert reader.path == "/datoer/svar"
    reader.send("Send mine svar", **fields(reader, "no", "yes", "if_need_be"))
    assert reader.path == "/datoer/besvaret"
    assert replies(house) == [Reply.NO, Reply.YES, Reply.IF_NEED_BE]

    member = Visitor(house).sign_in(karen)
    member.open("/mine-tilmeldinger")
    assert "Datoer, du er spurgt om" in member.page.words
    member.open(f"/datoer/{event}")
    member.send("Send mine svar", **fields(member, "no", "yes", "no"))
    assert "Dine svar om datoerne er gemt" in member.page.words
    assert replies(house) == [Reply.NO, Reply.YES, Reply.NO]

    organiser.open(f"/arrangoer/{event}/datoer")
    assert "1 af 1 har svaret" in organiser.page.words
    assert "Aarhus" in organiser.page.words and "Socialdemokrat" not in organiser.page.words
    organiser.send("Gør den til arrangementets dato")  # the best is chosen beforehand, and it is published
    with house.app_context():
        chosen = db.session.get_one(Event, event)
        assert (chosen.is_published, chosen.starts_at.isoformat()) == (True, "2026-10-08T10:00:00+00:00")
    assert guests.letters(house, karen) == ["dates_asked", "date_chosen"]
    member.open("/mine-tilmeldinger")
    assert "Datoer, du er spurgt om" not in member.page.words
    assert member.open(f"/datoer/{event}", status=410)
    member.open(f"/arrangementer/{event}-budgettet-for-begyndere/tilmelding")
    member.send("Tilmeld mig")
    assert guests.states(house, karen) == ["confirmed"]
    organiser.open(f"/arrangoer/{event}/datoer")


def test_what_is_wrong_is_said_and_kept(house: Flask, now: datetime, ole: int) -> None:
    event = draft(house, ole, now)
    organiser = Visitor(house).sign_in(ole)
    organiser.open(f"/arrangoer/{event}/datoer")
    organiser.send("Gem datoerne", 422, **{"dates-0-day": "1-10-2026", "dates-0-starts": "12"})
    assert "Skriv mindst to forskellige datoer" in organiser.page.words
    organiser.send("Gem datoerne", 422, **{"dates-0-day": "i morgen", "dates-1-day": "1-11-2026", "dates-1-starts": ""})
    assert "Skriv datoen som dag" in organiser.page.words and "Skriv, hvornår det begynder" in organiser.page.words
    proposed(organiser, event)
    organiser.send("Spørg dem", 422, emails="nobody@example.dk\nikke en adresse")
    assert "Der er ingen politikere med disse adresser: nobody@example.dk" in organiser.page.words
    organiser.send("Spørg dem", 422, emails="")
    assert "Der er ingen at spørge" in organiser.page.words
    for path in ("vaelg", "spoerg", "foreslaa"):
        organiser.post(f"/arrangoer/{event}/datoer/{path}", 400)


def test_everybody_of_a_council_is_asked(house: Flask, now: datetime, ole: int) -> None:
    event, karen = draft(house, ole, now), made(house, people.karen)
    made(house, people.mads)
    organiser = Visitor(house).sign_in(ole)
    proposed(organiser, event)
    with house.app_context():
        aarhus = people.municipality("Aarhus").id
    organiser.send("Spørg dem", place=str(aarhus))
    with house.app_context():
        assert list(db.session.scalars(sa.select(DateInvitation.person_id))) == [karen]


def test_strangers_find_nothing(house: Flask, now: datetime, ole: int) -> None:
    event, karen, mads = draft(house, ole, now), made(house, people.karen), made(house, people.mads)
    organiser = Visitor(house).sign_in(ole)
    proposed(organiser, event)
    organiser.send("Spørg dem", emails="karen@example.dk")
    Visitor(house).sign_in(mads).open(f"/datoer/{event}", status=404)
    Visitor(house).sign_in(made(house, lambda: people.with_role(people.Role.ORGANISER))).open(
        f"/arrangoer/{event}/datoer", status=404
    )
    Visitor(house).open("/datoer/svar", status=404)
    with house.app_context():
        handler = people.with_role(people.Role.ORGANISER)
        db.session.add(EventGrant(event_id=event, person_id=handler.id, right=Right.REGISTRATIONS, granted_at=now))
        db.session.commit()
        id = handler.id
    reader = Visitor(house).sign_in(id)
    reader.open(f"/arrangoer/{event}/datoer")
    assert "Karen Friis" in reader.page.words and "Gør den til" not in reader.page.words
    assert Visitor(house).sign_in(karen).open(f"/datoer/{event}")


def test_the_page_costs_the_same_for_two_and_for_sixty(house: Flask, now: datetime, ole: int) -> None:
    event = draft(house, ole, now)
    organiser = Visitor(house).sign_in(ole)
    proposed(organiser, event)

    def ask(many: int) -> int:
        with house.app_context():
            addresses = [people.councillor().email for _one in range(many)]
            db.session.commit()
        organiser.open(f"/arrangoer/{event}/datoer")
        organiser.send("Spørg dem", emails="\n".join(addresses))
        with counted(house) as statements:
            organiser.open(f"/arrangoer/{event}/datoer")
        return len(statements)

    assert ask(2) == ask(58)
    organiser.open(f"/arrangoer/{event}/datoer?side=2")
    for page in ("0", "-1", "x", "99999", "²"):
        organiser.open(f"/arrangoer/{event}/datoer?side={page}")


ICS = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20261001T140000Z\nSUMMARY:Budget\nEND:VEVENT\nEND:VCALENDAR\n"


def test_a_secretary_brings_the_calendar_of_the_council(house: Flask, now: datetime, ole: int) -> None:
    birgit = Visitor(house).sign_in(made(house, people.birgit))
    with house.app_context():
        ringsted, aarhus = people.municipality("Ringsted").code, people.municipality("Aarhus").code
    birgit.open("/raadskalendere")
    birgit.open(f"/raadskalendere/{aarhus}", status=404)
    birgit.open("/raadskalendere/9999", status=404)
    birgit.open(f"/raadskalendere/{ringsted}")
    birgit.send("Indlæs", file=(io.BytesIO(ICS), "kalender.ics"))
    assert "1. oktober" in birgit.page.words
    birgit.send("Indlæs", 422, file=(io.BytesIO(b"PK\x03\x04 not a calendar"), "kalender.ics"))
    assert "Filen er ikke en kalender" in birgit.page.words
    birgit.send("Indlæs", 422)
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CouncilMeeting)) == 1
    Visitor(house).sign_in(made(house, people.karen)).open("/raadskalendere", status=404)
    organiser = Visitor(house).sign_in(ole)
    organiser.open("/raadskalendere")
    event = draft(house, ole, now)
    with house.app_context():
        made_event = db.session.get_one(Event, event)
        made_event.starts_at, made_event.ends_at = now + timedelta(days=30), now + timedelta(days=31)
        db.session.commit()
    for page in ("rediger", "udgiv"):
        organiser.open(f"/arrangoer/{event}/{page}")
        assert "1 råd holder møde" in organiser.page.words and "Ringsted" in organiser.page.words


def with_workshops(house: Flask, ole: int, now: datetime, seats: int = 1) -> int:
    at = now + timedelta(days=30)
    programme = tuple(
        ProgrammePoint(at, title, at + timedelta(hours=1), kind=ItemKind.WORKSHOP, track=track, capacity=seats)
        for title, track in (("Budget", "Sal 1"), ("Klima", "Sal 2"))
    )
    return made(
        house,
        lambda: meetings.seminar(
            now, organiser=db.session.get_one(people.Person, ole), programme=(meetings.point(now), *programme)
        ),
    )


def test_a_guest_chooses_in_the_programme(house: Flask, now: datetime, ole: int) -> None:
    event = with_workshops(house, ole, now)
    visitors = []
    for person in (made(house, people.karen), made(house, people.mads)):
        made(
            house,
            lambda id=person: guests.take(db.session.get_one(Event, event), db.session.get_one(people.Person, id), now),
        )
        visitors.append(Visitor(house).sign_in(person))
    karen, mads = visitors
    with house.app_context():
        ids = {row.title: row.id for row in db.session.execute(sa.select(ProgrammeItem.title, ProgrammeItem.id))}
    karen.open(f"/arrangementer/{event}-budgettet-for-begyndere/tilmelding")
    assert "Vælg i programmet" in karen.page.words
    path = f"/arrangementer/{event}-budgettet-for-begyndere/program"
    karen.open(path)
    mads.open(path)
    karen.send("Gem mit valg", hour_0=str(ids["Budget"]))
    assert "Dit valg i programmet er gemt" in karen.page.words
    mads.send("Gem mit valg", 422, hour_0=str(ids["Budget"]))
    assert "Den sidste plads på »Budget« er lige taget" in mads.page.words
    for wrong in ("99999999", "x", "²", str(ids["Velkomst"]), "1" * 30):
        mads.send("Gem mit valg", 422, hour_0=wrong)
    karen.open(f"/arrangementer/{event}-budgettet-for-begyndere")
    assert "Fuldt" in karen.page.words and "Sal 2" in karen.page.words
    karen.open(path)
    karen.send("Gem mit valg", hour_0=str(ids["Klima"]))
    mads.open(path)
    mads.send("Gem mit valg", hour_0=str(ids["Budget"]))
    organiser = Visitor(house).sign_in(ole)
    organiser.open(f"/arrangoer/{event}/valg-i-programmet")
    assert organiser.page.words.count("1 af 1 pladser er taget") == 2
    Visitor(house).sign_in(made(house, people.amina)).open(path, status=404)


def test_choices_survive_that_the_programme_is_edited(house: Flask, now: datetime, ole: int) -> None:
    event = with_workshops(house, ole, now)
    karen = made(house, people.karen)
    made(house, lambda: guests.take(db.session.get_one(Event, event), db.session.get_one(people.Person, karen), now))
    guest = Visitor(house).sign_in(karen)
    with house.app_context():
        before = {row.title: row.id for row in db.session.execute(sa.select(ProgrammeItem.title, ProgrammeItem.id))}
    guest.open(f"/arrangementer/{event}-budgettet-for-begyndere/program")
    guest.send("Gem mit valg", hour_0=str(before["Klima"]))
    organiser = Visitor(house).sign_in(ole)
    organiser.open(f"/arrangoer/{event}/rediger")
    organiser.send("Gem ændringerne", **{"programme-0-title": "Goddag", "programme-1-track": "Salen"})
    with house.app_context():
        after = {row.title: row.id for row in db.session.execute(sa.select(ProgrammeItem.title, ProgrammeItem.id))}
    assert sorted(after.values()) == sorted(before.values()) and "Goddag" in after
    organiser.open(f"/arrangoer/{event}/valg-i-programmet")
    assert "1 af 1 pladser er taget" in organiser.page.words
    organiser.open(f"/arrangoer/{event}/rediger")
    organiser.send("Gem ændringerne", 422, **{"programme-2-capacity": ""})
    assert "1 deltager har valgt »Klima«" in organiser.page.words
