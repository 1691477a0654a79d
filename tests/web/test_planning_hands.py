"""Several hands at one event: the list of preparations, rights taken back, and two who edit at once."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.actions import grant_right
from politiker.events.models import EventGrant
from politiker.policy import Right, Role
from tests import guests, meetings, people
from tests.visitor import Visitor
from tests.web.desk import stored


def two_organisers(house: Flask, now: datetime, *rights: Right, **changes: Any) -> tuple[int, int, int]:
    """Ole's published event and what Inga may do there: the ids of Ole, Inga and the event."""
    with house.app_context():
        ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny", email="inga@example.dk")
        event = meetings.seminar(now, organiser=ole, **changes)
        for right in rights:
            grant_right(event, inga.id, right, by=people.actor(ole, now), now=now)
        db.session.commit()
        return ole.id, inga.id, event.id


def test_a_preparation_is_added_due_on_the_desk_and_ticked_off(house: Flask, visitor: Visitor, now: datetime) -> None:
    ole_id, _inga, event_id = two_organisers(house, now)
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/forberedelser")
    visitor.send("Føj til listen", status=422, title="", number="1000")
    assert "Skriv, hvad der skal gøres." in visitor.page.errors() and "Skriv et helt tal" in visitor.page.errors()
    visitor.send("Føj til listen", status=422, title="Bestil hotel", number="700", unit="weeks_before")
    assert "Skriv højst to år." in visitor.page.errors()
    assert visitor.page.form("Føj til listen").values()["title"] == "Bestil hotel", "what was typed is kept"
    visitor.send("Føj til listen", number="6", unit="weeks_before")
    visitor.send("Føj til listen", title="Print navneskilte", number="2", unit="days_before")
    visitor.send("Føj til listen", title="Send tak", number="1", unit="days_after")
    assert "torsdag 20. august (6 uger før)" in visitor.page.main and "Over fristen" in visitor.page.main
    assert "2 dage før" in visitor.page.main and "1 dag efter" in visitor.page.main

    desk = visitor.open("/arrangoer")
    assert "Frist torsdag 20. august: Bestil hotel." in desk.main and "navneskilte" not in desk.main
    visitor.open(desk.link("Se listen"))
    visitor.send("Gjort")
    assert "1 er gjort" in visitor.page.main
    assert "Bestil hotel" not in visitor.open("/arrangoer").main
    visitor.open(f"/arrangoer/{event_id}/forberedelser")
    visitor.send("Alligevel ikke gjort")
    assert "er gjort" not in visitor.page.main
    visitor.send("Fjern")
    assert "Bestil hotel" not in visitor.page.main and "Print navneskilte" in visitor.page.main


def test_the_list_is_for_those_who_edit(house: Flask, visitor: Visitor, now: datetime) -> None:
    ole_id, inga_id, event_id = two_organisers(house, now, Right.REGISTRATIONS)
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/forberedelser")
    visitor.send("Føj til listen", title="Bestil hotel", number="6", unit="weeks_before")
    tick = visitor.page.form("Gjort").action
    visitor.sign_in(inga_id)
    assert "Bestil hotel" not in visitor.open("/arrangoer").main
    visitor.open(f"/arrangoer/{event_id}/forberedelser", status=404)
    visitor.post(tick, 404)
    visitor.sign_in(ole_id)
    visitor.post(f"/arrangoer/{event_id}/forberedelser/4711/afkryds", 404)
    visitor.post(tick, 400)


def test_each_right_is_given_alone_and_taken_back(house: Flask, visitor: Visitor, now: datetime) -> None:
    ole_id, inga_id, event_id = two_organisers(house, now)
    visitor.sign_in(ole_id)

    def held() -> set[str]:
        with house.app_context():
            return set(db.session.scalars(sa.select(EventGrant.right).where(EventGrant.person_id == inga_id)))

    for right in (Right.EDIT, Right.REGISTRATIONS, Right.CHECK_IN, Right.MONEY):
        visitor.open(f"/arrangoer/{event_id}/rettigheder")
        visitor.send("Giv rettigheden", email="inga@example.dk", right=right.value)
        assert held() == {right}
        forms = [form for form in visitor.page.forms() if form.values().get("person") == str(inga_id)]
        assert len(forms) == 1
        visitor.client.post(forms[0].action, data=forms[0].values())
        assert held() == set()


def test_the_last_editor_stays_and_one_may_go_oneself(house: Flask, visitor: Visitor, now: datetime) -> None:
    ole_id, _inga_id, event_id = two_organisers(house, now)
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/rettigheder")
    visitor.send("Tag tilbage", status=422, person=str(ole_id), taken="edit")
    assert "Nogen skal kunne rette arrangementet." in visitor.page.main
    visitor.send("Tag tilbage", status=422, person="x", taken="edit")
    visitor.send("Tag tilbage", status=422, person=str(ole_id), taken="everything")
    visitor.open(f"/arrangoer/{event_id}/rettigheder")
    visitor.send("Giv rettigheden", email="inga@example.dk", right="edit")
    visitor.send("Tag tilbage", person=str(ole_id), taken="edit")
    assert visitor.path == "/arrangoer" and "Rettigheden er taget tilbage." in visitor.page.main
    visitor.open(f"/arrangoer/{event_id}/rettigheder", status=404)


def both_open(house: Flask, now: datetime, **changes: Any) -> tuple[Visitor, Visitor, int]:
    """Ole and Inga have the same event open to edit it."""
    ole_id, inga_id, event_id = two_organisers(house, now, Right.EDIT, **changes)
    one, other = Visitor(house).sign_in(ole_id), Visitor(house).sign_in(inga_id)
    for visitor in (one, other):
        visitor.open(f"/arrangoer/{event_id}/rediger")
    return one, other, event_id


