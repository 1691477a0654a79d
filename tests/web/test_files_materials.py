"""Materials of an event: put up by its organiser, opened at their time, fetched by those who may."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events.models import Audience
from politiker.files.models import StoredFile
from politiker.policy import Right, Role
from tests import files, guests, hostile_files, meetings, people
from tests.conftest import Clock
from tests.files import fetch
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, Any]:
    """Karen has a seat at Ole's event and Mads waits for one; Amina has not signed up. The event has one seat."""
    with house.app_context():
        who = {
            "ole": people.ole(), "karen": people.karen(), "mads": people.mads(), "amina": people.amina(),
            "birgit": people.birgit(), "adam": people.adam(), "mo": people.with_role(Role.MODERATOR),
            "other": people.with_role(Role.ORGANISER), "nobody": people.person(),
        }  # fmt: skip
        event = meetings.seminar(now, organiser=who["ole"], capacity=1)
        meetings.seminar(now, organiser=who["other"])
        guests.take(event, who["karen"], now)
        guests.take(event, who["mads"], now)
        db.session.commit()
        ids = {name: person.id for name, person in who.items()}
        return ids | {
            "event": event.id, "page": f"/arrangementer/{event.id}-{event.slug}",
            "desk": f"/arrangoer/{event.id}/materialer",
        }  # fmt: skip


def put_up(house: Flask, town: dict[str, Any], status: int = 200, name: str = "oplæg.pptx", **fields: Any) -> Visitor:
    """Ole puts up a material; where he is afterwards."""
    ole = Visitor(house).sign_in(town["ole"])
    ole.open(town["desk"])
    content = files.SOUND[name][0] if name in files.SOUND else hostile_files.REFUSED[name]
    ole.send("Læg op", status, **{"file": (io.BytesIO(content), name)} | fields)
    return ole


def address_of(house: Flask) -> str:
    with house.app_context():
        return f"/filer/{db.session.scalars(sa.select(StoredFile.uid).order_by(StoredFile.id.desc())).first()}"


def sees(house: Flask, town: dict[str, Any], name: str) -> bool:
    """Whether somebody finds the material on the page of the event; it has to agree with what they may fetch."""
    reader = Visitor(house).sign_in(town[name])
    page = reader.open(town["page"])
    is_there = address_of(house) in page.html
    assert (fetch(reader, address_of(house)).status_code == 200) is (is_there or name in {"ole", "adam"})
    assert ("Materialer" in page.main) is is_there
    return is_there


def test_a_material_is_for_those_with_a_seat(house: Flask, town: dict[str, Any]) -> None:
    page = put_up(house, town, title="Oplæg om  budgettet").page
    assert "Materialet er lagt op." in page.main and "Oplæg om budgettet PowerPoint, 5 kB" in page.main
    assert "Åbent nu, for dem med plads" in page.main
    assert {name for name in town if isinstance(town[name], int) and name != "event" and sees(house, town, name)} == {
        "karen"
    }
    stranger = Visitor(house)
    assert "Materialer" not in stranger.open(town["page"]).main
    assert stranger.client.get(address_of(house)).status_code == 303
    answer = fetch(Visitor(house).sign_in(town["karen"]), address_of(house))
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_for_all_is_for_everybody_signed_in_who_sees_the_event(house: Flask, town: dict[str, Any]) -> None:
    put_up(house, town, is_for_all="y")
    for name in ("karen", "mads", "amina", "birgit", "adam", "mo", "other", "nobody"):
        assert sees(house, town, name), name
    assert "Materialer" not in Visitor(house).open(town["page"]).main
    with house.app_context():
        db.session.execute(sa.text("UPDATE event SET audience = 'members', lock_version = lock_version + 1"))
        db.session.commit()
    assert sees(house, town, "amina")
    hidden = Visitor(house).sign_in(town["nobody"])
    assert fetch(hidden, address_of(house)).data == fetch(hidden, f"/filer/{'0' * 32}").data
    assert Audience.MEMBERS.value == "members"


def test_after_the_event_means_after_the_event(house: Flask, town: dict[str, Any], wall: Clock) -> None:
    page = put_up(house, town, opening="after").page
    assert "Åbner fredag 2. oktober kl. 12, for dem med plads" in page.main
    assert not sees(house, town, "karen")
    wall.moment += timedelta(days=31, seconds=-1)
    assert not sees(house, town, "karen")
    wall.moment += timedelta(seconds=1)
    assert sees(house, town, "karen") and not sees(house, town, "mads")


