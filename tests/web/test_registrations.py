"""A councillor signs up: the short page, the seat, leaving again, and everybody who may not."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience
from politiker.people.models import Mandate
from politiker.registrations.models import Registration, State
from tests import guests, meetings, people
from tests.conftest import Clock
from tests.guests import letters, states
from tests.statements import counted
from tests.visitor import Visitor

PAGE = "/arrangementer/{}-budgettet-for-begyndere/tilmelding"
MOST_STATEMENTS = 12


@pytest.fixture
def seminar(house: Flask, now: datetime) -> int:
    """A seminar that becomes binding five days before."""
    with house.app_context():
        event = meetings.seminar(
            now, organiser=people.ole(), venue_id=meetings.venue().id, binding_at=now + timedelta(days=25),
            price_text="6.750 kr. ekskl. moms",
        )  # fmt: skip
        db.session.commit()
        return event.id


@pytest.fixture
def karen(house: Flask) -> int:
    """Karen Friis of Aarhus."""
    with house.app_context():
        somebody = people.karen()
        db.session.commit()
        return somebody.id


def test_karen_signs_up_and_leaves_again(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    page = visitor.open(PAGE.format(seminar))
    assert page.heading == "Tilmeld dig Budgettet for begyndere"
    assert "6.750 kr. ekskl. moms" in page.main
    assert "Hotel Nyborg Strand, Østerøvej 2, 5800 Nyborg" in page.main
    assert (
        "Bindende fra lørdag 26. september kl. 12 ; derefter kan du kun bede arrangøren om at blive afmeldt."
        in page.main
    )
    assert "venteliste" not in page.main
    assert page.form("Tilmeld mig").button == "Tilmeld mig"
    assert states(house, karen) == []

    page = visitor.send("Tilmeld mig")
    assert visitor.path == PAGE.format(seminar)
    assert page.heading == "Du er tilmeldt"
    assert "Du får en bekræftelse på mail" in page.main
    assert page.link("Føj til kalender") == f"/arrangementer/{seminar}-budgettet-for-begyndere/tilmelding.ics"
    assert "De andre kan ikke se, at du kommer." in page.main
    assert states(house, karen) == [State.CONFIRMED]
    assert letters(house, karen) == ["registered"]

    page = visitor.send("Afmeld mig")
    assert "Du er afmeldt." in page.main
    assert "Du har afmeldt dig. Du kan tilmelde dig igen." in page.main
    assert states(house, karen) == [State.WITHDRAWN]
    assert letters(house, karen) == ["registered", "withdrawn"]

    assert visitor.send("Tilmeld mig").heading == "Du er tilmeldt"
    assert states(house, karen) == [State.WITHDRAWN, State.CONFIRMED]


def test_a_double_click_takes_one_seat_and_gives_the_same_answer(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    form = visitor.open(PAGE.format(seminar)).form("Tilmeld mig")
    answers = [visitor.client.post(form.action, data=form.values()) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, PAGE.format(seminar))] * 2
    assert states(house, karen) == [State.CONFIRMED]
    assert letters(house, karen) == ["registered"]
    other = visitor.post(form.action, 422, **form.values() | {"is_shown": "y"})
    assert "Vi kunne ikke bruge det, du sendte" in other.get_data(as_text=True)


def test_the_same_form_from_another_tab_says_that_one_is_registered(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    first, second = (visitor.open(PAGE.format(seminar)).form("Tilmeld mig") for _ in range(2))
    visitor.post(first.action, 303, **first.values())
    page = visitor.page
    visitor._look(visitor.client.post(second.action, data=second.values()), 422)
    page = visitor.page
    assert page.errors().endswith("Du er allerede tilmeldt.")
    assert page.heading == "Du er tilmeldt"
    assert states(house, karen) == [State.CONFIRMED]


def test_signing_up_takes_few_statements(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    form = visitor.open(PAGE.format(seminar)).form("Tilmeld mig")
    with counted(house) as sent:
        visitor.post(form.action, 303, **form.values())
    print(f"\n{len(sent)} statements:", *(" ".join(s.split())[:110] for s in sent), sep="\n  ")
    assert len(sent) <= MOST_STATEMENTS


@pytest.mark.parametrize("others", [1, 12])
def test_the_page_of_a_seat_costs_the_same_for_few_and_many(
    house: Flask, now: datetime, seminar: int, karen: int, others: int
) -> None:
    with house.app_context():
        event = db.session.get_one(meetings.Event, seminar)
        for _ in range(others):
            guests.take(event, people.councillor(), now, is_shown=True)
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(seminar))
    visitor.send("Tilmeld mig")
    with counted(house) as sent:
        visitor.open(PAGE.format(seminar))
    assert len(sent) == 6


def test_a_stranger_logs_in_first_and_comes_back(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house)
    visitor.open(PAGE.format(seminar))
    assert visitor.path == "/log-ind"
    page = visitor.send("Log ind", email="karen@example.dk", password=people.PASSWORD)
    assert visitor.path == PAGE.format(seminar)
    assert page.heading == "Tilmeld dig Budgettet for begyndere"
    assert Visitor(house).post(PAGE.format(seminar), 303).location.startswith("/log-ind")


def test_looking_changes_nothing(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(seminar))
    visitor.client.head(PAGE.format(seminar))
    assert states(house, karen) == []
    for act in ("afmelding", "afmeldingsanmodning", "synlig", "tilbud/ja", "tilbud/nej", "behov/slet"):
        visitor.open(f"/arrangementer/{seminar}-budgettet-for-begyndere/{act}", 405)


def test_a_wrong_slug_is_put_right_only_for_those_who_may_see(house: Flask, now: datetime, karen: int) -> None:
    with house.app_context():
        open_id, hidden_id = meetings.seminar(now).id, meetings.draft(now).id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen)
    answer = visitor.client.get(f"/arrangementer/{open_id}-andet/tilmelding")
    assert (answer.status_code, answer.location) == (301, PAGE.format(open_id))
    visitor.open(f"/arrangementer/{hidden_id}-andet/tilmelding", 404)
    visitor.open("/arrangementer/999999-andet/tilmelding", 404)
    visitor.open("/arrangementer/99999999999999999999-andet/tilmelding", 404)


@pytest.mark.parametrize("who", [people.birgit, people.adam, people.ole])
def test_whoever_sits_in_no_council_gets_a_calm_no(house: Flask, now: datetime, who: object) -> None:
    with house.app_context():
        event_id, person_id = meetings.seminar(now).id, who().id
        db.session.commit()
    visitor = Visitor(house).sign_in(person_id)
    page = visitor.open(PAGE.format(event_id), 403)
    assert page.heading == "Kun folkevalgte kan tilmelde sig"
    assert not [form for form in page.forms() if form.button == "Tilmeld mig"]
    visitor.post(PAGE.format(event_id), 403)
    assert states(house, person_id) == []


def test_an_event_for_members_is_not_there_for_others(house: Flask, now: datetime, karen: int) -> None:
    with house.app_context():
        event_id, nobody = meetings.seminar(now, audience=Audience.MEMBERS).id, people.person().id
        db.session.commit()
    visitor = Visitor(house).sign_in(nobody)
    for act in ("tilmelding", "afmelding", "behov", "tilbud/ja", "synlig"):
        visitor.client.post(f"/arrangementer/{event_id}-budgettet-for-begyndere/{act}")
        visitor.post(f"/arrangementer/{event_id}-budgettet-for-begyndere/{act}", 404)
    visitor.open(PAGE.format(event_id), 404)
    assert Visitor(house).sign_in(karen).open(PAGE.format(event_id)).heading.startswith("Tilmeld dig")


def test_a_lapsed_councillor_may_leave_but_not_come_back(house: Flask, wall: Clock) -> None:
    now = wall.moment
    with house.app_context():
        karen, event = people.karen(), meetings.seminar(now, audience=Audience.MEMBERS)
        guests.take(event, karen, now)
        db.session.execute(sa.update(Mandate).values(ends_at=now + timedelta(days=1)))
        event_id, karen_id = event.id, karen.id
        db.session.commit()
    wall.moment = now + timedelta(days=2)
    visitor = Visitor(house).sign_in(karen_id)
    assert visitor.open(PAGE.format(event_id)).heading == "Du er tilmeldt"
    assert "Du er afmeldt." in visitor.send("Afmeld mig").main
    assert visitor.path == "/mine-tilmeldinger"
    visitor.open(PAGE.format(event_id), 404)
    assert states(house, karen_id) == [State.WITHDRAWN]


def test_the_others_are_seen_only_with_their_yes_and_only_with_a_seat(house: Flask, now: datetime) -> None:
    with house.app_context():
        event = meetings.seminar(now, capacity=2)
        karen, mads, amina = people.karen(), people.mads(), people.amina()
        guests.take(event, mads, now, is_shown=True)
        event_id, karen_id, mads_id, amina_id = event.id, karen.id, mads.id, amina.id
        db.session.commit()
    visitor = Visitor(house).sign_in(karen_id)
    assert "Mads Holm" not in visitor.open(PAGE.format(event_id)).main
    page = visitor.send("Tilmeld mig")
    assert "Mads Holm, Ringsted" in page.main
    seen_by_mads = Visitor(house).sign_in(mads_id)
    assert "Karen Friis" not in seen_by_mads.open(PAGE.format(event_id)).main
    assert "De andre med en plads kan se dit navn" in visitor.send("Vis mig").main
    assert "Karen Friis, Aarhus" in seen_by_mads.open(PAGE.format(event_id)).main
    waits = Visitor(house).sign_in(amina_id)
    waits.open(PAGE.format(event_id))
    assert not {"Mads Holm", "Karen Friis"} & set(waits.send("Tilmeld mig", is_shown="y").main.split(", "))
    assert "Karen" not in waits.page.main
    assert "Amina" not in seen_by_mads.open(PAGE.format(event_id)).main
    visitor.send("Skjul mig")
    assert "Karen Friis" not in seen_by_mads.open(PAGE.format(event_id)).main


def test_nobody_acts_on_another_persons_seat(house: Flask, now: datetime, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(seminar))
    visitor.send("Tilmeld mig")
    with house.app_context():
        mads_id = people.mads().id
        db.session.commit()
    other = Visitor(house).sign_in(mads_id)
    form = other.open(PAGE.format(seminar)).form("Tilmeld mig")
    for act in ("afmelding", "afmeldingsanmodning", "synlig", "tilbud/ja", "tilbud/nej", "behov"):
        other.post(f"/arrangementer/{seminar}-budgettet-for-begyndere/{act}", 404, **form.values())
    assert states(house, karen) == [State.CONFIRMED]


def test_a_form_without_our_token_is_refused(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    visitor.post(PAGE.format(seminar), 400, idempotency_key="x")
    visitor.open(PAGE.format(seminar))
    visitor.send("Tilmeld mig")
    visitor.post(f"/arrangementer/{seminar}-budgettet-for-begyndere/afmelding", 400)
    assert states(house, karen) == [State.CONFIRMED]


def test_one_row_is_one_persons_place(house: Flask, seminar: int, karen: int) -> None:
    visitor = Visitor(house).sign_in(karen)
    visitor.open(PAGE.format(seminar))
    visitor.send("Tilmeld mig", is_shown="y")
    with house.app_context():
        row = db.session.scalars(sa.select(Registration)).one()
        assert (row.person_id, row.event_id, row.is_shown, row.takes_last_minute) == (karen, seminar, True, False)


def test_the_calendar_file_is_the_appointment_of_the_letter(house: Flask, visitor: Visitor, now: datetime) -> None:
    """The same UID, so that the calendar has it once and the letter that cancels takes it out."""
    with house.app_context():
        event, karen = meetings.seminar(now), people.karen()
        seat = guests.take(event, karen, now)
        db.session.commit()
        address, karen_id, uid = f"/arrangementer/{event.id}-{event.slug}/tilmelding", karen.id, seat.uid
    visitor.sign_in(karen_id).open(address)
    assert visitor.page.link("Føj til kalender") == f"{address}.ics"
    text = visitor.client.get(f"{address}.ics").get_data(as_text=True)
    assert f"UID:registration-{uid}@localhost" in text
    stranger = Visitor(house)
    assert stranger.client.get(f"{address}.ics").status_code == 303


def test_a_form_without_its_key_is_none_of_ours(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        event, karen = meetings.seminar(now), people.karen()
        db.session.commit()
        address, karen_id = f"/arrangementer/{event.id}-{event.slug}/tilmelding", karen.id
    visitor.sign_in(karen_id).open(address)
    visitor.send("Tilmeld mig", 400, idempotency_key="")