def test_the_later_of_two_is_shown_both_versions_and_chooses(house: Flask, now: datetime) -> None:
    ole, inga, _event_id = both_open(house, now)
    ole.send("Gem ændringerne", title="Oles titel", capacity="40", topics=["klima-og-teknik"])
    inga.send("Gem ændringerne", status=409, title="Ingas titel", summary="Ingas resumé.")
    assert inga.page.heading == "En anden har ændret arrangementet"
    for words in ("Oles titel", "Ingas titel", "Ingas resumé.", "40", "Klima og teknik"):
        assert words in inga.page.main
    assert stored(house)["title"] == "Oles titel", "nothing is overwritten unseen"
    chosen = inga.page.form("Gem det valgte").values()
    assert {name: value for name, value in chosen.items() if name.startswith("take-")} == {
        "take-title": "mine", "take-summary": "mine", "take-capacity": "theirs", "take-topics": "theirs",
    }, "what only one has touched is already chosen"  # fmt: skip
    inga.send("Gem det valgte", **{"take-title": "theirs"})
    event = stored(house)
    assert (event["title"], event["summary"], event["capacity"]) == ("Oles titel", "Ingas resumé.", 40)
    assert event["topics"] == ["klima-og-teknik"]


def test_what_one_wrote_can_stand_alone(house: Flask, now: datetime) -> None:
    ole, inga, _event_id = both_open(house, now)
    ole.send("Gem ændringerne", title="Oles titel", starts_time="10")
    inga.send("Gem ændringerne", status=409, title="Ingas titel", starts_time="11")
    inga.send("Gem det valgte", **{"take-title": "mine", "take-starts_at": "mine"})
    assert stored(house)["title"] == "Ingas titel" and stored(house)["starts_at"].hour == 9


def test_programme_and_moments_of_the_other_can_be_taken(house: Flask, now: datetime) -> None:
    ole, inga, event_id = both_open(house, now)
    first = stored(house)["starts_at"]
    point = {"programme-0-title": "Velkomst", "programme-0-starts": "12:30", "programme-0-speakers": "Grethe Lund"}
    closes = {"closes_on": "20-9-2026", "closes_time": "12"}
    ole.send("Gem ændringerne", **point, **closes)
    mine = {
        "programme-0-title": "Goddag",
        "programme-0-starts": "13",
        "programme-1-title": "Mad",
        "programme-1-starts": "14",
    }
    inga.send("Gem ændringerne", status=409, **mine)
    assert "Velkomst" in inga.page.main and "Goddag" in inga.page.main and "Tilmelding lukker" in inga.page.main
    inga.send("Gem det valgte", **{"take-programme": "theirs", "take-closes_at": "theirs"})
    event = stored(house)
    assert [(p[0], p[3]) for p in event["programme"]] == [("Velkomst", "Grethe Lund")]
    assert event["closes_at"].day == 20 and event["starts_at"] == first
    inga.open(f"/arrangoer/{event_id}/rediger")
    inga.send("Gem ændringerne", title="Bagefter")
    assert stored(house)["title"] == "Bagefter", "and then there is nothing more to choose between"


def test_a_third_change_is_shown_as_well(house: Flask, now: datetime) -> None:
    ole, inga, event_id = both_open(house, now)
    ole.send("Gem ændringerne", title="Først")
    inga.send("Gem ændringerne", status=409, title="Ingas")
    ole.open(f"/arrangoer/{event_id}/rediger")
    ole.send("Gem ændringerne", title="Derefter")
    inga.send("Gem det valgte", status=409)
    assert "Derefter" in inga.page.main and "Ingas" in inga.page.main
    inga.send("Gem det valgte")
    assert stored(house)["title"] == "Ingas"


def test_the_same_change_twice_and_a_guest_meanwhile_are_no_quarrel(house: Flask, now: datetime) -> None:
    ole, inga, event_id = both_open(house, now)
    ole.send("Gem ændringerne", title="Det samme")
    inga.send("Gem ændringerne", title="Det samme")
    inga.open(f"/arrangoer/{event_id}/rediger")
    with house.app_context():
        guests.take(db.session.get_one(meetings.Event, event_id), people.karen(), now)
        db.session.commit()
    inga.send("Gem ændringerne", capacity="30")
    assert stored(house)["capacity"] == 30


def test_marks_nobody_made_are_a_quarrel_and_no_error(house: Flask, now: datetime) -> None:
    ole, _inga, _event_id = both_open(house, now)
    ole.send("Gem ændringerne", status=409, title="x", seen="..." + "9" * 5000)
    ole.send("Gem det valgte", **{"take-title": "everything", "take-nothing": "theirs"})
    assert stored(house)["title"] == "x"


def test_a_template_is_edited_and_comes_back_to_itself(house: Flask, visitor: Visitor, now: datetime) -> None:
    ole_id, _inga, event_id = two_organisers(house, now)
    visitor.sign_in(ole_id).open(f"/arrangoer/{event_id}/kopier")
    visitor.send("Gem som skabelon")
    edit = visitor.page.link("Ret: ")
    visitor.open(edit)
    assert not {"Udgiv", "Deltagere"} & visitor.page.links().keys(), "nobody comes to a template"
    visitor.send("Gem udkastet", title="Skabelon til budget")
    assert visitor.path == edit
    visitor.post(edit.replace("rediger", "udgiv"), 400)
    assert "Skabelon til budget" not in visitor.open("/arrangoer").main
    assert "Skabelon til budget" not in Visitor(house).open("/arrangementer").main
    visitor.open("/arrangoer/skabeloner")
    visitor.send("Tag ud af brug")
    assert "Du har ingen skabeloner" in visitor.page.main
