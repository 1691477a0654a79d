"""The one form in which an organiser says everything about an event."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from wtforms import FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core import danish
from politiker.core.markdown import LONGEST_TEXT, TextTooLong
from politiker.core.names import LONGEST_EMAIL, LONGEST_NAME, clean_email, clean_name, clean_phone
from politiker.core.words import gettext as _
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.models import LONGEST, Audience, ForRole, Kind, Topic
from politiker.events.planning.versions import written
from politiker.web.events.words import KINDS, ROLES, TOPICS
from politiker.web.forms import ChangingForm
from politiker.web.organiser import labels
from politiker.web.organiser.fields import (
    CleanedField,
    ClockField,
    DayField,
    LineField,
    NumberField,
    RowList,
    TextField,
    choices,
)
from politiker.web.organiser.programme import EMPTY_ROWS, MOST_ROWS, ProgrammeRow, moment_in, row_of

MOST_SEATS = 20_000
ON_THE_NET = ""
MIDNIGHT, LAST_MINUTE = time(0), time(23, 59)
# Each moment of an event: the fields it is typed in, and the hour that is meant when none is given.
MOMENTS = {
    "starts_at": ("starts_on", "starts_time", None),
    "ends_at": ("ends_on", "ends_time", None),
    "opens_at": ("opens_on", "opens_time", MIDNIGHT),
    "closes_at": ("closes_on", "closes_time", LAST_MINUTE),
    "binding_at": ("binding_on", "binding_time", LAST_MINUTE),
}


def https_only(text: str) -> str:
    """An address on the web that is safe to open: https, a host, no password in it. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme != "https" or "." not in (parts.hostname or "") or "@" in parts.netloc or " " in text:
        raise ValueError(text)
    return text


def checkboxes(label: str, names: dict[Any, str], **more: Any) -> SelectMultipleField:
    """Several of a few, each with a box of its own."""
    boxes = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
    return SelectMultipleField(label, choices=choices(names), **boxes, **more)