def test_at_a_time_of_its_own_also_on_a_page_that_is_kept(house: Flask, town: dict[str, Any], wall: Clock) -> None:
    page = put_up(house, town, opening="later", opens_on="1-9-2026", opens_time="12.05", is_for_all="y").page
    assert "Åbner i dag kl. 12.05, for alle, der kan se arrangementet" in page.main
    assert not sees(house, town, "amina") and not sees(house, town, "amina"), "the second time from what is kept"
    wall.moment += timedelta(minutes=5)
    assert sees(house, town, "amina")


def test_a_time_of_its_own_needs_a_day(house: Flask, town: dict[str, Any]) -> None:
    page = put_up(house, town, 422, opening="later", title="Mit oplæg").page
    assert "Skriv datoen, hvor det kan hentes." in page.errors()
    assert 'value="Mit oplæg"' in page.html
    page = put_up(house, town, 422, name="makro.docm", title="Mit oplæg").page
    assert "makro.docm indeholder makroer" in page.errors() and 'value="Mit oplæg"' in page.html
    ole = Visitor(house).sign_in(town["ole"])
    ole.open(town["desk"])
    assert "Vælg en fil." in ole.send("Læg op", 422).errors()
    with house.app_context():
        assert db.session.execute(sa.select(StoredFile)).first() is None


def test_the_order_the_title_and_the_time_can_be_changed(house: Flask, town: dict[str, Any]) -> None:
    for name in ("referat.pdf", "budget.xlsx", "tale.docx"):
        ole = put_up(house, town, name=name)
    ole.send("Flyt op")  # the second
    karen = Visitor(house).sign_in(town["karen"])
    listed = [words for words in karen.open(town["page"]).links() if words.endswith((".pdf", ".xlsx", ".docx"))]
    assert listed == ["budget.xlsx", "referat.pdf", "tale.docx"]
    page = ole.open(town["desk"])
    ole.open(page.link("Ret budget.xlsx"))
    page = ole.send("Gem", title="Det hele", opening="after")
    assert "Materialet er rettet." in page.main and "Det hele Excel" in page.main
    ole.open(page.link("Ret Det hele"))
    assert 'value="Det hele"' in ole.page.html
    assert "Det hele" not in karen.open(town["page"]).main


def test_a_removed_material_is_gone_with_its_file(house: Flask, town: dict[str, Any]) -> None:
    ole = put_up(house, town)
    address, karen = address_of(house), Visitor(house).sign_in(town["karen"])
    assert address in karen.open(town["page"]).html
    ole.open(ole.page.link("Fjern oplæg.pptx"))
    page = ole.send("Fjern")
    assert "filen er slettet" in page.main and "oplæg" not in page.main
    assert address not in karen.open(town["page"]).html and fetch(karen, address).status_code == 404
    with house.app_context():
        assert db.session.execute(sa.select(StoredFile)).first() is None
        kinds = {Happening.MATERIAL_ADDED, Happening.MATERIAL_REMOVED}
        query = sa.select(Entry.happening).where(Entry.happening.in_(kinds), Entry.event_id == town["event"])
        assert set(db.session.scalars(query)) == kinds


def test_the_desk_is_for_those_who_may_edit(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ole = put_up(house, town)
    one = ole.page.link("Ret oplæg.pptx")
    expected = {"adam": 200, "other": 404, "karen": 404, "birgit": 404, "mo": 404, "nobody": 404}
    for name, status in expected.items():
        somebody = Visitor(house).sign_in(town[name])
        for address in (town["desk"], one, f"{one}/fjern"):
            assert somebody.client.get(address).status_code == status, (name, address)
        if status == 404:
            for address in (town["desk"], one, f"{one}/fjern", f"{one}/op"):
                assert somebody.client.post(address).status_code == 404, (name, address)
    assert house.test_client().get(town["desk"]).status_code == 303
    assert ole.client.get(f"{town['desk']}/999999").status_code == 404
    with house.app_context():
        mine = sa.text('DELETE FROM event_grant WHERE "right" = :right').bindparams(right=Right.EDIT.value)
        db.session.execute(mine)
        db.session.commit()
    assert ole.client.get(town["desk"]).status_code == 404
    assert fetch(ole, address_of(house)).status_code == 404


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_of_the_event_costs_five_statements(house: Flask, town: dict[str, Any], many: int) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    for _ in range(many):
        ole.open(town["desk"])
        ole.send("Læg op", file=(io.BytesIO(files.SOUND["referat.pdf"][0]), "referat.pdf"))
    with counted(house) as sent:
        Visitor(house).open(town["page"])
    assert len(sent) <= 3, "materials and programme come in one"
    for name in ("karen", "amina"):
        reader = Visitor(house).sign_in(town[name])
        with counted(house) as sent:
            reader.open(town["page"])
        assert len(sent) <= 5, "\n\n".join(one[:300] for one in sent)
    with counted(house) as sent:
        ole.open(town["desk"])
    assert len(sent) <= 4, sent
