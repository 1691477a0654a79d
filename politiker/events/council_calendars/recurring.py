"""What recurs in a calendar (RFC 5545 § 3.3.10), asked day by day, so that no rule can take longer than its days."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from politiker.core.errors import RuleBroken

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OLDEST = timedelta(days=3700)  # a rule that counts its times is followed so far back and no further
MOST_PARTS, MOST_VALUES = 12, 60
_ALLOWED = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})


class RuleRefused(RuleBroken):
    """The rule says something we do not follow: seconds, minutes, hours, or days reckoned in the year."""


@dataclass(frozen=True)
class Recurrence:
    """How often something recurs from its first day on; `weekdays` are (which in the month, weekday), 0 for all."""

    first: date
    unit: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    def days(self, begins: date, ends: date) -> Iterator[date]:
        """The days on which it happens from one day to another, both with it."""
        last = min(ends, self.until) if self.until is not None else ends
        day = self.first if self.count is not None else max(self.first, begins)
        if self.count is not None and day < begins - OLDEST:
            return
        left = self.count
        while day <= last and (left is None or left > 0):
            if self._happens(day):
                left = left - 1 if left is not None else None
                if day >= begins:
                    yield day
            day += timedelta(days=1)

    def _happens(self, day: date) -> bool:
        if day == self.first:
            return True
        if not self._is_turn(day) or not self._fits(day):
            return False
        if not self.places:
            return True
        candidates = [one for one in self._period(day) if self._fits(one)]
        place = candidates.index(day)
        return place + 1 in self.places or place - len(candidates) in self.places

    def _is_turn(self, day: date) -> bool:
        match self.unit:
            case "DAILY":
                steps = (day - self.first).days
            case "WEEKLY":
                steps = (_monday(day) - _monday(self.first)).days // 7
            case "MONTHLY":
                steps = (day.year - self.first.year) * 12 + day.month - self.first.month
            case _:
                steps = day.year - self.first.year
        return steps % self.interval == 0

    def _fits(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.unit == "YEARLY" and not self.months and day.month != self.first.month:
            return False
        if self.month_days:
            length = calendar.monthrange(day.year, day.month)[1]
            if day.day not in self.month_days and day.day - length - 1 not in self.month_days:
                return False
        if self.weekdays:
            return any(day.weekday() == weekday and _is_nth(day, nth) for nth, weekday in self.weekdays)
        if self.month_days or self.unit == "DAILY":
            return True
        return day.weekday() == self.first.weekday() if self.unit == "WEEKLY" else day.day == self.first.day

    def _period(self, day: date) -> list[date]:
        """The days among which a place is counted: those of the week, or of the month."""
        if self.unit == "WEEKLY":
            return [_monday(day) + timedelta(days=n) for n in range(7)]
        return [day.replace(day=n + 1) for n in range(calendar.monthrange(day.year, day.month)[1])]


def read_rule(text: str, first: date) -> Recurrence:
    """What a rule says about something that happens the first time on a day. Raises RuleRefused."""
    parts = [part.partition("=") for part in text.upper().strip().rstrip(";").split(";")]
    told = {name: value for name, _sign, value in parts}
    if len(parts) > MOST_PARTS or len(told) != len(parts) or not told.keys() <= _ALLOWED:
        raise RuleRefused
    if told.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise RuleRefused
    until = told.get("UNTIL")
    if until is not None and not re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", until):
        raise RuleRefused
    try:
        return Recurrence(
            first=first,
            unit=told["FREQ"],
            interval=_number(told.get("INTERVAL", "1"), 1, 1000),
            count=_number(told["COUNT"], 1, 10_000) if "COUNT" in told else None,
            until=date(int(until[:4]), int(until[4:6]), int(until[6:8])) if until else None,
            weekdays=tuple(_weekday(one) for one in _values(told, "BYDAY")),
            month_days=tuple(_number(one, -31, 31) for one in _values(told, "BYMONTHDAY")),
            months=tuple(_number(one, 1, 12) for one in _values(told, "BYMONTH")),
            places=tuple(_number(one, -366, 366) for one in _values(told, "BYSETPOS")),
        )
    except ValueError:
        raise RuleRefused from None


def _values(told: dict[str, str], name: str) -> list[str]:
    values = told[name].split(",") if name in told else []
    if len(values) > MOST_VALUES:
        raise RuleRefused
    return values


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,5}", text) or not least <= int(text) <= most or int(text) == 0:
        raise ValueError(text)
    return int(text)


def _weekday(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", text)
    if found is None:
        raise ValueError(text)
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _is_nth(day: date, nth: int) -> bool:
    if nth == 0:
        return True
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    return (calendar.monthrange(day.year, day.month)[1] - day.day) // 7 + 1 == -nth


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
