"""Reading a calendar file (RFC 5545) that anybody may have written: by hand, and never more than is asked.

Only when something happens is read. Nothing is fetched, no time zone of the file's own making is believed, and how
long it takes is bounded by the size of the file and by two years of days.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.errors import RuleBroken
from politiker.events.council_calendars.recurring import Recurrence, RuleRefused, read_rule

LARGEST = 1024 * 1024  # bytes
MOST_ENTRIES = 2000  # in a file
MOST_RECURRING = 100
MOST_MEETINGS = 3000  # after what recurs has been written out
AHEAD = timedelta(days=731)
LONGEST_MEETING = timedelta(days=3)
WITHOUT_END = timedelta(hours=2)  # how long a meeting is reckoned to last when the file does not say
_LINE = re.compile(r"([A-Za-z0-9-]{1,60})((?:;[^:;\"]{0,200}(?:\"[^\"]{0,200}\")?)*):(.*)", re.DOTALL)
_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_DURATION = re.compile(
    r"P(?:([0-9]{1,3})W)?(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:[0-9]{1,5}S)?)?"
)
_READ = frozenset({"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS"})
_ONCE = _READ - {"RDATE", "EXDATE"}


class CalendarRefused(RuleBroken):
    """The file cannot be taken in: `why` is a word, `line` where in the file when it is about one line."""


@dataclass(frozen=True)
class Meeting:
    """When somebody meets. `uid` is a fingerprint."""

    uid: str
    starts_at: datetime
    ends_at: datetime


@dataclass
class _Entry:
    line: int
    told: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str | None:
        return self.told[name][0] if name in self.told else None


def read_calendar(content: bytes, *, now: datetime) -> list[Meeting]:
    """The meetings in a file from today and two years on, in order. Raises CalendarRefused."""
    if len(content) > LARGEST:
        raise CalendarRefused(why="too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CalendarRefused(why="unreadable") from None
    if "\0" in text or not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise CalendarRefused(why="unreadable")
    entries = _entries(text)
    if sum("RRULE" in entry.told for entry in entries) > MOST_RECURRING:
        raise CalendarRefused(why="too_many")
    moved = {
        (entry.first("UID"), start)
        for entry in entries
        if (text_of := entry.first("RECURRENCE-ID")) is not None and (start := _moment(text_of, entry.line))
    }
    first = danish.from_local(danish.local(now).date(), time(0))
    meetings: dict[tuple[str, datetime], Meeting] = {}
    for entry in entries:
        for meeting in _meetings(entry, moved, first, first + AHEAD):
            meetings[meeting.uid, meeting.starts_at] = meeting
        if len(meetings) > MOST_MEETINGS:
            raise CalendarRefused(why="too_many")
    if not entries:
        raise CalendarRefused(why="empty")
    return sorted(meetings.values(), key=lambda meeting: (meeting.starts_at, meeting.uid))


def _entries(text: str) -> list[_Entry]:
    """The appointments of a file, each with what is read of it; alarms, tasks and time zones are passed over."""
    entries: list[_Entry] = []
    inside: list[str] = []
    for number, line in _unfolded(text):
        found = _LINE.fullmatch(line)
        if found is None:
            raise CalendarRefused(why="line", line=number)
        name, value = found[1].upper(), found[3].strip()
        if name == "BEGIN":
            inside.append(value.upper())
            if inside == ["VCALENDAR", "VEVENT"]:
                entries.append(_Entry(number))
                if len(entries) > MOST_ENTRIES:
                    raise CalendarRefused(why="too_many")
        elif name == "END":
            if not inside or inside.pop() != value.upper():
                raise CalendarRefused(why="line", line=number)
        elif inside == ["VCALENDAR", "VEVENT"] and name in _READ:
            told = entries[-1].told.setdefault(name, [])
            if told and name in _ONCE:
                raise CalendarRefused(why="line", line=number)
            told.extend(value.split(",") if name not in _ONCE else [value])
        if len(inside) > 5:
            raise CalendarRefused(why="line", line=number)
    if inside:
        raise CalendarRefused(why="unfinished")
    return entries


def _unfolded(text: str) -> list[tuple[int, str]]:
    lines: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line[:1] in {" ", "\t"} and lines:
            lines[-1][1].append(line[1:])
        elif line.strip():
            lines.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in lines]


def _meetings(entry: _Entry, moved: set[tuple[str | None, datetime]], first: datetime, last: datetime) -> list[Meeting]:
    start_text = entry.first("DTSTART")
    if (entry.first("STATUS") or "").upper() == "CANCELLED":
        return []
    if start_text is None:
        raise CalendarRefused(why="line", line=entry.line)
    start = _moment(start_text, entry.line)
    lasts = _length(entry, start, is_day="T" not in start_text)
    uid = entry.first("UID") or ""
    except_at = {_moment(text, entry.line) for text in entry.told.get("EXDATE", [])}
    if entry.first("RECURRENCE-ID") is None:
        except_at |= {at for whose, at in moved if whose == uid}
    print_of = hashlib.sha256(uid.encode()).hexdigest()
    return [
        Meeting(print_of, at, at + lasts)
        for at in _starts(entry, start, first, last)
        if at not in except_at and at + lasts > first and at < last
    ]


def _starts(entry: _Entry, start: datetime, first: datetime, last: datetime) -> set[datetime]:
    starts = {start, *(_moment(text.split("/")[0], entry.line) for text in entry.told.get("RDATE", []))}
    rule_text = entry.first("RRULE")
    if rule_text is None:
        return starts
    here = danish.local(start)
    try:
        rule: Recurrence = read_rule(rule_text, here.date())
    except RuleRefused:
        raise CalendarRefused(why="rule", line=entry.line) from None
    for day in rule.days(danish.local(first).date(), danish.local(last).date()):
        starts.add(_local(day, here.time()))
    return starts


def _moment(text: str, line: int) -> datetime:
    """A moment of the file. What is not UTC is Danish time, whatever the file calls its zone: the councils are here."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise CalendarRefused(why="line", line=line)
    year, month, day, *clock = (int(part) if part and part != "Z" else 0 for part in found.groups())
    try:
        at = time(clock[0], clock[1])
        if not 1970 <= year <= 2100:
            raise ValueError
        if found[7] == "Z":
            return datetime(year, month, day, at.hour, at.minute, tzinfo=UTC)
        return _local(date(year, month, day), at)
    except ValueError:
        raise CalendarRefused(why="line", line=line) from None


def _local(day: date, at: time) -> datetime:
    try:
        return danish.from_local(day, at)
    except NoSuchLocalTime:
        return danish.from_local(day, at.replace(hour=at.hour + 1))


def _length(entry: _Entry, start: datetime, *, is_day: bool) -> timedelta:
    end, duration = entry.first("DTEND"), entry.first("DURATION")
    if end is not None:
        lasts = _moment(end, entry.line) - start
    elif duration is not None and (found := _DURATION.fullmatch(duration.lstrip("+"))):
        weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
        lasts = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    elif duration is not None:
        raise CalendarRefused(why="line", line=entry.line)
    else:
        lasts = timedelta(days=1) if is_day else WITHOUT_END
    if lasts < timedelta(0):
        raise CalendarRefused(why="line", line=entry.line)
    return min(lasts or WITHOUT_END, LONGEST_MEETING)
