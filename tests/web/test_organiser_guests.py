"""Who comes, who asks to be let off, what guests need, and sharing the work."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.events import actions as event_actions
from politiker.events.models import Event, EventGrant
from politiker.people import actions as accounts
from politiker.people.models import Person
from politiker.policy import Right, Role
from politiker.registrations import actions, needs
from politiker.registrations.models import Diet, Registration, State
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor
from tests.web.desk import made


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, int]:
    """An event with one seat that has become binding: Karen has it and asks to be let off, Mads waits."""
    with house.app_context():
        ole, karen, mads = people.ole(), people.karen(), people.mads()
        binding = {"binding_at": now - timedelta(days=1)}
        event = meetings.seminar(now - timedelta(days=9), organiser=ole, capacity=1, **binding)
        seat = guests.take(event, karen, now - timedelta(days=8))
        guests.take(event, mads, now - timedelta(days=7))
        actions.request_withdrawal(seat, by=people.actor(karen, now), now=now)
        db.session.commit()
        return {"ole": ole.id, "karen": karen.id, "mads": mads.id, "event": event.id}


def looks(house: Flask, happening: str) -> int:
    with house.app_context():
        query = sa.select(sa.func.count()).select_from(Entry).where(Entry.happening == happening)
        return int(db.session.scalar(query) or 0)


def uid(house: Flask, person_id: int) -> str:
    with house.app_context():
        return str(db.session.scalar(sa.select(Registration.uid).where(Registration.person_id == person_id)))


def test_the_list_says_who_and_where_and_never_which_party(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/tilmeldinger")
    said = visitor.page.main
    assert "1 af 1 pladser er taget" in said
    assert "Karen Friis Aarhus Beder om at blive afmeldt" in said
    assert "Mads Holm Ringsted På ventelisten, nr. 1 mandag 25. august" in said or "nr. 1" in said
    assert "karen@example.dk" not in visitor.page.html, "no addresses"
    for party in ("Socialdemokratiet", "Venstre", "(A)", "(V)"):
        assert party not in visitor.page.html
    assert looks(house, "registrations_read") == 1
    visitor.open(f"/arrangoer/{town['event']}/tilmeldinger?efter=99999999999999999999")
    assert looks(house, "registrations_read") == 2


def test_letting_somebody_off_gives_the_seat_to_the_first_in_line(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    desk = visitor.sign_in(town["ole"]).open("/arrangoer")
    assert "1 deltager beder om at blive afmeldt." in desk.main
    visitor.open(desk.link("Svar"))
    asked = visitor.page
    visitor.send("Imødekom")
    assert "Anmodningen er besvaret" in visitor.page.main
    assert guests.states(house, town["karen"]) == [State.WITHDRAWN]
    assert guests.states(house, town["mads"]) == [State.OFFERED]
    visitor.page = asked
    visitor.send("Imødekom")
    assert "Anmodningen er besvaret" in visitor.page.main, "pressed twice, done once"
    visitor.page = asked
    visitor.send("Afslå", status=422)
    assert "Anmodningen er allerede besvaret" in visitor.page.errors()
    assert guests.states(house, town["karen"]) == [State.WITHDRAWN]


def test_refusing_keeps_the_seat_and_says_so(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/tilmeldinger")
    visitor.send("Afslå")
    assert guests.states(house, town["karen"]) == [State.CONFIRMED]
    assert guests.letters(house, town["karen"])[-1] == "withdrawal_refused"
    visitor.open(f"/arrangoer/{town['event']}/tilmeldinger")
    assert "De beder om at blive afmeldt" not in visitor.page.main


def test_an_answer_that_is_neither_changes_nothing(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/tilmeldinger")
    visitor.send("Imødekom", status=422, answer="perhaps")
    assert "Vælg ja eller nej." in visitor.page.errors()
    assert guests.states(house, town["karen"]) == [State.WITHDRAWAL_REQUESTED]


def test_withdrawing_a_guest_after_a_question(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/tilmeldinger")
    visitor.open(visitor.page.link("Afmeld Mads Holm"))
    asked = visitor.page
    assert "Mads Holm" in visitor.page.main and guests.states(house, town["mads"]) == [State.WAITING]
    visitor.send("Afmeld Mads Holm")
    assert "Deltageren er afmeldt" in visitor.page.main
    assert guests.states(house, town["mads"]) == [State.WITHDRAWN]
    assert guests.letters(house, town["mads"])[-1] == "withdrawn"
    visitor.page = asked
    visitor.send("Afmeld Mads Holm", status=422, idempotency_key="en anden")
    assert "Deltageren er allerede afmeldt." in visitor.page.errors()
    event = town["event"]
    visitor.open(f"/arrangoer/{event}/tilmeldinger/{'0' * 24}/afmeld", status=404)


def test_a_guest_of_another_event_is_not_found_here(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        now = datetime.fromisoformat("2026-09-01T10:00:00+00:00")
        inga = people.with_role(Role.ORGANISER, "Inga Ny")
        other = meetings.seminar(now, organiser=inga).id
        db.session.commit()
        inga_id = inga.id
    visitor.sign_in(inga_id).open(f"/arrangoer/{other}/tilmeldinger")
    visitor.open(f"/arrangoer/{other}/tilmeldinger/{uid(house, town['mads'])}/afmeld", status=404)
    visitor.post(f"/arrangoer/{other}/tilmeldinger/{uid(house, town['karen'])}/svar", 404)
    assert guests.states(house, town["karen"]) == [State.WITHDRAWAL_REQUESTED]


def test_nobody_is_withdrawn_once_it_has_begun(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    visitor.sign_in(town["ole"])
    there = f"/arrangoer/{town['event']}/tilmeldinger/{uid(house, town['mads'])}/afmeld"
    wall.moment += timedelta(days=12)
    visitor.sign_in(town["ole"]).open(there)
    with house.app_context():
        db.session.get_one(Event, town["event"]).starts_at = wall.moment
        db.session.commit()
    visitor.send("Afmeld Mads Holm", status=422)
    assert "Arrangementet er begyndt" in visitor.page.errors()
    assert "Afmeld" not in visitor.open(f"/arrangoer/{town['event']}/tilmeldinger").links()


def test_an_organisers_own_binding_seat_is_refused_in_a_sentence(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    with house.app_context():
        karen = db.session.get_one(Person, town["karen"])
        accounts.give_role(karen, Role.ORGANISER, by=people.TESTER, now=now)
        db.session.add(
            EventGrant(event_id=town["event"], person_id=karen.id, right=Right.REGISTRATIONS, granted_at=now)
        )
        db.session.commit()
    own = f"/arrangoer/{town['event']}/tilmeldinger/{uid(house, town['karen'])}/afmeld"
    visitor.sign_in(town["karen"]).open(own)
    visitor.send("Afmeld Karen Friis", status=422)
    assert "Din plads blev bindende" in visitor.page.errors()
    assert guests.states(house, town["karen"]) == [State.WITHDRAWAL_REQUESTED]


def test_fifty_a_page_in_a_fixed_number_of_statements(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    visitor.sign_in(town["ole"])
    address = f"/arrangoer/{town['event']}/tilmeldinger"
    with counted(house) as few:
        visitor.open(address)
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        for n in range(3, 205):
            somebody = people.person(f"Gæst {'abcdefghijklmnopqrstuvwxyzæøå'[n % 29]}")
            registration = Registration(
                uid=f"{n:024}", event_id=event.id, person_id=somebody.id, number=n, created_at=now, state=State.WAITING
            )
            registration.waiting_at = now
            db.session.add(registration)
        event.waiting += 202
        db.session.commit()
    with counted(house) as many:
        visitor.open(address)
    assert len(few) == len(many) <= 10, many
    assert "nr. 49" in visitor.page.main and "nr. 50" not in visitor.page.main
    visitor.open(visitor.page.link("Næste side"))
    assert "nr. 50" in visitor.page.main and "Karen Friis Aarhus" not in visitor.page.main
    visitor.open(f"{address}?page=99999999")
    assert "nr. 203" in visitor.page.main and "Side 5 af 5" in visitor.page.main


def with_needs(house: Flask, now: datetime, town: dict[str, int]) -> None:
    with house.app_context():
        karen = db.session.get_one(Person, town["karen"])
        seat = db.session.scalars(sa.select(Registration).where(Registration.person_id == karen.id)).one()
        needs.state_needs(
            seat, diet=Diet.VEGAN, diet_note="Nødder", access_note="Rampe", by=people.actor(karen, now), now=now
        )
        db.session.commit()


def test_needs_are_shown_only_after_the_look_is_recorded(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    with_needs(house, now, town)
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/behov")
    assert "Det bliver noteret, at du kigger" in visitor.page.main
    assert "Karen" not in visitor.page.main and looks(house, "needs_read") == 0
    visitor.send("Vis behov")
    assert "Karen Friis Vegansk Nødder Rampe" in visitor.page.main
    assert looks(house, "needs_read") == 1
    visitor.open(visitor.page.link("Åbn køkkenets ark"))
    sheet = visitor.page.main
    assert "I alt 1" in sheet and "Vegansk 1" in sheet and "Nødder" in sheet
    assert "Karen" not in sheet and "Rampe" not in sheet
    assert looks(house, "needs_read") == 2, "the kitchen's sheet is a look as well"


def test_needs_are_for_those_with_that_very_right(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    with_needs(house, now, town)
    with house.app_context():
        inga = people.with_role(Role.ORGANISER, "Inga Ny", email="inga@example.dk")
        for right in (Right.EDIT, Right.REGISTRATIONS):
            db.session.add(EventGrant(event_id=town["event"], person_id=inga.id, right=right, granted_at=now))
        db.session.commit()
        inga_id = inga.id
    visitor.sign_in(inga_id)
    for page in ("tilmeldinger", "rediger", "rettigheder"):
        visitor.open(f"/arrangoer/{town['event']}/{page}")
        assert "Deltagernes behov" not in visitor.page.links()
    for page in ("behov", "koekken"):
        visitor.open(f"/arrangoer/{town['event']}/{page}", status=404)
    visitor.post(f"/arrangoer/{town['event']}/behov", 404)
    assert looks(house, "needs_read") == 0


def test_sharing_the_work(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    inga = made(house, lambda: people.with_role(Role.ORGANISER, "Inga Ny", email="Inga@ærø.dk"))
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/rettigheder")
    assert "Ole Krog Rette, udgive og aflyse" in visitor.page.main
    visitor.send("Giv rettigheden", email="inga@ærø.dk", right="registrations")
    assert "Rettigheden er givet" in visitor.page.main and "Inga Ny Se og behandle" in visitor.page.main
    visitor.send("Giv rettigheden", email="inga@ærø.dk", right="registrations")
    assert looks(house, "right_granted") == 1, "a right one has is not given again"
    other = Visitor(house).sign_in(inga)
    other.open(f"/arrangoer/{town['event']}/tilmeldinger")
    other.open(f"/arrangoer/{town['event']}/rediger", status=404)
    other.open(f"/arrangoer/{town['event']}/rettigheder", status=404)


@pytest.mark.parametrize("typed", ["karen@example.dk", "nobody@example.dk", "ikke en adresse", "a\u202eb@example.dk"])
def test_rights_are_for_organisers(house: Flask, visitor: Visitor, town: dict[str, int], typed: str) -> None:
    visitor.sign_in(town["ole"]).open(f"/arrangoer/{town['event']}/rettigheder")
    visitor.send("Giv rettigheden", status=422, email=typed, right="needs")
    assert "Ingen arrangør har den e-mail." in visitor.page.errors() or "fjernet tegn" in visitor.page.errors()
    assert looks(house, "right_granted") == 0


def test_nobody_gives_what_they_do_not_hold(
    house: Flask, visitor: Visitor, now: datetime, town: dict[str, int]
) -> None:
    with house.app_context():
        inga = people.with_role(Role.ORGANISER, "Inga Ny", email="inga@example.dk")
        ole = db.session.get_one(Person, town["ole"])
        event_actions.grant_right(
            db.session.get_one(Event, town["event"]), inga.id, Right.EDIT, by=people.actor(ole, now), now=now
        )
        db.session.commit()
        inga_id = inga.id
    visitor.sign_in(inga_id).open(f"/arrangoer/{town['event']}/rettigheder")
    options: list[Any] = [option.get("value") for option in visitor.page.all("option")]
    assert options == ["edit"]
    visitor.send("Giv rettigheden", status=422, email="inga@example.dk", right="needs")
    assert "Vælg en af mulighederne." in visitor.page.errors()
