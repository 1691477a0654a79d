"""Templates, copies and series on the desk: few forms for many dates, faults by their line, nothing for strangers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.actions import grant_right
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Right, Role
from tests import guests, meetings, people
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.desk import ANSWERS, made, stored
from tests.web.planning import KATTEGAT, Sender, committed, do_jobs

COURSE = ANSWERS | {
    "title": "Kattegat", "kind": "course", "capacity": "25", "opens_on": "",
    "starts_on": "2026-11-24", "starts_time": "10", "ends_on": "2026-11-26", "ends_time": "15", "venue_id": "",
    "audience": "public", "programme-0-starts": "10",
}  # fmt: skip


def events_of(house: Flask, *conditions: Any) -> list[Any]:
    """Events as plain data, by date."""
    with house.app_context():
        query = sa.select(
            Event.id, Event.title, Event.starts_at, Event.ends_at, Event.capacity, Event.venue_id, Event.series_id,
            Event.published_at, Event.is_template, Event.called_off_at,
        )  # fmt: skip
        return list(db.session.execute(query.where(*conditions).order_by(Event.starts_at, Event.id)))


def places() -> Person:
    """Ole, and the three hotels."""
    for name, town in (
        ("Hotel Nyborg Strand", "Nyborg"),
        ("Hotel Koldingfjord", "Kolding"),
        ("Hotel Munkebjerg", "Vejle"),
    ):
        meetings.venue(name, town)
    return people.ole()


def test_kattegat_of_one_template_in_few_forms(house: Flask, now: datetime) -> None:
    sender = Sender(house).sign_in(made(house, places))
    sender.open("/arrangoer/nyt")
    sender.send("Gem udkastet", **COURSE)
    event = stored(house)
    sender.open(f"/arrangoer/{event['id']}/kopier")
    sender.send("Gem som skabelon")
    assert sender.page.heading == "Skabeloner" and "Skabelonen er gemt" in sender.page.main

    sender.open(sender.page.link("Lav en række"))
    sender.send("Se datoerne efter", title="Kattegat 2027", dates=KATTEGAT)
    assert "Hotel Koldingfjord, Kolding" in sender.page.main and "Lav 36 udkast" in sender.page.main
    assert len(events_of(house)) == 2, "looking makes nothing"
    sender.send("Lav 36 udkast")
    assert sender.page.heading == "Kattegat 2027" and "36 datoer, 0 af 900 pladser er taget" in sender.page.main
    sender.send("Udgiv alle 36 datoer")
    assert "0 af 36 er klaret" in sender.page.main and "Det kører af sig selv" in sender.page.main
    do_jobs(house)
    sender.open(sender.path)
    assert "36 af 36 er klaret" in sender.page.main and "Det kører" not in sender.page.main
    assert sender.sent == 5 <= 15, "event, template, look, make, publish"

    dates = events_of(house, Event.series_id.is_not(None))
    assert len(dates) == 36 and {row.capacity for row in dates} == {25} and len({row.venue_id for row in dates}) == 3
    assert all(row.published_at == now and not row.is_template for row in dates)
    assert {(row.ends_at - row.starts_at) for row in dates} == {timedelta(days=2, hours=5)}

    page = Visitor(house).open(f"/arrangementer/{dates[0].id}-kattegat-2027")
    assert "Andre datoer" in page.main and "mandag 18. januar 2027 kl. 10" in page.main and "25 af 25" in page.main
    assert sum(href.startswith("/arrangementer/") and "kattegat" in href for href in page.links().values()) >= 12


def test_an_event_is_copied_in_one_form(house: Flask, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        event_id = meetings.seminar(now, organiser=ole).id
        db.session.commit()
        ole_id = ole.id
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/{event_id}/kopier")
    form = sender.page
    sender.send("Lav kopien", date="12-1-2027")
    assert sender.page.heading == "Ret arrangementet" and "Kopien står her som udkast" in sender.page.main
    assert sender.sent == 1
    sender.page = form
    sender.send("Lav kopien", date="12-1-2027")
    assert len(events_of(house)) == 2, "sent twice it is one copy"
    assert events_of(house)[1].published_at is None


WRONG = [
    ("i morgen", "Begynd linjen med en dato"),
    ("Hotel Nyborg Strand; 25", "Begynd linjen med en dato"),
    ("31-2-2027", "Den dato findes ikke"),
    ("12-13-2027", "Den dato findes ikke"),
    ("12-1-1927", "Vælg en dato mellem år 2000 og 2100"),
    ("12-1-2026", "Arrangementet skal begynde senere end nu."),
    ("14-1-2027 – 12-1-2027", "Arrangementet skal slutte, efter"),
    ("12-1-2027 – 12-5-2027", "Et arrangement varer højst 60 dage"),
    ("12-1-2027 – 13-1-2027 – 14-1-2027", "Der er for mange datoer på linjen."),
    ("12-1-2027; 0", "Skriv et helt tal fra 1 til 20.000."),
    ("12-1-2027; 99999999", "Skriv et helt tal fra 1 til 20.000."),
    ("12-1-2027; 25; 30", "Der står mere på linjen"),
    ("12-1-2027; Hotel Ukendt", "Der er intet sted, der hedder “Hotel Ukendt”"),
    ("28-3-2027 kl. 2.30", "findes ikke: Uret bliver stillet frem"),
    ("12-1-2027 kl. 25", "Skriv klokkeslættet"),
    ("12-1-2027; " + "x" * 500, "Der er intet sted"),
    ("31-12-2100; 60 dage", ""),
]


@pytest.mark.parametrize(("line", "sentence"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_a_wrong_line_is_named_and_nothing_is_made(house: Flask, now: datetime, line: str, sentence: str) -> None:
    sender = Sender(house).sign_in(made(house, places))
    with house.app_context():
        event_id = meetings.draft(
            now, organiser=db.session.scalars(sa.select(Person).where(Person.name == "Ole Krog")).one()
        ).id
        db.session.commit()
    sender.open(f"/arrangoer/{event_id}/raekke")
    typed = f"5-1-2027\n\n{line}"
    if not sentence:
        sender.send("Se datoerne efter", dates=typed)
        return
    sender.send("Se datoerne efter", status=422, dates=typed)
    assert "Linje 3: " in sender.page.errors() and sentence in sender.page.errors()
    assert sender.page.form("Se datoerne efter").values()["dates"] == typed, "what was typed is kept"
    sender.send("Se datoerne efter", status=422, looked_at="x" * 20)
    assert len(events_of(house)) == 1, "all or nothing"


def test_dates_as_people_write_them(house: Flask, now: datetime) -> None:
    ole_id = made(house, places)
    event_id = committed(house, lambda: meetings.draft(now, organiser=db.session.get_one(Person, ole_id)).id)
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/{event_id}/raekke")
    lines = [
        "12-1-2027", "tirsdag d. 12. 1. 2027 kl. 9 – 13-1-2027 kl. 15.30",
        "2027-01-12\t2027-01-14\t30\tHotel Munkebjerg",
        "12/1 2027 til 13/1 2027; 1.200 pladser; på nettet", "12-1-2027; 3 dage", "12-1-2027 kl. 10.00 – 16.00",
        "Hotel Koldingfjord, Kolding; 12-1-2027",
    ]  # fmt: skip
    sender.send("Se datoerne efter", dates="\r\n".join(lines))
    sender.send("Lav 7 udkast")
    found = [(row.starts_at, row.ends_at - row.starts_at, row.capacity) for row in events_of(house)[1:]]
    assert len(found) == 7 and {row[2] for row in found} == {25, 30, 1200}
    assert {row[0].isoformat() for row in found} == {
        "2027-01-12T11:00:00+00:00", "2027-01-12T08:00:00+00:00", "2027-01-12T09:00:00+00:00",
    }  # fmt: skip
    assert {row[1] for row in found} == {timedelta(days=n, hours=h) for n, h in ((1, 0), (2, 0))} | {
        timedelta(days=1, hours=6, minutes=30), timedelta(hours=6),
    }  # fmt: skip


def test_nothing_is_made_that_was_not_looked_at(house: Flask, now: datetime) -> None:
    ole_id = made(house, places)
    event_id = committed(house, lambda: meetings.draft(now, organiser=db.session.get_one(Person, ole_id)).id)
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/{event_id}/raekke")
    sender.send("Se datoerne efter", dates="12-1-2027")
    sender.send("Lav 1 udkast", dates="12-1-2027\n19-1-2027")
    assert len(events_of(house)) == 1 and "Lav 2 udkast" in sender.page.main
    sender.send("Lav 2 udkast")
    assert len(events_of(house)) == 3


def weekly(house: Flask, now: datetime, dates: int = 3) -> tuple[int, int, list[int]]:
    """Ole's published series, Karen having a seat on the first date: the ids of Ole, the series and its events."""
    ole_id = made(house, people.ole)
    event_id = committed(house, lambda: meetings.draft(now, organiser=db.session.get_one(Person, ole_id)).id)
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/{event_id}/raekke")
    days = [(now + timedelta(days=30 + 7 * n)).strftime("%d-%m-%Y") for n in range(1, dates)]
    sender.send("Se datoerne efter", dates="\n".join(days))
    sender.send("Lav")
    sender.send("Udgiv alle")
    do_jobs(house)
    rows = events_of(house)
    with house.app_context():
        guests.take(db.session.get_one(Event, rows[0].id), people.karen(), now)
        db.session.commit()
    return ole_id, rows[0].series_id, [row.id for row in rows]


