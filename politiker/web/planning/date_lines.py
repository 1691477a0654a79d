"""Dates as one types or pastes them, a line each: when, and if one likes how many seats and where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import Form

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.details import EventDetails
from politiker.events.models import LONGEST
from politiker.events.planning.shifting import ProgrammeDoesNotFit
from politiker.registrations.copying import NewDate, Part, details_of_copy
from politiker.web.organiser.event_form import MOST_SEATS
from politiker.web.organiser.fields import ClockField, DayField

_COLUMNS = re.compile(r"\s*[;\t|]\s*| {3,}")
_WEEKDAY = re.compile(r"^(?:(?:man|tirs|ons|tors|fre|lør|søn)dag,? *)?(?:(?:d\.|den) *)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[–—]\s*|\s+(?:til|-)\s+", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"[0-9]{1,4}[-./ ]+[0-9]{1,2}[-./ ]+[0-9]")
_MOMENT = re.compile(
    r"(?P<day>[0-9]{1,6}[-./ ]+[0-9]{1,2}[-./ ]+[0-9]{1,6})(?:,? +(?:kl\.? ?)?(?P<clock>[0-9:.]{1,5}))?\Z",
    re.IGNORECASE,
)
_SEATS = re.compile(r"([0-9]{1,9}|[0-9]{1,3}\.[0-9]{3})(?: pladser?)?\Z", re.IGNORECASE)
_DAYS = re.compile(r"([0-9]{1,3}) dage?\Z", re.IGNORECASE)
ON_THE_NET = {"på nettet", "online"}


class _Reader(Form):
    day = DayField("")
    clock = ClockField("")


@dataclass(frozen=True)
class DateLine:
    """A line as it was understood: the date, or a sentence about what is wrong with it."""

    number: int
    text: str
    date: NewDate | None
    fault: str
    when: str = ""
    capacity: int = 0
    where: str = ""


class DateReader:
    """Reads lines for copies of one event: what a line does not say is as it was there."""

    def __init__(self, like: EventDetails, parts: frozenset[Part], venues: Sequence[Any], *, now: datetime) -> None:
        self.like, self.parts, self.now = like, parts, now
        self.reader = _Reader()
        self.venues: dict[str, list[Any]] = {}
        for venue in venues:
            for name in {venue.name, f"{venue.name}, {venue.town}"}:
                self.venues.setdefault(danish.sort_key(name), []).append(venue)

    def lines(self, text: str) -> list[DateLine]:
        """Each line that is not empty, with the number it has among all."""
        return list(self._lines(text))

    def _lines(self, text: str) -> Iterator[DateLine]:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield self.line(number, line.strip())

    def line(self, number: int, text: str) -> DateLine:
        """One line as it was understood."""
        try:
            found = self._read(text)
            details = details_of_copy(self.like, found, self.parts)
        except ValueError as fault:
            return DateLine(number, text, None, str(fault))
        except ProgrammeDoesNotFit:
            return DateLine(number, text, None, _("The programme goes on after the event has ended."))
        if details.starts_at <= self.now:
            return DateLine(number, text, None, _("The event must begin later than now."))
        if details.ends_at <= details.starts_at:
            return DateLine(number, text, None, _("The event must end after it begins."))
        if details.ends_at - details.starts_at > LONGEST:
            return DateLine(number, text, None, _("An event lasts at most 60 days."))
        when = danish.when(details.starts_at, details.ends_at, danish.local(self.now).date())
        where = details.venue_words or _("On the net")
        return DateLine(number, text, found, "", when, details.capacity, where)

    def _read(self, text: str) -> NewDate:
        moments: list[tuple[date | None, time | None]] = []
        found: dict[str, Any] = {}
        columns = [column for column in _COLUMNS.split(text) if column]
        if not any(_LIKE_A_DATE.match(_WEEKDAY.sub("", column)) for column in columns):
            raise ValueError(_("Begin the line with a date, for instance 12-1-2027."))
        for column in columns:
            bare = _WEEKDAY.sub("", column)
            if _LIKE_A_DATE.match(bare):
                moments += [self._moment(part) for part in _BETWEEN.split(bare)]
            elif match := _DAYS.match(column):
                self._once(found, "days", int(match[1]))
            elif match := _SEATS.match(column):
                self._once(found, "capacity", _seats(match[1]))
            else:
                self._once(found, "venue", self._venue(column))
        if len(moments) > 2 or (len(moments) == 2 and "days" in found):
            raise ValueError(_("The line has too many dates."))
        days = found.pop("days", None)
        return self._on(moments, days, NewDate(self._starts(*moments[0]), **found))

    def _once(self, found: dict[str, Any], name: str, value: Any) -> None:
        if name in found:
            raise ValueError(_("The line says more than a date, a number of seats and a place."))
        found[name] = value

    def _on(self, moments: list[tuple[date | None, time | None]], days: int | None, new: NewDate) -> NewDate:
        first = moments[0][0]
        assert first is not None
        usual = danish.local(self.like.ends_at).time()
        if days is not None:
            return replace(new, ends_at=_at(first + timedelta(days=days - 1), usual))
        if len(moments) == 2:
            last, clock = moments[1]
            return replace(new, ends_at=_at(last or first, clock or usual))
        return new

    def _starts(self, day: date | None, clock: time | None) -> datetime:
        assert day is not None
        return _at(day, clock or danish.local(self.like.starts_at).time())

    def _moment(self, text: str) -> tuple[date | None, time | None]:
        bare = _WEEKDAY.sub("", text.strip())
        match = _MOMENT.match(bare)
        if match is None:
            if re.match(r"(?:kl\.? ?)?[0-9]{1,2}(?:[.:][0-9]{2})?\Z", bare, re.IGNORECASE):
                return None, self.reader.clock.read(bare)
            return self.reader.day.read(bare), None
        clock = match["clock"]
        return self.reader.day.read(match["day"]), self.reader.clock.read(clock) if clock else None

    def _venue(self, name: str) -> tuple[int | None, str]:
        if name.lower() in ON_THE_NET:
            return None, ""
        found = self.venues.get(danish.sort_key(name), [])
        if not found:
            raise ValueError(_("No place is called “%(name)s”. Describe it first.", name=name[:80]))
        if len(found) > 1:
            raise ValueError(_("Several places are called “%(name)s”. Write the town after a comma.", name=name[:80]))
        return found[0].id, f"{found[0].name}, {found[0].town}"


def _at(day: date, clock: time) -> datetime:
    try:
        return danish.from_local(day, clock)
    except NoSuchLocalTime:
        raise ValueError(_("That hour does not exist: the clock is put forward that night.")) from None
    except OverflowError:
        raise ValueError(_("There is no such date. Check day and month.")) from None


def _seats(text: str) -> int:
    number = int(text.replace(".", ""))
    if not 1 <= number <= MOST_SEATS:
        raise ValueError(
            _("Write a whole number from %(least)s to %(most)s.", least="1", most=danish.number(MOST_SEATS))
        )
    return number


def faults_of(lines: Sequence[DateLine]) -> list[str]:
    """What is wrong, with the number of its line."""
    return [_("Line %(number)s: %(fault)s", number=line.number, fault=line.fault) for line in lines if line.fault]


def understood(lines: Sequence[DateLine]) -> str:
    """How many dates there are."""
    return ngettext("%(num)d date", "%(num)d dates", len(lines))
