"""The page of one event: shall I go?"""

import json
from datetime import datetime, timedelta

from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience
from tests import meetings, people
from tests.conftest import Clock
from tests.gatherings import make, titles, venue_id
from tests.guests import take
from tests.visitor import Visitor


def test_the_page_tells_everything_a_councillor_asks(visitor: Visitor, house: Flask, now: datetime) -> None:
    event_id = make(
        house,
        now,
        venue_id=venue_id(house),
        price_text="6.750 kr. ekskl. moms",
        binding_at=now + timedelta(days=10),
        closes_at=now + timedelta(days=20),
        contact_phone="+4512345678",
        programme=(meetings.point(now),),
    )
    page = visitor.open(f"/arrangementer/{event_id}-budgettet-for-begyndere")
    for words in (
        "torsdag 1. oktober 2026 kl. 12 – fredag 2. oktober 2026 kl. 12", "Østerøvej 2, 5800 Nyborg",
        "Elevator og teleslynge.", "25 af 25 pladser tilbage", "6.750 kr. ekskl. moms", "fredag 11. september",
        "mandag 21. september", "Ole Krog", "ole@example.dk", "Velkomst", "Grethe Lund", "Vi ser på",
    ):  # fmt: skip
        assert words in page.main, words
    assert page.link("Log ind for at tilmelde dig").startswith("/log-ind?next=")


def test_a_wrong_name_in_the_address_leads_to_the_right_one(visitor: Visitor, house: Flask, now: datetime) -> None:
    event_id = make(house, now)
    for wrong in (f"/arrangementer/{event_id}", f"/arrangementer/{event_id}-gammelt-navn"):
        answer = visitor.client.get(wrong)
        assert answer.status_code == 301
        assert answer.location == f"/arrangementer/{event_id}-budgettet-for-begyndere"


def test_what_one_may_not_see_does_not_exist(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        draft = meetings.draft(now, title="Hemmelig kladde")
        members = meetings.seminar(now, title="Kun for medlemmer", audience=Audience.MEMBERS)
        db.session.commit()
        hidden = [draft.id, members.id]
    nothing = visitor.client.get("/arrangementer/999999-findes-ikke")
    for event_id in hidden:
        for address in (
            f"/arrangementer/{event_id}",
            f"/arrangementer/{event_id}-x",
            f"/arrangementer/{event_id}-x.ics",
        ):
            answer = visitor.client.get(address)
            assert (answer.status_code, answer.data) == (404, nothing.data)
    visitor.open("/arrangementer")
    listed = titles(visitor)
    assert not {"Hemmelig kladde", "Kun for medlemmer"} & set(listed)


def test_members_see_members_events_and_organisers_their_drafts(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        ole, karen = people.ole(), people.karen()
        draft = meetings.draft(now, organiser=ole, title="Min kladde")
        members = meetings.seminar(now, organiser=ole, title="Kun for medlemmer", audience=Audience.MEMBERS)
        db.session.commit()
        ids = (draft.id, members.id, ole.id, karen.id)
    visitor.sign_in(ids[3]).open(f"/arrangementer/{ids[1]}-kun-for-medlemmer")
    assert "og:title" not in visitor.page.html and "ld+json" not in visitor.page.html
    visitor.open(f"/arrangementer/{ids[0]}-min-kladde", 404)
    owner = Visitor(house).sign_in(ids[2])
    page = owner.open(f"/arrangementer/{ids[0]}-min-kladde")
    assert "Et udkast" in page.main and page.link("Udgiv")


def test_own_state_is_said_where_one_is(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        event = meetings.seminar(now, capacity=1, join_link="https://video.example/rum")
        karen, mads, amina = people.karen(), people.mads(), people.amina()
        take(event, karen, now)
        take(event, mads, now)
        take(event, amina, now)
        db.session.commit()
        address = f"/arrangementer/{event.id}-{event.slug}"
        ids = {"karen": karen.id, "amina": amina.id}
    with_seat = Visitor(house).sign_in(ids["karen"])
    assert "Du er tilmeldt" in with_seat.open("/arrangementer").main
    assert "https://video.example/rum" in with_seat.open(address).main
    waits = Visitor(house).sign_in(ids["amina"])
    assert "Du står på ventelisten" in waits.open("/arrangementer").main
    page = waits.open(address)
    assert "Du er nr. 2 på ventelisten" in page.main
    assert "video.example" not in page.html
    assert "video.example" not in visitor.open(address).html
    assert "video.example" not in visitor.client.get(f"{address}.ics").get_data(as_text=True)


def test_only_who_has_a_seat_sees_who_is_coming(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        event = meetings.seminar(now)
        karen, mads, amina = people.karen(), people.mads(), people.amina()
        take(event, karen, now)
        take(event, mads, now, is_shown=True)
        db.session.commit()
        address, ids = f"/arrangementer/{event.id}-{event.slug}", (karen.id, amina.id)
    assert "Mads Holm, Ringsted" in Visitor(house).sign_in(ids[0]).open(address).main
    assert "Mads Holm" not in Visitor(house).sign_in(ids[1]).open(address).html
    assert "Mads Holm" not in visitor.open(address).html


def test_search_engines_hear_of_public_events_without_link_or_guests(
    visitor: Visitor, house: Flask, now: datetime
) -> None:
    event_id = make(
        house, now, title="</script><b>x", join_link="https://video.example/rum",
        programme=(meetings.point(now),),
    )  # fmt: skip
    page = visitor.open(f"/arrangementer/{event_id}")
    text = next("".join(s.itertext()) for s in page.all("script") if s.get("type") == "application/ld+json")
    data = json.loads(text)
    assert data["name"] == "</script><b>x" and data["eventStatus"].endswith("EventScheduled")
    assert [p["name"] for p in data["performer"]] == ["Grethe Lund, formand"]
    assert "video.example" not in page.html


def test_the_calendar_file_is_one_appointment(visitor: Visitor, house: Flask, now: datetime) -> None:
    event_id = make(house, now, title="Æbler, pærer; og øl")
    answer = visitor.client.get(f"/arrangementer/{event_id}-aebler-paerer-og-oel.ics")
    text = answer.get_data(as_text=True)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 1 and "SUMMARY:Æbler\\, pærer\\; og øl" in text
    assert "ATTENDEE" not in text


def test_whose_mandate_has_ended_sees_no_other_guests(house: Flask, wall: Clock) -> None:
    now = wall.moment
    with house.app_context():
        event = meetings.seminar(now)
        soon = (people.PERIOD[0], now + timedelta(days=1))
        leaving, mads = people.councillor("Vera Vigand", period=soon), people.mads()
        take(event, leaving, now)
        take(event, mads, now, is_shown=True)
        db.session.commit()
        address, her = f"/arrangementer/{event.id}-{event.slug}", leaving.id
    vera = Visitor(house).sign_in(her)
    assert "Mads Holm" in vera.open(address).main
    wall.moment = now + timedelta(days=2)
    assert "Mads Holm" not in vera.open(address).html


def test_a_link_from_elsewhere_cannot_make_a_page_say_that_something_was_done(
    visitor: Visitor, house: Flask, now: datetime
) -> None:
    address = f"/arrangementer/{make(house, now)}-budgettet-for-begyndere?besked=aflyst"
    told = {}
    for site in ("same-origin", "cross-site", "none"):
        told[site] = "får besked" in visitor.client.get(address, headers={"Sec-Fetch-Site": site}).get_data(
            as_text=True
        )
    assert told == {"same-origin": True, "cross-site": False, "none": False}
