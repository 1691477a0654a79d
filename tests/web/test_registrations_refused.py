"""Why one cannot sign up, leave or answer just now: each rule has a sentence of its own."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import State
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.guests import states
from tests.visitor import Visitor

PAGE = "/arrangementer/{}-budgettet-for-begyndere/tilmelding"


@pytest.fixture
def karen(house: Flask) -> int:
    """Karen Friis of Aarhus."""
    with house.app_context():
        somebody = people.karen()
        db.session.commit()
        return somebody.id


def test_each_reason_one_cannot_sign_up_has_its_own_sentence(house: Flask, now: datetime, karen: int) -> None:
    hour = timedelta(hours=1)
    with house.app_context():
        ids = [
            meetings.seminar(now, opens_at=now + hour).id,
            meetings.seminar(now, opens_at=now - 2 * hour, closes_at=now - hour).id,
        ]
        off, begun = meetings.seminar(now), meetings.seminar(now)
        off.called_off_at, begun.starts_at = now, now - hour
        ids += [off.id, begun.id]
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    said = []
    for event_id in ids:
        page = visitor.open(PAGE.format(event_id))
        assert not [form for form in page.forms() if form.button == "Tilmeld mig"]
        said.append(page.main)
    assert "Tilmeldingen åbner i dag kl. 13." in said[0]
    assert "Tilmeldingen lukkede i dag kl. 11." in said[1]
    assert "Arrangementet er aflyst, så du kan ikke tilmelde dig." in said[2]
    assert "Arrangementet er begyndt" in said[3]


def test_a_deadline_that_passes_while_one_reads_is_told_and_the_answers_are_kept(
    house: Flask, wall: Clock, karen: int
) -> None:
    now = wall.moment
    with house.app_context():
        event_id = meetings.seminar(now, closes_at=now + timedelta(hours=1)).id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(event_id))
    wall.moment = now + timedelta(hours=2)
    page = visitor.send("Tilmeld mig", 422, is_shown="y")
    assert "Tilmeldingen lukkede i dag kl. 13." in page.errors()
    assert states(house, karen) == []


def test_after_the_binding_date_one_can_only_ask(house: Flask, wall: Clock, karen: int) -> None:
    now = wall.moment
    with house.app_context():
        event_id = meetings.seminar(now, binding_at=now + timedelta(days=1)).id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(event_id))
    visitor.send("Tilmeld mig")
    leaving = visitor.page.form("Afmeld mig")
    wall.moment = now + timedelta(days=2)
    visitor._look(visitor.client.post(leaving.action, data=leaving.values()), 422)
    assert "Din plads blev bindende onsdag 2. september kl. 12." in visitor.page.errors()
    page = visitor.send("Bed om at blive afmeldt")
    assert page.heading == "Du har bedt om at blive afmeldt"
    assert "Du beholder pladsen, indtil arrangøren har svaret." in page.main
    assert not [form for form in page.forms() if form.button in {"Afmeld mig", "Bed om at blive afmeldt"}]
    assert states(house, karen) == [State.WITHDRAWAL_REQUESTED]


def test_who_signs_up_after_the_binding_date_is_told_before(house: Flask, now: datetime, karen: int) -> None:
    with house.app_context():
        event_id = meetings.seminar(now, binding_at=now - timedelta(days=1)).id
        db.session.commit()
    page = Visitor(house).sign_in(karen).open(PAGE.format(event_id))
    assert "Bindende med det samme: Fristen for at afmelde sig var mandag 31. august kl. 12 ." in page.main


def test_an_act_that_does_not_fit_the_state_is_refused_in_words(house: Flask, now: datetime, karen: int) -> None:
    with house.app_context():
        event = meetings.seminar(now, capacity=1)
        guests.take(event, people.mads(), now)
        event_id = event.id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(event_id))
    values = visitor.send("Tilmeld mig").form("Afmeld mig").values()
    address = f"/arrangementer/{event_id}-budgettet-for-begyndere"
    visitor._look(visitor.client.post(f"{address}/afmeldingsanmodning", data=values), 422)
    assert "Det kan ikke lade sig gøre, som din tilmelding står nu." in visitor.page.errors()
    visitor._look(visitor.client.post(f"{address}/tilbud/ja", data=values), 422)
    assert "Tilbuddet gælder ikke længere" in visitor.page.errors()
    visitor.open(PAGE.format(event_id))
    visitor.send("Afmeld mig")
    visitor._look(visitor.client.post(f"{address}/afmelding", data=values | {"idempotency_key": "anden"}), 422)
    assert "Din tilmelding er allerede afsluttet." in visitor.page.errors()


def test_a_call_off_is_told_where_one_signs_up(house: Flask, now: datetime, karen: int) -> None:
    with house.app_context():
        ole = people.ole()
        event = meetings.seminar(now, organiser=ole)
        guests.take(event, db.session.get_one(people.Person, karen), now)
        call_off_event(event, "Oplægsholderen er syg", by=people.actor(ole, now), now=now)
        event_id = event.id
        db.session.commit()
    page = Visitor(house).sign_in(karen).open(PAGE.format(event_id))
    assert "Arrangementet er aflyst" in page.main
    assert "Oplægsholderen er syg" in page.main
