"""The list and the month: what can I go to, and is there room?"""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.events.models import ForRole, Kind, Topic
from tests import meetings, people
from tests.gatherings import make, titles
from tests.guests import take
from tests.visitor import Visitor


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


def test_the_month_has_its_events_on_their_days(visitor: Visitor, house: Flask, now: datetime) -> None:
    make(house, now)
    page = visitor.open("/arrangementer/maaned/2026-10")
    assert page.heading == "Arrangementer i oktober 2026"
    assert page.main.count("Budgettet for begyndere") == 2, "an event of two days stands on both"
    assert "Budgettet" not in visitor.open(page.link("Næste måned")).main
    for wrong in ("1999-12", "2101-01", "2026-13", "2026-00", "i-dag", "٢٠٢٦-10"):
        visitor.open(f"/arrangementer/maaned/{wrong}", 404)