class EventForm(ChangingForm):
    """Everything in `EventDetails`, typed by an organiser. What is wrong is said beside its field, once."""

    title = LineField(_("Title"), longest=160, required=_("Write a title."))
    kind = SelectField(_("Kind"), choices=choices(KINDS), validators=[InputRequired()])
    summary = TextField(_("Summary"), longest=400, required=_("Write one or two sentences about the event."))
    description = TextField(_("Description"), longest=LONGEST_TEXT)
    topics = checkboxes(_("Topics"), TOPICS)
    roles = checkboxes(_("For whom"), ROLES)
    starts_on = DayField(_("Date"), required=_("Choose the day on which the event begins."))
    starts_time = ClockField(_("Time of day"), required=_("Write when the event begins."))
    ends_on = DayField(_("Date"), required=_("Choose the day on which the event ends."))
    ends_time = ClockField(_("Time of day"), required=_("Write when the event ends."))
    venue_id = SelectField(_("Place"))
    join_link = CleanedField(
        _("Link to the meeting"),
        longest=500,
        clean=https_only,
        sentence=_("Write the whole address of the meeting. It must begin with https://."),
    )
    capacity = NumberField(
        _("Number of seats"), least=1, most=MOST_SEATS, required=_("Write how many seats there are.")
    )
    opens_on = DayField(_("Date"))
    opens_time = ClockField(_("Time of day"))
    closes_on = DayField(_("Date"))
    closes_time = ClockField(_("Time of day"))
    binding_on = DayField(_("Date"))
    binding_time = ClockField(_("Time of day"))
    price_text = LineField(_("Price"), longest=200)
    audience = RadioField(
        _("Who may see it"),
        choices=choices(labels.AUDIENCES),
        validators=[InputRequired()],
        default=Audience.PUBLIC.value,
    )
    contact_name = CleanedField(
        _("Contact, name"),
        longest=LONGEST_NAME,
        clean=clean_name,
        required=_("Write whom guests can ask."),
        sentence=_("Write the name in ordinary letters, at most 120 characters."),
    )
    contact_email = CleanedField(
        _("Contact, e-mail"),
        longest=LONGEST_EMAIL,
        clean=lambda text: clean_email(text).shown,
        required=_("Write an e-mail address that guests can write to."),
        sentence=_("Write an e-mail address such as navn@kommune.dk."),
    )
    contact_phone = CleanedField(
        _("Contact, telephone"),
        longest=100,
        clean=clean_phone,
        sentence=_("Write a telephone number with eight digits, or with + and country code."),
    )
    programme = RowList(FormField(ProgrammeRow), _("Programme"), max_entries=MOST_ROWS)
    seen = HiddenField()  # marks of the event as it was when the form was opened

    def __init__(self, venues: Sequence[Any], before: EventDetails | None = None, **more: Any) -> None:
        super().__init__(data=asked(before) | {"seen": written(before)} if before else None, **more)
        self.before = before
        self.venue_words = {str(venue.id): f"{venue.name}, {venue.town}" for venue in venues}
        by_name = sorted(self.venue_words.items(), key=lambda venue: danish.sort_key(venue[1]))
        self.venue_id.choices = choices({ON_THE_NET: _("On the net, no place"), **dict(by_name)})
        if not self.is_submitted():
            for _row in range(EMPTY_ROWS):
                self.programme.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        self.moments = {name: self._moment(name) for name in MOMENTS}
        if self.programme.has_too_many:
            self.form_errors.append(_("A programme has at most %(most)s points.", most=MOST_ROWS))
        self._require_order()
        self.points = self._points()
        if is_right and not self.errors:
            self.details = self._details()
            try:
                self.details.description_html  # noqa: B018  # made here, so that it is not made while the event is held
            except TextTooLong:
                self.description.errors = [_("The description is too long to be shown. Make it shorter.")]
        return not self.errors

    def _moment(self, name: str) -> datetime | None:
        day_field, clock_field, usual = (self[MOMENTS[name][0]], self[MOMENTS[name][1]], MOMENTS[name][2])
        if day_field.data is None:
            if clock_field.data is not None and not day_field.errors:
                day_field.errors = [_("Choose the date as well.")]
            return None
        was: datetime | None = getattr(self.before, name, None)
        if was is not None and _typed(was) == (day_field.data, clock_field.data):
            return was
        if clock_field.data is None and usual is not None and not clock_field.errors:
            return danish.from_local(day_field.data, usual)
        return moment_in(clock_field, day_field.data)

    def _require_order(self) -> None:
        starts, ends, opens, closes, binding = (self.moments[name] for name in MOMENTS)
        if starts and ends and ends <= starts:
            is_same_day = self.starts_on.data == self.ends_on.data
            (self.ends_time if is_same_day else self.ends_on).errors = [_("The event must end after it begins.")]
        elif starts and ends and ends - starts > LONGEST:
            self.ends_on.errors = [_("An event lasts at most 60 days.")]
        if opens and closes and closes <= opens:
            self.closes_on.errors = [_("Sign-up must close after it opens.")]
        elif starts and closes and closes > starts:
            self.closes_on.errors = [_("Sign-up must close before the event begins.")]
        if starts and opens and opens >= starts:
            self.opens_on.errors = [_("Sign-up must open before the event begins.")]
        if starts and binding and binding > starts:
            self.binding_on.errors = [_("A seat must become binding before the event begins.")]

    def _points(self) -> tuple[ProgrammePoint, ...]:
        rows = [entry.form for entry in self.programme if not entry.form.is_empty]
        dates_are_wrong = any(self[name].errors for pair in MOMENTS.values() for name in pair[:2])
        if dates_are_wrong or any(row.errors for row in rows):
            return ()
        first, last = self.starts_on.data, self.ends_on.data
        points = [row.point(first, last) for row in rows]
        if not all(points):
            self.programme.errors = [entry.errors for entry in self.programme]
        return tuple(point for point in points if point is not None)

    def _details(self) -> EventDetails:
        same = ("title", "capacity", "contact_name", "contact_email", "contact_phone", "description", "price_text")
        plain: dict[str, Any] = {name: self[name].data for name in same} | self.moments
        return EventDetails(
            **plain,
            kind=Kind(self.kind.data),
            summary=" ".join(self.summary.data.split()),
            audience=Audience(self.audience.data),
            topics=tuple(Topic(value) for value in self.topics.data),
            roles=_roles(self.roles.data),
            venue_id=int(self.venue_id.data) if self.venue_id.data else None,
            venue_words=self.venue_words.get(self.venue_id.data, ""),
            join_link=self.join_link.data or None,
            programme=self.points,
        )


def asked(details: EventDetails) -> dict[str, Any]:
    """An event as it stands in the form."""
    simple = (
        "title", "summary", "description", "capacity", "price_text", "contact_name", "contact_email", "contact_phone",
    )  # fmt: skip
    answers: dict[str, Any] = {name: getattr(details, name) for name in simple}
    for name, (day_field, clock_field, _usual) in MOMENTS.items():
        if (moment := getattr(details, name)) is not None:
            answers[day_field], answers[clock_field] = _typed(moment)
    return answers | {
        "kind": details.kind.value,
        "audience": details.audience.value,
        "topics": [topic.value for topic in details.topics],
        "roles": [role.value for role in details.roles],
        "venue_id": str(details.venue_id or ON_THE_NET),
        "join_link": details.join_link or "",
        "programme": [row_of(point) for point in details.programme],
    }


def _typed(moment: datetime) -> tuple[Any, time]:
    here = danish.local(moment)
    return here.date(), here.time().replace(second=0, microsecond=0)


def _roles(chosen: list[str]) -> tuple[ForRole, ...]:
    """Everybody, when nobody is named, or everybody is."""
    roles = tuple(ForRole(value) for value in chosen)
    return roles if roles and ForRole.ALL not in roles else (ForRole.ALL,)
