"""The programme in the form: a row for each point, and a few empty ones."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import Form, HiddenField, SelectField

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.words import gettext as _
from politiker.events.details import ProgrammePoint
from politiker.events.models import ItemKind
from politiker.web.organiser import labels
from politiker.web.organiser.fields import ClockField, DayField, LineField, NumberField, TextField, choices

EMPTY_ROWS, MOST_ROWS, MOST_SEATS_AT_POINT = 3, 100, 2000
NIGHT_ENDS = time(6)


class ProgrammeRow(Form):
    """One point of the programme. Without a date it is on the first day; an empty row is no point at all."""

    day = DayField(_("Date"))
    starts = ClockField(_("From"))
    ends = ClockField(_("To"))
    title = LineField(_("Point"), longest=160)
    kind = SelectField(_("Kind"), choices=choices(labels.ITEM_KINDS), default=ItemKind.TALK.value)
    track = LineField(_("Track"), longest=60)
    capacity = NumberField(_("Seats to choose"), least=1, most=MOST_SEATS_AT_POINT)
    speakers = TextField(_("Speakers"), longest=1000)
    id = HiddenField()

    @property
    def is_empty(self) -> bool:
        return not any(field.data or field.errors for field in self if field.short_name not in {"kind", "id"})

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if not is_right or self.is_empty:
            return is_right
        if not self.title.data:
            self.title.errors = [_("Write what happens at this point.")]
        if self.starts.data is None:
            self.starts.errors = [_("Write when this point begins.")]
        elif self._runs_backwards and self.ends.data > NIGHT_ENDS:
            self.ends.errors = [_("The point must end after it begins.")]
        return not self.errors

    @property
    def _runs_backwards(self) -> bool:
        return self.ends.data is not None and self.ends.data <= self.starts.data

    def point(self, first: date, last: date) -> ProgrammePoint | None:
        """What the row says, within the days of the event; None, and a sentence in the row, when it cannot be."""
        day = self.day.data or first
        if not first <= day <= last:
            self.day.errors = [_("The date must lie within the event.")]
            return None
        until = day + timedelta(days=1) if self._runs_backwards else day
        if until > last:
            self.ends.errors = [_("The point must end after it begins.")]
            return None
        moments = [moment_in(self.starts, day), moment_in(self.ends, until)]
        if self.starts.errors or self.ends.errors or moments[0] is None:
            return None
        return ProgrammePoint(
            starts_at=moments[0],
            ends_at=moments[1],
            title=self.title.data,
            kind=ItemKind(self.kind.data),
            track=self.track.data,
            capacity=self.capacity.data,
            id=int(self.id.data) if re.fullmatch("[0-9]{1,9}", self.id.data or "") else None,
            speakers="\n".join(line.strip() for line in self.speakers.data.splitlines() if line.strip()),
        )


def moment_in(field: ClockField, day: date) -> datetime | None:
    """The moment a clock says on a day; None without a clock, and None with a sentence for an hour that is skipped."""
    if field.data is None:
        return None
    try:
        return danish.from_local(day, field.data)
    except NoSuchLocalTime:
        field.errors = [_("That hour does not exist: the clock is put forward that night.")]
        return None


def row_of(point: ProgrammePoint) -> dict[str, Any]:
    """A point as it stands in a row."""
    starts = danish.local(point.starts_at)
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": danish.local(point.ends_at).time() if point.ends_at else None,
        "title": point.title,
        "kind": point.kind.value,
        "track": point.track,
        "capacity": point.capacity,
        "id": str(point.id or ""),
        "speakers": point.speakers,
    }
