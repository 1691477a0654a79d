"""What councillors and strangers see of events."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience, Event, ForRole, Kind, Topic
from politiker.registrations.event_changes import call_off_event
from tests import meetings, people
from tests.conftest import Clock
from tests.domain.test_registering import take
from tests.statements import counted
from tests.visitor import Visitor


def make(house: Flask, now: datetime, **changes: Any) -> int:
    """A published event, committed; its id."""
    with house.app_context():
        event = meetings.seminar(now, **changes)
        db.session.commit()
        return event.id


def somebody(house: Flask, who: Any = people.karen) -> int:
    with house.app_context():
        person = who()
        db.session.commit()
        return person.id  # type: ignore[no-any-return]


def titles(visitor: Visitor) -> list[str]:
    return [re.sub(r"\s+", " ", "".join(h.itertext())).strip() for h in visitor.page.all("h2")]


def test_the_list_tells_what_when_where_and_how_much_room(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        place = meetings.venue()
        event = meetings.seminar(now, venue_id=place.id, capacity=3)
        take(event, people.karen(), now)
        db.session.commit()
    page = visitor.open("/arrangementer")
    assert titles(visitor) == ["Budgettet for begyndere"]
    for words in ("torsdag 1. oktober", "Hotel Nyborg Strand, Nyborg", "2 af 3 pladser tilbage", "Seminar"):
        assert words in page.main, page.main


def test_the_list_is_in_order_of_date_and_goes_on(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        for n in reversed(range(23)):
            start = now + timedelta(days=3 + n // 2)
            meetings.seminar(
                now, organiser=ole, title=f"Møde {n:02}", starts_at=start, ends_at=start + timedelta(hours=2)
            )
        db.session.commit()
    visitor.open("/arrangementer")
    first = titles(visitor)
    assert len(first) == 20
    visitor.open(visitor.page.link("Flere arrangementer"))
    assert sorted(first + titles(visitor)) == [f"Møde {n:02}" for n in range(23)]
    with pytest.raises(AssertionError):
        visitor.page.link("Flere arrangementer")


def test_past_events_have_a_list_of_their_own(visitor: Visitor, house: Flask, now: datetime) -> None:
    earlier = now - timedelta(days=90)
    make(house, earlier, title="Det var dengang")
    visitor.open("/arrangementer")
    assert "Det var dengang" not in visitor.page.words
    visitor.open(visitor.page.link("Tidligere arrangementer"))
    assert titles(visitor) == ["Det var dengang"]


def test_each_filter_finds_what_it_says(visitor: Visitor, house: Flask, now: datetime) -> None:
    with house.app_context():
        ole = people.ole()
        place = meetings.venue()
        usual = {"organiser": ole}
        meetings.seminar(now, title="Kommunens penge", topics=(Topic.ECONOMY,), venue_id=place.id, **usual)
        meetings.seminar(now, title="Netmødet", kind=Kind.WEBINAR, roles=(ForRole.MAYOR,), **usual)
        full = meetings.seminar(now, title="Fyldt op", capacity=1, roles=(ForRole.NEWLY_ELECTED,), **usual)
        take(full, people.karen(), now)
        db.session.commit()
    for query, expected in (
        ("topic=oekonomi", {"Kommunens penge"}),
        ("kind=webinar", {"Netmødet"}),
        ("role=nyvalgte", {"Kommunens penge", "Fyldt op"}),
        ("role=borgmestre", {"Kommunens penge", "Netmødet"}),
        ("free_seats=1", {"Kommunens penge", "Netmødet"}),
        ("region=Region+Syddanmark", {"Kommunens penge"}),
        ("region=Region+Sjælland", set()),
        ("text=pengene", {"Kommunens penge"}),
        ("text=NETM", {"Netmødet"}),
        ("text=fyldt+op", {"Fyldt op"}),
        ("text=penge+webinaret", set()),
        ("kind=webinar&topic=oekonomi", set()),
    ):
        visitor.open(f"/arrangementer?{query}")
        found = set(titles(visitor)) & {"Kommunens penge", "Netmødet", "Fyldt op"}
        assert found == expected, query


def test_a_region_is_that_of_the_day_of_the_event(visitor: Visitor, house: Flask, now: datetime) -> None:
    """On 1 January 2027 Region Hovedstaden and Region Sjælland become Region Østdanmark."""
    with house.app_context():
        place = meetings.venue("Rådhuset", "Ringsted")
        ole = people.ole()
        for title, start in (
            ("Før nytår", datetime(2026, 12, 10, 12, tzinfo=UTC)),
            ("Efter nytår", datetime(2027, 1, 10, 12, tzinfo=UTC)),
        ):
            meetings.seminar(
                now, organiser=ole, title=title, venue_id=place.id, starts_at=start, ends_at=start + timedelta(hours=3)
            )
        db.session.commit()
    visitor.open("/arrangementer?region=Region+Sjælland")
    assert titles(visitor) == ["Før nytår"]
    visitor.open("/arrangementer?region=Region+Østdanmark")
    assert titles(visitor) == ["Efter nytår"]


@pytest.mark.parametrize(
    "query",
    [
        "topic=findes-ikke", "kind=' OR 1=1 --", "role=%00", "region=Atlantis", "text=%22%22*", "text=NEAR(",
        "text=" + "a" * 5000, "text=%F0%9F%98%80", "text=٣", "free_seats=nej", "efter=", "efter=i-morgen_7",
        "efter=2026-09-01T10:00:00_7", "efter=2026-09-01T10:00:00%2B00:00_٣", "page=1000000000",
        "efter=2026-09-01T10:00:00%2B00:00_99999999999999999999", "topic=oekonomi&topic=social",
    ],
)  # fmt: skip
def test_a_strange_question_gets_a_calm_answer(visitor: Visitor, house: Flask, now: datetime, query: str) -> None:
    make(house, now)
    answer = visitor.client.get(f"/arrangementer?{query}")
    assert answer.status_code in {200, 400}


def test_empty_lists_say_what_to_do(visitor: Visitor, now: datetime) -> None:
    assert "Ingen arrangementer er planlagt" in visitor.open("/arrangementer").main
    assert "Ingen arrangementer passer" in visitor.open("/arrangementer?text=findesikke").main
    assert "Intet arrangement er afholdt" in visitor.open("/arrangementer?tidligere=1").main


def test_the_page_tells_everything_a_councillor_asks(visitor: Visitor, house: Flask, now: datetime) -> None:
    event_id = make(
        house,
        now,
        venue_id=_venue(house),
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


def _venue(house: Flask) -> int:
    with house.app_context():
        place = meetings.venue()
        db.session.commit()
        return place.id


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
    assert "En kladde" in page.main and page.link("Udgiv")


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


def test_the_month_has_its_events_on_their_days(visitor: Visitor, house: Flask, now: datetime) -> None:
    make(house, now)
    page = visitor.open("/arrangementer/maaned/2026-10")
    assert page.heading == "Arrangementer i oktober 2026"
    assert page.main.count("Budgettet for begyndere") == 2, "an event of two days stands on both"
    assert "Budgettet" not in visitor.open(page.link("Næste måned")).main
    for wrong in ("1999-12", "2101-01", "2026-13", "2026-00", "i-dag", "٢٠٢٦-10"):
        visitor.open(f"/arrangementer/maaned/{wrong}", 404)


@pytest.mark.parametrize("many", [5, 60])
def test_the_number_of_statements_is_fixed(visitor: Visitor, house: Flask, now: datetime, many: int) -> None:
    with house.app_context():
        ole, karen = people.ole(), people.karen()
        for n in range(many):
            start = now + timedelta(days=2 + n)
            event = meetings.seminar(
                now, organiser=ole, title=f"Møde {n}", starts_at=start, ends_at=start + timedelta(hours=2)
            )
            take(event, karen, now)
        db.session.commit()
        address, me = f"/arrangementer/{event.id}-{event.slug}", karen.id
    member = Visitor(house).sign_in(me)
    for who, path, most in (
        (visitor, "/arrangementer", 2),
        (member, "/arrangementer", 3),
        (member, "/arrangementer?text=møde&topic=oekonomi", 3),
        (visitor, f"{address}", 4),
        (member, address, 5),
        (member, "/arrangementer/maaned/2026-10", 3),
    ):
        with counted(house) as sent:
            who.open(path)
        assert 1 <= len(sent) <= most, (path, sent)


def test_strangers_are_answered_from_what_is_kept_but_never_with_what_is_old(
    visitor: Visitor, house: Flask, wall: Clock
) -> None:
    now = wall.moment
    with house.app_context():
        ole = people.ole()
        event = meetings.seminar(now, organiser=ole, capacity=2)
        karen, mads = people.karen(), people.mads()
        db.session.commit()
        event_id, address = event.id, f"/arrangementer/{event.id}-{event.slug}"
        ids = (ole.id, karen.id, mads.id)
    visitor.open(address)
    visitor.open("/arrangementer")
    with counted(house) as sent:
        visitor.open(address)
        visitor.open("/arrangementer")
    assert sent == [], "the second time nothing is asked of the database"
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        take(event, db.session.get_one(people.Person, ids[1]), now)
        db.session.commit()
    assert "1 af 2 pladser tilbage" in visitor.open(address).main
    assert "1 af 2 pladser tilbage" in visitor.open("/arrangementer").main
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        organiser = db.session.get_one(people.Person, ids[0])
        call_off_event(event, "Vejret", by=people.actor(organiser, now), now=now)
        db.session.commit()
    assert "Arrangementet er aflyst" in visitor.open(address).main
    assert "Aflyst" in visitor.open("/arrangementer").main


def test_another_process_changed_it_and_it_shows_within_a_second(house: Flask, wall: Clock) -> None:
    """The change comes over a connection of its own, past everything this process could notice."""
    now = wall.moment
    event_id = make(house, now, capacity=2)
    with house.app_context():
        url = db.engine.url
    visitor = Visitor(house)
    visitor.open(f"/arrangementer/{event_id}")
    elsewhere = sa.create_engine(url)
    with elsewhere.begin() as connection:
        connection.execute(
            sa.text("UPDATE event SET seats_held = 2, lock_version = lock_version + 1 WHERE id = :id"), {"id": event_id}
        )
    elsewhere.dispose()
    wall.moment = now + timedelta(seconds=1)
    assert "Ingen ledige pladser" in visitor.open(f"/arrangementer/{event_id}-budgettet-for-begyndere").main


def test_a_kept_answer_holds_no_cookie_and_no_token_and_has_an_etag(
    visitor: Visitor, house: Flask, now: datetime
) -> None:
    event_id = make(house, now)
    for path in ("/arrangementer", f"/arrangementer/{event_id}-budgettet-for-begyndere", "/"):
        answer = visitor.client.get(path)
        assert "Set-Cookie" not in answer.headers and b"csrf" not in answer.data
        etag = answer.headers["ETag"]
        again = visitor.client.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        assert visitor.client.head(path).data == b""
    member = Visitor(house).sign_in(somebody(house))
    own = member.client.get("/arrangementer")
    assert "ETag" not in own.headers and own.headers["Cache-Control"] == "no-store"