def test_some_move_by_days_and_one_to_a_day_of_its_own(house: Flask, now: datetime) -> None:
    ole_id, series_id, ids = weekly(house, now)
    before = {row.id: row.starts_at for row in events_of(house)}
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/raekker/{series_id}/flyt")
    assert "(1 deltager)" in sender.page.main
    sender.send("Flyt datoerne", status=422)
    assert "Sæt kryds ved de datoer, der skal flyttes" in sender.page.errors()
    sender.send("Flyt datoerne", status=422, **{"rows-0-goes_along": "y"})
    assert "Skriv hvor mange dage" in sender.page.errors()
    sender.send("Flyt datoerne", status=422, **{"rows-1-day": "1-9-2026"})
    assert "Arrangementet skal begynde senere end nu." in sender.page.errors()
    sender.send("Flyt datoerne", days="2", **{"rows-0-goes_along": "y", "rows-1-day": "1-12-2026"})
    do_jobs(house)
    after = {row.id: row.starts_at for row in events_of(house)}
    assert after[ids[0]] - before[ids[0]] == timedelta(days=2) and after[ids[2]] == before[ids[2]]
    assert after[ids[1]].date().isoformat() == "2026-12-01"
    assert "2 af 2 er klaret" in sender.open(sender.path).main


def test_some_are_called_off_with_a_reason(house: Flask, now: datetime) -> None:
    ole_id, series_id, ids = weekly(house, now)
    sender = Sender(house).sign_in(ole_id)
    sender.open(f"/arrangoer/raekker/{series_id}/aflys")
    sender.send("Aflys datoerne", status=422, reason="Hotellet er lukket.")
    assert "Sæt kryds ved de datoer, der bliver aflyst." in sender.page.errors()
    sender.send("Aflys datoerne", status=422, dates=[str(ids[0])], reason="")
    assert "Skriv, hvorfor datoerne bliver aflyst." in sender.page.errors()
    sender.send("Aflys datoerne", dates=[str(ids[0]), str(ids[1])], reason="Hotellet er lukket.")
    do_jobs(house)
    assert [row.called_off_at is not None for row in events_of(house)] == [True, True, False]
    page = Visitor(house).open(f"/arrangementer/{ids[2]}-budgettet-for-begyndere")
    assert "Andre datoer" not in page.main, "what is called off is no choice"
    assert "Aflyst" in sender.open(f"/arrangoer/raekker/{series_id}").main


