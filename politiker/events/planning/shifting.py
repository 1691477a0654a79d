"""The same event on another day: every moment of it moves along, and a clock shows the same in summer and winter."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.errors import RuleBroken
from politiker.events.details import EventDetails, ProgrammePoint


class ProgrammeDoesNotFit(RuleBroken):
    """The programme goes on after the event has ended."""


@dataclass(frozen=True)
class Shift:
    """From one start to another: so many days, and so much later on the clock."""

    days: int
    clock: timedelta

    @classmethod
    def between(cls, was: datetime, becomes: datetime) -> "Shift":
        """The shift that makes an event that began at one moment begin at another."""
        here, there = danish.local(was).replace(tzinfo=None), danish.local(becomes).replace(tzinfo=None)
        return cls((there.date() - here.date()).days, _since_midnight(there) - _since_midnight(here))

    def day_of(self, moment: datetime) -> datetime:
        """A moment so many days later, when the clock shows the same."""
        here = danish.local(moment)
        day = here.date() + timedelta(days=self.days)
        try:
            return danish.from_local(day, here.time())
        except NoSuchLocalTime:
            return danish.from_local(day, here.replace(hour=here.hour + 1).time())

    def within(self, moment: datetime) -> datetime:
        """A moment of the event itself, which goes with its start on the clock as well."""
        return self.day_of(moment) + self.clock


def shifted(details: EventDetails, starts_at: datetime, ends_at: datetime | None = None) -> EventDetails:
    """The details of an event that begins at another time and, without an end given, lasts as long.

    Sign-up opens, closes and becomes binding as many days before as it did. Raises ProgrammeDoesNotFit.
    """
    shift = Shift.between(details.starts_at, starts_at)
    ends = ends_at or shift.within(details.ends_at)
    programme = tuple(_point(point, shift) for point in details.programme)
    if any(danish.local(point.starts_at).date() > danish.local(ends).date() for point in programme):
        raise ProgrammeDoesNotFit
    return replace(
        details,
        starts_at=starts_at,
        ends_at=ends,
        opens_at=opens if (opens := _before(shift, details.opens_at, starts_at)) != starts_at else None,
        closes_at=_before(shift, details.closes_at, starts_at),
        binding_at=_before(shift, details.binding_at, starts_at),
        programme=programme,
    )


def _point(point: ProgrammePoint, shift: Shift) -> ProgrammePoint:
    ends = shift.within(point.ends_at) if point.ends_at else None
    return replace(point, starts_at=shift.within(point.starts_at), ends_at=ends)


def _before(shift: Shift, moment: datetime | None, starts_at: datetime) -> datetime | None:
    return None if moment is None else min(shift.day_of(moment), starts_at)


def _since_midnight(shown: datetime) -> timedelta:
    return timedelta(hours=shown.hour, minutes=shown.minute, seconds=shown.second)
