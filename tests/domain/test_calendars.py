"""The appointment stands right in the guest's calendar, and nobody else stands in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from politiker.calendars import Appointment, OrganiserIsMissing, cancel, publish, request
from politiker.core.danish import COPENHAGEN, from_local

NOON = time(12)
SEMINAR = Appointment(
    uid="event-42@politiker.example",
    sequence=0,
    summary="Budget; år 1, en øvelse",
    description="Linje 1\nLinje 2",
    location="Hotel Ærø, Vej 1; sal \\3",
    url="https://politiker.example/arrangementer/42-budget",
    starts_at=from_local(date(2026, 11, 23), NOON),
    ends_at=from_local(date(2026, 11, 24), NOON),
    organiser_name="COK",
    organiser_email="kursus@cok.example",
    stamp=datetime(2026, 9, 1, tzinfo=UTC),
)


def invitation(appointment: Appointment, name: str = "Karen", email: str = "karen@aarhus.example") -> bytes:
    return request(appointment, name, email)


def span(ics: bytes) -> tuple[datetime, datetime]:
    event = event_in(ics)
    assert isinstance(event.start, datetime) and isinstance(event.end, datetime)
    return event.start, event.end


def event_in(ics: bytes) -> Event:
    (event,) = Calendar.from_ical(ics).events
    return event


def unfolded(ics: bytes) -> list[str]:
    return ics.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_invitation_names_only_the_guest_who_gets_it() -> None:
    lines = unfolded(invitation(SEMINAR, "Karen Æbelø"))
    assert "METHOD:REQUEST" in lines and "STATUS:CONFIRMED" in lines and "SEQUENCE:0" in lines
    (attendee,) = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendee.endswith(":mailto:karen@aarhus.example")
    assert "PARTSTAT=ACCEPTED" in attendee and "RSVP=FALSE" in attendee and "Karen Æbelø" in attendee
    assert any(line.startswith("ORGANIZER") and "kursus@cok.example" in line for line in lines)


def test_a_cancellation_is_of_the_same_appointment() -> None:
    ics = cancel(replace(SEMINAR, sequence=2), "Karen", "karen@aarhus.example")
    lines = unfolded(ics)
    assert "METHOD:CANCEL" in lines and "STATUS:CANCELLED" in lines and "SEQUENCE:2" in lines
    assert event_in(ics)["uid"] == event_in(invitation(SEMINAR))["uid"]
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1


def test_a_feed_names_no_guest_and_asks_to_be_read_again_within_the_hour() -> None:
    other = replace(SEMINAR, uid="43", organiser_name=None, organiser_email=None)
    lines = unfolded(publish([SEMINAR, other], "Mine arrangementer, COK"))
    assert "METHOD:PUBLISH" in lines and r"X-WR-CALNAME:Mine arrangementer\, COK" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines and "X-PUBLISHED-TTL:PT1H" in lines
    assert not any("ATTENDEE" in line for line in lines)
    assert sum(line.startswith("ORGANIZER") for line in lines) == 1
    assert lines.count("BEGIN:VEVENT") == 2 and lines.count("BEGIN:VTIMEZONE") == 1


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert "BEGIN:VCALENDAR" in unfolded(publish([], "Tom"))


def test_an_invitation_without_an_organiser_is_a_mistake() -> None:
    with pytest.raises(OrganiserIsMissing):
        invitation(replace(SEMINAR, organiser_email=None))


def test_text_comes_back_as_it_was_written() -> None:
    event = event_in(invitation(SEMINAR))
    assert event["summary"] == SEMINAR.summary
    assert event["location"] == SEMINAR.location
    assert event["description"] == SEMINAR.description
    assert r"LOCATION:Hotel Ærø\, Vej 1\; sal \\3" in unfolded(invitation(SEMINAR))


def test_lines_are_at_most_75_octets_and_end_in_crlf() -> None:
    ics = invitation(replace(SEMINAR, summary="æøå" * 100))
    assert all(len(line) <= 75 for line in ics.split(b"\r\n"))
    assert b"\n" not in ics.replace(b"\r\n", b"")


def test_times_are_danish_clock_times_with_the_zone_written_out() -> None:
    lines = unfolded(invitation(SEMINAR))
    assert "DTSTART;TZID=Europe/Copenhagen:20261123T120000" in lines
    assert "DTEND;TZID=Europe/Copenhagen:20261124T120000" in lines
    assert "DTSTAMP:20260901T000000Z" in lines


@pytest.mark.parametrize(
    "first, last, hours",
    [
        (date(2027, 3, 27), date(2027, 3, 28), 23),
        (date(2027, 10, 30), date(2027, 10, 31), 25),
        (date(2026, 11, 23), date(2026, 11, 24), 24),
    ],
)
def test_noon_to_noon_over_the_nights_when_the_clock_is_moved(first: date, last: date, hours: int) -> None:
    night = replace(SEMINAR, starts_at=from_local(first, NOON), ends_at=from_local(last, NOON))
    start, end = span(invitation(night))
    assert (start.hour, end.hour) == (12, 12)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_every_half_hour_of_a_night_with_a_change_is_told_right(day: date) -> None:
    midnight = from_local(day, time(0))
    for half_hours in range(12):
        starts_at = midnight + timedelta(minutes=30 * half_hours)
        ends_at = starts_at + timedelta(hours=1)
        start, end = span(invitation(replace(SEMINAR, starts_at=starts_at, ends_at=ends_at)))
        assert (start.astimezone(UTC), end.astimezone(UTC)) == (starts_at, ends_at)


def test_the_zone_we_write_out_is_the_zone_denmark_has() -> None:
    (zone,) = Calendar.from_ical(invitation(SEMINAR)).timezones
    ours = zone.to_tz(lookup_tzid=False)
    day = datetime(2026, 1, 1, 12)
    for days in range(4 * 365):
        moment = day + timedelta(days=days)
        assert ours.utcoffset(moment) == COPENHAGEN.utcoffset(moment), moment
    assert "DTSTART:19960331T020000" in unfolded(invitation(SEMINAR))  # the clock as it was before


EVIL = "x\r\nATTENDEE:mailto:evil@example.com\nBEGIN:VALARM\r\x00\x85\u2028\u2029\x0bEND:VEVENT\ud800"


@pytest.mark.parametrize(
    "field", ["uid", "summary", "description", "location", "url", "organiser_name", "organiser_email"]
)
def test_no_field_can_smuggle_a_line_in(field: str) -> None:
    changes: dict[str, Any] = {field: EVIL}
    evil = replace(SEMINAR, **changes)
    for ics in (invitation(evil), cancel(evil, "K", "k@a.dk"), publish([evil], "x")):
        assert_nothing_was_smuggled(ics)


def test_no_guest_and_no_calendar_name_can_smuggle_a_line_in() -> None:
    for name, email in ((EVIL, "k@a.dk"), ("K", EVIL), ('"K"; X=1:,^n', "k@a.dk")):
        assert_nothing_was_smuggled(invitation(SEMINAR, name, email))
    assert_nothing_was_smuggled(publish([SEMINAR], EVIL))


def assert_nothing_was_smuggled(ics: bytes) -> None:
    lines = unfolded(ics)
    assert sum(line.startswith("ATTENDEE") for line in lines) <= 1
    assert not any(line.startswith(("ATTENDEE:mailto:evil", "BEGIN:VALARM")) for line in lines)
    assert lines.count("END:VEVENT") == 1
    within_lines = ics.replace(b"\r\n", b"")
    assert not {b"\x00", b"\n", b"\r"} & {bytes([octet]) for octet in within_lines}
    assert event_in(ics)["dtstart"]
