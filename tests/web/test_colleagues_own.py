"""One's own profile, and who has looked one up."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Happening
from politiker.core.database import db
from politiker.people.models import Person
from politiker.registrations import actions
from tests import meetings, people
from tests.conftest import Clock
from tests.visitor import Visitor
from tests.web.test_colleagues import ENDED, one, sitting, trail


def stored(house: Flask, id: int) -> Person:
    with house.app_context():
        return db.session.scalars(sa.select(Person).where(Person.id == id)).one()


def test_one_says_yes_and_sees_what_others_see(house: Flask, now: datetime) -> None:
    id, uid = one(house, people.karen, shown=False)
    karen = Visitor(house).sign_in(id)
    page = karen.open("/min-side/profil")
    [current] = {tag.get("href") for tag in page.all("a") if tag.get("aria-current") == "page"}
    assert current == "/min-side"
    assert "Lige nu finder ingen dig" in page.main and "is_shown" not in page.form("Gem").values()
    karen.send("Gem din profil", is_shown="y", about="Spørg mig om\r\nbudget", shows_list="y")
    page = karen.page
    assert "Ændringerne er gemt." in page.main and "Sådan ser andre dig" in page.main
    assert "A Socialdemokratiet" in page.main and "tirsdag 1. september 2026" in page.main
    others = sitting(house, people.mads).open(f"/kolleger/{uid}")
    for words in ("Karen Friis", "Aarhus", "Spørg mig om budget", "A Socialdemokratiet"):
        assert words in others.main and words in page.main
    assert stored(house, id).about == "Spørg mig om\nbudget"
    assert trail(house, Happening.LIST_SHOWN) == [None]


def test_a_list_without_a_profile_is_refused_beside_the_field(house: Flask, now: datetime) -> None:
    id, _uid = one(house, people.karen, shown=False)
    karen = Visitor(house).sign_in(id)
    karen.open("/min-side/profil")
    page = karen.send("Gem din profil", 422, about="Mine ord", shows_list="y")
    assert "kun vises, når andre kan finde" in page.errors()
    assert page.form("Gem").values()["about"] == "Mine ord" and stored(house, id).about == ""
    page = karen.send("Gem din profil", 422, is_shown="y", about="æ" * 501, shows_list=None)
    assert "501" in page.errors() and page.form("Gem").values()["about"] == "æ" * 501


STRANGE = [
    "<script>alert(1)</script>", "'; DROP TABLE person", "Z\u0338\u0322algo", "社會科學院", "{{ 7*7 }}",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\u202eabc",
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_strange_words_stand_as_written_or_are_refused_with_a_sentence(house: Flask, now: datetime, text: str) -> None:
    id, _uid = one(house, people.karen)
    karen = Visitor(house).sign_in(id)
    karen.open("/min-side/profil")
    token = karen.page.form("Gem").values()
    answer = karen.client.post("/min-side/profil", data=token | {"about": text})
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert stored(house, id).about == text
        karen.open("/min-side/profil")


def test_a_double_press_is_one_change(house: Flask, now: datetime) -> None:
    id, _uid = one(house, people.karen, shown=False)
    karen = Visitor(house).sign_in(id)
    values = karen.open("/min-side/profil").form("Gem").values() | {"is_shown": "y"}
    answers = [karen.client.post("/min-side/profil", data=values) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(trail(house, Happening.PROFILE_EDITED)) == 1
    assert karen.client.post("/min-side/profil", data={}).status_code == 400


def test_who_sits_no_more_cannot_change_the_profile(house: Flask, now: datetime) -> None:
    lapsed = sitting(house, lambda: people.councillor(period=ENDED))
    lapsed.open("/min-side/profil", 403)
    assert lapsed.client.post("/min-side/profil").status_code == 403
    pending = sitting(house, lambda: people.person("Pia Ny"))
    assert "Kun de, der sidder i et råd" in pending.open("/min-side/profil").main


def test_one_sees_who_looked_and_never_their_name(house: Flask, wall: Clock) -> None:
    id, uid = one(house, people.karen)
    karen, adam = Visitor(house).sign_in(id), sitting(house, people.adam)
    assert "Ingen har slået dig op" in karen.open("/min-side/opslag").main
    sitting(house, people.mads).open(f"/kolleger/{uid}")
    adam.open(f"/kolleger/{uid}")
    adam.send("Åbn profilen", why="security")
    karen.open(f"/kolleger/{uid}")
    page = karen.open("/min-side/opslag")
    assert "September 2026" in page.main and "1. september 2026 kl. 12" in page.main
    assert "En folkevalgt i en anden kommune Din profil Søgte efter kolleger" in page.main
    assert "En administrator Din profil Sikkerhed" in page.main
    assert "Mads" not in page.html and "Adam" not in page.html and page.main.count("Din profil") == 2
    wall.moment = datetime(2026, 10, 2, 10, tzinfo=UTC)
    karen = Visitor(house).sign_in(id)
    assert "Ingen har slået dig op" in karen.open("/min-side/opslag").main
    assert "En administrator" in karen.open(karen.page.link("Ældre")).main
    assert karen.page.link("Nyere") == "/min-side/opslag"


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "2026-9", "x", "99999-99", "٢٠٢٦-٠٩", "2027-01"])
def test_a_month_that_is_none_is_this_one(house: Flask, now: datetime, month: str) -> None:
    karen = sitting(house, people.karen)
    assert "September 2026" in karen.open(f"/min-side/opslag?maaned={month}").main
    oldest = karen.open("/min-side/opslag?maaned=2025-09")
    assert "September 2025" in oldest.main and "Ældre" not in oldest.links()


def test_a_look_at_the_kitchens_sheet_is_told_as_the_organisers(house: Flask, now: datetime) -> None:
    with house.app_context():
        host, guest = people.ole(), people.karen()
        event = meetings.seminar(now, organiser=host, title="Budgettet")
        actions.register(event, by=people.actor(guest, now), now=now)
        db.session.commit()
        event_id, ids = event.id, (host.id, guest.id)
    Visitor(house).sign_in(ids[0]).open(f"/arrangoer/{event_id}/koekken")
    page = Visitor(house).sign_in(ids[1]).open("/min-side/opslag")
    assert "En arrangør Deltagernes behov ved Budgettet" in page.main
