"""Calendars of councils: read from files that anybody may have written."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.errors import Forbidden
from politiker.events.clashes import clashes
from politiker.events.council_calendars import actions, queries, reading
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.events.council_calendars.reading import CalendarRefused, read_calendar
from politiker.events.models import ForRole
from politiker.policy import Actor, Role
from tests import meetings, people


def ics(*entries: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def starts(now: datetime, *entries: str) -> list[str]:
    return [f"{one.starts_at:%Y-%m-%dT%H:%M}" for one in read_calendar(ics(*entries), now=now)]


def test_a_meeting_is_read_in_danish_time_and_in_utc(now: datetime) -> None:
    utc = read_calendar(ics("UID:a\r\nDTSTART:20261124T160000Z\r\nDTEND:20261124T190000Z\r\nSUMMARY:Byråd"), now=now)
    here = read_calendar(ics("UID:a\r\nDTSTART;TZID=Romance Standard Time:20261124T170000\r\nDURATION:PT3H"), now=now)
    assert utc == here
    assert (utc[0].starts_at, utc[0].ends_at) == (
        datetime(2026, 11, 24, 16, tzinfo=UTC),
        datetime(2026, 11, 24, 19, tzinfo=UTC),
    )
    assert utc[0].uid != "a" and len(utc[0].uid) == 64


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2026-09-08", "2026-09-15", "2026-09-22"]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261006", ["2026-09-08", "2026-09-22", "2026-10-06"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["2026-09-08", "2026-09-10", "2026-09-15"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", ["2026-09-08", "2026-10-13", "2026-11-10"]),
        ("FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20261130", ["2026-09-08", "2026-09-29", "2026-10-27", "2026-11-24"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20261031", ["2026-09-08", "2026-09-30", "2026-10-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20261231", ["2026-09-08", "2026-10-31", "2026-12-31"]),
        ("FREQ=YEARLY;COUNT=2", ["2026-09-08", "2027-09-08"]),
        ("FREQ=DAILY;INTERVAL=7;BYMONTH=9;COUNT=2", ["2026-09-08", "2026-09-15"]),
    ],
)
def test_what_recurs_is_written_out(rule: str, days: list[str], now: datetime) -> None:
    found = starts(now, f"UID:a\r\nDTSTART:20260908T150000Z\r\nRRULE:{rule}")
    assert [start[:10] for start in found] == days


def test_a_recurring_meeting_keeps_its_clock_over_the_winter(now: datetime) -> None:
    found = starts(now, "UID:a\r\nDTSTART;TZID=Europe/Copenhagen:20261020T170000\r\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert found == ["2026-10-20T15:00", "2026-10-27T16:00"]


def test_exceptions_moves_and_cancellations_are_followed(now: datetime) -> None:
    found = starts(
        now,
        "UID:a\r\nDTSTART:20260908T150000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20260915T150000Z",
        "UID:a\r\nRECURRENCE-ID:20260922T150000Z\r\nDTSTART:20260923T160000Z",
        "UID:b\r\nDTSTART:20260910T150000Z\r\nSTATUS:CANCELLED",
    )
    assert found == ["2026-09-08T15:00", "2026-09-23T16:00", "2026-09-29T15:00"]


def test_nothing_past_and_nothing_beyond_two_years(now: datetime) -> None:
    found = starts(now, "UID:a\r\nDTSTART:20100105T150000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1TU")
    assert [start[:10] for start in found] == ["2027-01-05", "2028-01-04"]
    assert starts(now, "UID:a\r\nDTSTART:20260101T150000Z", "UID:b\r\nDTSTART:20290101T150000Z") == []


def test_alarms_zones_and_folded_lines_are_no_trouble(now: datetime) -> None:
    text = (
        b"\xef\xbb\xbfBEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T030000\n"
        b"RRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:a\nDTSTART:2026\n 1124T1600"
        b"00Z\nDESCRIPTION:M\xc3\xb8de: om\\, alt\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR"
    )
    assert [one.starts_at.day for one in read_calendar(text, now=now)] == [24]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (b"<html>", "unreadable"),
        (b"BEGIN:VCALENDAR\nX:\0\nEND:VCALENDAR", "unreadable"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "empty"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261124T160000Z", "unfinished"),
        (b"BEGIN:VCALENDAR\nno colon here\nEND:VCALENDAR", "line"),
        (b"BEGIN:VCALENDAR\nEND:VEVENT", "line"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 50, "line"),
        (ics("UID:a\r\nDTSTART:20261324T160000Z"), "line"),
        (ics("UID:a\r\nDTSTART:99991224T160000Z"), "line"),
        (ics("UID:a"), "line"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nDTSTART:20261124T160000Z"), "line"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nDTEND:20261123T160000Z"), "line"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=SECONDLY"), "rule"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=DAILY;BYHOUR=1,2,3"), "rule"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=WEEKLY;INTERVAL=0"), "rule"),
        (ics("UID:a\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 999)), "rule"),
        (ics(*["UID:a\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=DAILY"] * 101), "too_many"),
        (ics(*[f"UID:{n}\r\nDTSTART:20261124T160000Z\r\nRRULE:FREQ=DAILY" for n in range(9)]), "too_many"),
        (ics(*["UID:a\r\nDTSTART:20261124T160000Z"] * 2001), "too_many"),
        (b"BEGIN:VCALENDAR\n" + b"X" * reading.LARGEST, "too_large"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(content: bytes, why: str, now: datetime) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(content, now=now)
    assert refused.value.facts["why"] == why


def test_a_rule_that_never_comes_true_ends(now: datetime) -> None:
    never = "UID:{n}\r\nDTSTART:19700101T160000Z\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9999"
    assert starts(now, *[never.format(n=n) for n in range(100)]) == []


def test_a_calendar_takes_the_place_of_the_one_before(room: Flask, now: datetime) -> None:
    ringsted, aarhus = people.municipality("Ringsted"), people.municipality("Aarhus")
    birgit = people.actor(people.birgit(), now)
    for day in ("24", "25"):
        found = read_calendar(ics(f"UID:a\r\nDTSTART:202611{day}T160000Z"), now=now)
        actions.take_in_calendar(ringsted, found, by=birgit, now=now)
    assert [row.starts_at.day for row in queries.meetings_of(ringsted.id, now=now)] == [25]
    with pytest.raises(Forbidden):
        actions.take_in_calendar(aarhus, [], by=birgit, now=now)
    with pytest.raises(Forbidden):
        actions.take_in_calendar(ringsted, [], by=people.actor(people.karen(), now), now=now)
    rows = queries.calendars(only=frozenset({ringsted.id}), now=now)
    assert [(row.name, row.meetings) for row in rows] == [("Ringsted", 1)]
    assert len(queries.calendars(only=None, now=now)) == 98


def test_what_else_happens_then(room: Flask, now: datetime) -> None:
    organiser = people.ole()
    mine = meetings.draft(now, organiser=organiser, roles=(ForRole.MAYOR,), venue_id=meetings.venue().id)
    span = (mine.starts_at, mine.ends_at)
    for title, more in {
        "Til borgmestre": {"roles": (ForRole.MAYOR,)},
        "Til alle": {},
        "Til formænd": {"roles": (ForRole.COMMITTEE_CHAIR,)},
        "Ved siden af": {"roles": (ForRole.COMMITTEE_CHAIR,), "venue_id": mine.venue_id},
        "Ugen efter": {"starts_at": span[0] + timedelta(days=7), "ends_at": span[1] + timedelta(days=7)},
    }.items():
        meetings.seminar(now, organiser=organiser, title=title, **more)
    meetings.draft(now, organiser=organiser, title="En kladde")
    for town in ("Ringsted", "Aarhus"):
        by = Actor(person_id=organiser.id, roles=frozenset({Role.ORGANISER}))
        meeting = reading.Meeting("x", span[0] + timedelta(hours=3), span[0] + timedelta(hours=5))
        actions.take_in_calendar(people.municipality(town), [meeting], by=by, now=now)
    then, week_after = clashes(mine, [span, (span[0] + timedelta(days=7), span[1] + timedelta(days=7))])
    assert [(one.title, one.same_people, one.same_region) for one in then.events] == [
        ("Til borgmestre", True, False), ("Til alle", True, False), ("Ved siden af", False, True),
    ]  # fmt: skip
    assert (then.councils, then.known) == (("Ringsted", "Aarhus"), 2)  # aa is å
    assert [one.title for one in week_after.events] == ["Ugen efter"]
    assert week_after.councils == ()


def test_the_table_knows_nothing_of_what_a_meeting_is_about() -> None:
    columns = {column.name for column in sa.inspect(CouncilMeeting).local_table.columns}
    assert columns == {"id", "municipality_id", "uid", "starts_at", "ends_at"}
