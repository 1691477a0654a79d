"""The waiting list as those who stand in it see it: place, offer, yes and no, with and without logging in."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.tokens import Purpose, Token
from politiker.people.models import Mandate
from politiker.registrations.actions import expire_offers
from politiker.registrations.models import State
from politiker.registrations.waiting_list import fill_free_seats
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.guests import letters, offer_address, states
from tests.visitor import Visitor

PAGE = "/arrangementer/{}-budgettet-for-begyndere/tilmelding"


class Full:
    """A seminar with one seat: Karen has it, Mads is first in line, Amina second."""

    def __init__(self, house: Flask, now: datetime, **changes: object) -> None:
        self.house = house
        with house.app_context():
            event = meetings.seminar(now, capacity=1, **changes)
            self.karen, self.mads, self.amina = (who().id for who in (people.karen, people.mads, people.amina))
            for person_id in (self.karen, self.mads, self.amina):
                guests.take(event, db.session.get_one(people.Person, person_id), now)
            self.event = event.id
            db.session.commit()
        self.page = PAGE.format(self.event)

    def karen_leaves(self, now: datetime) -> None:
        with self.house.app_context():
            event = db.session.get_one(meetings.Event, self.event)
            guests.give_up(event, db.session.get_one(people.Person, self.karen), now)
            db.session.commit()


@pytest.fixture
def full(house: Flask, wall: Clock) -> Full:
    return Full(house, wall.moment)


def test_mads_waits_is_offered_the_seat_and_takes_it(house: Flask, wall: Clock) -> None:
    with house.app_context():
        event, karen, mads = meetings.seminar(wall.moment, capacity=1), people.karen(), people.mads()
        guests.take(event, karen, wall.moment)
        event_id, karen_id, mads_id = event.id, karen.id, mads.id
        db.session.commit()
    at_mads, at_karen = Visitor(house).sign_in(mads_id), Visitor(house).sign_in(karen_id)
    page = at_mads.open(PAGE.format(event_id))
    assert "Alle pladser er optaget" in page.main
    assert "Du kommer på ventelisten som nr. 1." in page.main
    page = at_mads.send("Tilmeld mig", takes_last_minute="y")
    assert page.heading == "Du er nr. 1 på ventelisten"
    assert "du står forrest i køen" in page.main
    assert letters(house, mads_id) == ["waiting"]

    at_karen.open(PAGE.format(event_id))
    assert "Din plads går straks til den næste i køen." in at_karen.page.main
    at_karen.send("Afmeld mig")
    page = at_mads.open(PAGE.format(event_id))
    assert page.heading == "Du er tilbudt en plads"
    assert "Svar inden fredag 4. september kl. 12" in page.main
    assert not [form for form in page.forms() if form.button == "Afmeld mig"]
    page = at_mads.send("Ja tak")
    assert page.heading == "Du er tilmeldt"
    assert letters(house, mads_id) == ["waiting", "offered", "promoted"]


def test_place_in_line_and_the_reason_are_told_and_one_can_leave(house: Flask, full: Full) -> None:
    visitor = Visitor(house).sign_in(full.amina)
    page = visitor.open(full.page)
    assert page.heading == "Du er nr. 2 på ventelisten"
    assert "Alle pladser er optaget, og der står 1 før dig i køen." in page.main
    visitor.send("Afmeld mig")
    assert states(house, full.amina) == [State.WITHDRAWN]


def test_a_no_is_free_and_the_next_is_asked(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    visitor = Visitor(house).sign_in(full.mads)
    visitor.open(full.page)
    page = visitor.send("Nej tak")
    assert "Du har sagt nej tak. Pladsen går til den næste i køen." in page.main
    assert (states(house, full.mads), states(house, full.amina)) == ([State.DECLINED], [State.OFFERED])


def test_the_offer_is_answered_from_the_letter_without_logging_in(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    visitor = Visitor(house)
    page = visitor.open(offer_address(house, full.mads))
    assert visitor.path == "/tilbud"
    assert page.heading == "Du er tilbudt en plads"
    assert "Budgettet for begyndere" in page.main
    assert "Svar inden fredag 4. september kl. 12" in page.main
    assert states(house, full.mads) == [State.OFFERED], "opening the letter answers nothing"
    page = visitor.send("Ja tak")
    assert page.heading == "Pladsen er din"
    assert states(house, full.mads) == [State.CONFIRMED]
    assert letters(house, full.mads)[-1] == "promoted"
    with house.app_context():
        key = db.session.scalars(sa.select(Token).where(Token.purpose == Purpose.OFFER)).one()
        assert key.used_at == wall.moment
    assert visitor.open(offer_address(house, full.mads), 410).heading == "Tilbuddet kan ikke længere besvares her"


def test_no_from_the_letter(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    visitor = Visitor(house)
    visitor.open(offer_address(house, full.mads))
    assert visitor.send("Nej tak").heading == "Du har sagt nej tak til pladsen"
    assert (states(house, full.mads), states(house, full.amina)) == ([State.DECLINED], [State.OFFERED])


def test_a_double_click_on_the_answer_in_the_letter_gives_the_same_answer(
    house: Flask, wall: Clock, full: Full
) -> None:
    full.karen_leaves(wall.moment)
    visitor, twin = Visitor(house), Visitor(house)
    form = visitor.open(offer_address(house, full.mads)).form("Ja tak")
    for name in ("noegle", "politiker"):
        twin.client.set_cookie(name, visitor.client.get_cookie(name).value)
    answers = [who.client.post(form.action, data=form.values()) for who in (visitor, twin)]
    assert [(a.status_code, a.location) for a in answers] == [(303, "/tilbud/besvaret?svar=ja")] * 2
    assert letters(house, full.mads).count("promoted") == 1


def test_an_offer_whose_time_is_over(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    signed_in, by_letter = Visitor(house).sign_in(full.mads), Visitor(house)
    signed_in.open(full.page)
    by_letter.open(offer_address(house, full.mads))
    wall.moment += timedelta(hours=73)
    assert by_letter.send("Ja tak", 410).heading == "Tilbuddet kan ikke længere besvares her"
    page = signed_in.send("Ja tak", 422)
    assert "Tilbuddet gælder ikke længere" in page.errors()
    assert "Fristen for at svare var i dag kl. 12" in page.main
    assert not [form for form in page.forms() if form.button in {"Ja tak", "Nej tak"}]
    assert states(house, full.mads) == [State.OFFERED]
    with house.app_context():
        expire_offers(full.event, by=people.TESTER, now=wall.moment)
        db.session.commit()
    page = signed_in.open(full.page)
    assert "Tilbuddet om en plads er udløbet. Du kan tilmelde dig igen." in page.main


def test_an_offer_answered_on_the_page_is_over_in_the_letter(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    by_letter, signed_in = Visitor(house), Visitor(house).sign_in(full.mads)
    by_letter.open(offer_address(house, full.mads))
    signed_in.open(full.page)
    signed_in.send("Ja tak")
    page = by_letter.send("Nej tak", 422)
    assert "Tilbuddet gælder ikke længere" in page.errors()
    assert page.heading == "Du er tilmeldt"
    assert by_letter.open("/tilbud", 410).heading == "Du er tilmeldt"
    assert states(house, full.mads) == [State.CONFIRMED]


def test_two_letters_in_two_tabs_are_never_mixed_up(house: Flask, wall: Clock, full: Full) -> None:
    with house.app_context():
        event = meetings.seminar(wall.moment, capacity=1, title="Klima i kommunen")
        mads = db.session.get_one(people.Person, full.mads)
        first = people.councillor()
        guests.take(event, first, wall.moment)
        guests.take(event, mads, wall.moment)
        guests.give_up(event, first, wall.moment)
        db.session.commit()
    climate = offer_address(house, full.mads)
    full.karen_leaves(wall.moment)
    visitor = Visitor(house)
    old = visitor.open(climate).form("Ja tak")
    visitor.open(offer_address(house, full.mads))
    visitor.post(old.action, 404, **old.values())
    assert set(states(house, full.mads)) == {State.OFFERED}


def test_no_key_opens_nothing(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    visitor = Visitor(house)
    assert visitor.open("/tilbud", 404).heading == "Åbn linket i brevet igen"
    whole = offer_address(house, full.mads)
    visitor.open(whole[:-1] + ("0" if whole[-1] != "0" else "1"), 404)
    visitor.open(whole)
    form = visitor.page.form("Ja tak")
    visitor.post(form.action, 404, **form.values() | {"answer": "måske"})
    visitor.post(form.action, 400, **form.values() | {"csrf_token": "x"})
    assert states(house, full.mads) == [State.OFFERED]


def test_the_key_gives_no_more_than_its_person_has(house: Flask, wall: Clock, full: Full) -> None:
    full.karen_leaves(wall.moment)
    with house.app_context():
        db.session.execute(sa.update(Mandate).values(ends_at=wall.moment + timedelta(hours=1)))
        db.session.commit()
    visitor = Visitor(house)
    visitor.open(offer_address(house, full.mads))
    wall.moment += timedelta(hours=2)
    visitor.send("Ja tak", 403)
    assert states(house, full.mads) == [State.OFFERED]


def test_an_offer_after_the_binding_date_states_the_terms_before_the_yes(house: Flask, wall: Clock) -> None:
    full = Full(house, wall.moment, binding_at=wall.moment + timedelta(days=1))
    wall.moment += timedelta(days=2)
    with house.app_context():
        event = db.session.get_one(meetings.Event, full.event)
        event.capacity = 2
        fill_free_seats(event, by=people.TESTER, now=wall.moment)
        db.session.commit()
    for page in (
        Visitor(house).open(offer_address(house, full.mads)),
        Visitor(house).sign_in(full.mads).open(full.page),
    ):
        assert "Siger du ja, er pladsen bindende" in page.main
        assert page.main.index("er pladsen bindende") < page.main.index("Ja tak")


def test_the_last_day_says_who_gets_a_free_seat(house: Flask, wall: Clock, full: Full) -> None:
    wall.moment += timedelta(days=29, hours=12)
    assert "Det sidste døgn går en ledig plads til dem" in Visitor(house).sign_in(full.mads).open(full.page).main


def test_whoever_is_suspended_takes_no_seat_with_a_key_from_a_letter(
    house: Flask, visitor: Visitor, full: Full, wall: Clock
) -> None:
    full.karen_leaves(wall.moment)
    with house.app_context():
        db.session.get_one(people.Person, full.mads).suspended_at = wall.moment
        db.session.commit()
    visitor.open(offer_address(house, full.mads), 403)
    assert states(house, full.mads)[-1] is State.OFFERED
