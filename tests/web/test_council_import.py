"""The page where a council is taken in: looked at first, then done, and never for a stranger."""

import contextlib
import io
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.councils.importing import planning, reading
from politiker.people.joining.models import Application
from politiker.people.models import Mandate, Person
from tests import people
from tests.visitor import Visitor

PAGE = "/raad/indlaes"
FILE = (
    "kommune;navn;email;liste\nRingsted;Åse Bjørnsen;aase@ringsted.example;A\nRingsted;Li Øst;li@ringsted.example;V\n"
)
WRONG = FILE + "Ringsted;Bo Borg;bo@ringsted.example;ZZ\n"


def made(house: Flask, who: object) -> int:
    with house.app_context():
        person_id = who().id  # type: ignore[operator]
        db.session.commit()
        return person_id  # type: ignore[no-any-return]


def chosen(visitor: Visitor, text: str, status: int = 200) -> None:
    visitor.open(PAGE)
    visitor.send("Se, hvad der ændres", status, file=(io.BytesIO(text.encode("cp1252")), "råd.csv"))


def seats(house: Flask) -> int:
    with house.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(Mandate)).scalar_one()


def test_an_administrator_sees_what_changes_and_takes_it_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.adam))
    chosen(visitor, FILE)
    assert "Nye: 2" in visitor.page.main and "Åse Bjørnsen" in visitor.page.main
    assert seats(house) == 0
    page = visitor.send("Indlæs")
    assert "Rådet er indlæst." in page.words and seats(house) == 2
    chosen(visitor, FILE)
    assert "Intet. Alle i filen står her" in visitor.page.main


def test_a_wrong_row_is_named_and_nothing_is_changed(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.adam))
    chosen(visitor, WRONG, 422)
    assert "Række 4: Vi kender ingen liste “ZZ” i Ringsted." in visitor.page.main and seats(house) == 0
    visitor.open(PAGE)
    visitor.send("Se, hvad der ændres", 422, file=(io.BytesIO(b"navn;liste\nx;y\n"), "x.csv"))
    assert "Den første række mangler: kommune og email." in visitor.page.main
    visitor.open(PAGE)
    visitor.send("Se, hvad der ændres", 422)
    assert "Vælg en fil." in visitor.page.main


def test_a_secretary_vouches_for_her_own_and_no_others(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.birgit))
    chosen(visitor, FILE)
    assert "når en administrator har godkendt dem" in visitor.page.main
    visitor.send("Indlæs")
    with house.app_context():
        assert len(list(db.session.scalars(sa.select(Application)))) == 2
    assert seats(house) == 0
    chosen(visitor, FILE.replace("Ringsted", "Aarhus"), 422)
    assert "Aarhus er ikke din kommune" in visitor.page.main


def test_what_was_seen_is_what_is_done(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.adam))
    chosen(visitor, FILE)
    with house.app_context():
        people.person("Li Øst", email="li@ringsted.example")
        db.session.commit()
    visitor.send("Indlæs", 422)
    assert "Nogen har ændret rådet" in visitor.page.main and seats(house) == 0
    visitor.send("Indlæs")
    assert seats(house) == 2


def test_a_double_press_takes_it_in_once(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, people.adam))
    chosen(visitor, FILE)
    form = visitor.page.form("Indlæs")
    for _ in range(2):
        visitor.post(form.action, 303, **form.values())
    with house.app_context():
        assert len(list(db.session.scalars(sa.select(Person)))) == 3
    assert seats(house) == 2


@pytest.mark.parametrize("who", [people.karen, people.ole, people.person])
def test_for_others_there_is_nothing_here(who: object, house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(made(house, who))
    visitor.open(PAGE, 404)
    visitor.post(f"{PAGE}/udfoer", 404)


@pytest.mark.parametrize("period", ["2027", "1990", "9998", "1" + "0" * 30, "x", ""])
def test_a_file_gives_no_seats_in_years_of_somebodys_own_choosing(
    period: str, house: Flask, visitor: Visitor, now: datetime
) -> None:
    adam = made(house, people.adam)
    visitor.sign_in(adam)
    chosen(
        visitor,
        FILE.replace("liste\n", "liste;listenavn\n")
        .replace(";A\n", ";Æ;Borgerlisten\n")
        .replace(";V\n", ";Æ;Borgerlisten\n"),
    )
    values = visitor.page.form("Indlæs").values()
    with house.app_context():
        lines = reading.read_again(str(values["content"]))
        with contextlib.suppress(ValueError, OverflowError):
            by = people.actor(db.session.get_one(Person, adam), now)
            values["seen"] = planning.plan(lines, first_year=int(period), by=by).digest
    visitor.post(visitor.page.form("Indlæs").action, 400, **(values | {"period": period}))
    assert seats(house) == 0
