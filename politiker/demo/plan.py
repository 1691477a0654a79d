"""How an event of the demonstration is described: everything relative to the day it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from politiker.core.danish import COPENHAGEN, from_local
from politiker.events.details import ProgrammePoint
from politiker.events.models import Audience, ForRole, ItemKind, Kind, Topic

DESCRIPTIONS = Path(__file__).parent / "descriptions"
OF_THE_COUNTRY = "Gratis for kommunalpolitikere."
MAX_DAYS_AHEAD = 45

Day = Callable[[date], date]


@dataclass(frozen=True)
class Point:
    """A point of the programme: on which day from 0, at what o'clock, and by whom (a name a line).

    Points side by side have a track each, and seats that are chosen beforehand.
    """

    clock: str
    title: str
    speakers: str = ""
    day: int = 0
    track: str = ""
    seats: int | None = None


@dataclass(frozen=True)
class Plan:
    """One event. Days are counted from the day of loading; `guests` and `line` are how many have signed up."""

    title: str
    kind: Kind
    summary: str
    text: str
    day: Day
    begins: str
    ends: str
    capacity: int
    topics: tuple[Topic, ...]
    nights: int = 0
    place: str = ""
    roles: tuple[ForRole, ...] = (ForRole.ALL,)
    audience: Audience = Audience.PUBLIC
    price: str = OF_THE_COUNTRY
    published_days_before: int = 50
    opens_in_days: int | None = None
    closes_days_before: int | None = None
    binding_days_before: int | None = None
    programme: tuple[Point, ...] = ()
    guests: int = 0
    line: int = 0
    first: tuple[str, ...] = ()
    in_line: tuple[str, ...] = ()
    seat_given_up: bool = False
    is_draft: bool = False
    called_off: str = ""

    def description(self) -> str:
        """Its long text in markdown."""
        return (DESCRIPTIONS / f"{self.text}.md").read_text(encoding="utf-8").strip()

    def starts_at(self, today: date) -> datetime:
        return moment(self.day(today), self.begins)

    def ends_at(self, today: date) -> datetime:
        return moment(self.day(today) + timedelta(days=self.nights), self.ends)

    def points(self, today: date) -> tuple[ProgrammePoint, ...]:
        """The programme, each point lasting until the next one of the same day that begins later."""
        first = self.day(today)
        starts = [moment(first + timedelta(days=point.day), point.clock) for point in self.programme]
        found = []
        for number, point in enumerate(self.programme):
            later = [at for at, other in zip(starts, self.programme, strict=True) if other.day == point.day]
            later = [at for at in later if at > starts[number]]
            found.append(
                ProgrammePoint(
                    starts_at=starts[number],
                    ends_at=min(later, default=None),
                    title=point.title,
                    speakers=point.speakers,
                    kind=ItemKind.TALK if point.seats is None else ItemKind.WORKSHOP,
                    track=point.track,
                    capacity=point.seats,
                )
            )
        return tuple(found)


def moment(day: date, clock: str) -> datetime:
    """The moment in UTC when a Danish clock shows "9.30" on a day."""
    hour, _, minute = clock.partition(".")
    return from_local(day, time(int(hour), int(minute or 0)))


def today(now: datetime) -> date:
    """The day it is in Denmark."""
    return now.astimezone(COPENHAGEN).date()


def in_days(days: int) -> Day:
    """A working day about so many days away; weekends and Christmas are stepped over, away from today."""

    def day(today: date) -> date:
        there = today + timedelta(days=days)
        step = 1 if days > 0 else -1
        while there.weekday() > 4 or (there.month, there.day) > (12, 21) or (there.month, there.day) < (1, 4):
            there += timedelta(days=step)
        return there

    return day


def tuesday(days: int) -> Day:
    """The Tuesday of the week so many days away, so that three days end before the weekend; never at Christmas."""

    def day(today: date) -> date:
        there = today + timedelta(days=days)
        there -= timedelta(days=there.weekday() - 1)
        step = timedelta(days=7 if days > 0 else -7)
        while (there.month, there.day) > (12, 19) or (there.month, there.day) < (1, 4):
            there += step
        return there

    return day


def next_november(today: date) -> date:
    """The second Thursday of the next November that is at least 45 days away."""
    return next(day for day in (_meeting(today.year + n) for n in range(3)) if day >= today + timedelta(MAX_DAYS_AHEAD))


def last_november(today: date) -> date:
    """The second Thursday of the last November that is over."""
    return next(day for day in (_meeting(today.year - n) for n in range(3)) if day <= today - timedelta(days=3))


def _meeting(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 7)