def test_strangers_find_no_planning(house: Flask, visitor: Visitor, now: datetime) -> None:
    _ole, series_id, ids = weekly(house, now)
    pages = [f"/arrangoer/{ids[0]}/{page}" for page in ("kopier", "raekke", "forberedelser")]
    pages += [f"/arrangoer/raekker/{series_id}{page}" for page in ("", "/flyt", "/aflys", "/arbejde/1")]
    posts = [f"/arrangoer/{ids[0]}/{page}" for page in ("gem-som-skabelon", "tag-ud-af-brug", "rettigheder/fratag")]
    posts += [f"/arrangoer/raekker/{series_id}/udgiv", f"/arrangoer/{ids[0]}/forberedelser/1/afkryds"]
    for path in (*pages, "/arrangoer/skabeloner"):
        assert visitor.client.get(path).status_code == 303, "sent to log in"

    def helping() -> Person:
        inga = people.with_role(Role.ORGANISER, "Inga Ny")
        ole = db.session.scalars(sa.select(Person).where(Person.name == "Ole Krog")).one()
        for right in set(Right) - {Right.EDIT}:
            grant_right(db.session.get_one(Event, ids[0]), inga.id, right, by=people.actor(ole, now), now=now)
        return inga

    for who in (people.mads, people.birgit, helping):
        visitor.sign_in(made(house, who))
        for path in pages:
            visitor.open(path, status=404)
        for path in posts:
            visitor.post(path, 404)
    visitor.open("/arrangoer/raekker/2147483647", status=404)


def test_a_series_page_takes_as_many_statements_for_three_dates_as_for_thirty(house: Flask, now: datetime) -> None:
    ole_id, series_id, ids = weekly(house, now)
    visitor = Visitor(house).sign_in(ole_id)
    act = visitor.open(f"/arrangoer/raekker/{series_id}").link("Udgivelse af datoer")

    def statements() -> list[int]:
        found = []
        series = f"/arrangoer/raekker/{series_id}"
        for path in (series, f"{series}/flyt", f"{series}/aflys", act):
            with counted(house) as sent:
                visitor.open(path)
            found.append(len(sent))
        with counted(house) as sent:  # signed in, for what strangers are answered is kept a moment
            visitor.open(f"/arrangementer/{ids[1]}-budgettet-for-begyndere")
        return [*found, len(sent)]

    statements()
    few = statements()
    visitor.open(f"/arrangoer/{ids[0]}/raekke")
    visitor.send("Se datoerne efter", dates="\n".join(f"{day}-2-2027" for day in range(1, 28)))
    visitor.send("Lav 27 udkast")
    visitor.send("Udgiv alle")
    do_jobs(house)
    statements()
    assert statements() == few and max(few) <= 12, few
