"""The forms with which an organiser finds a date: what to propose, whom to ask, and what to choose."""

from datetime import datetime
from typing import Any

from flask import g
from wtforms import BooleanField, Form, FormField, RadioField, SelectField
from wtforms.validators import InputRequired

from politiker.core.danish import sort_key
from politiker.core.errors import RuleBroken
from politiker.core.names import clean_email
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.date_polls import queries
from politiker.events.date_polls.models import MOST_DATES, MOST_INVITED
from politiker.events.models import ForRole
from politiker.people.queries import municipalities
from politiker.web.events.words import ROLES
from politiker.web.forms import ChangingForm, refuse
from politiker.web.organiser.fields import ClockField, DayField, RowList, TextField, choices
from politiker.web.organiser.programme import moment_in

NOBODY, EVERYWHERE = "", "alle"


class DateRow(Form):
    """One date to propose; an empty row is none."""

    day = DayField(_("Date"))
    starts = ClockField(_("Begins"))

    def moment(self) -> datetime | None:
        """The moment a row says; None for an empty one, and None with a sentence for one that says half."""
        if self.day.data is None:
            return None
        if self.starts.data is None:
            if not self.starts.errors:
                self.starts.errors = [_("Write when it begins.")]
            return None
        return moment_in(self.starts, self.day.data)


class ProposeForm(ChangingForm):
    """The dates to ask about."""

    dates = RowList(FormField(DateRow), _("Dates"), max_entries=MOST_DATES)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        rows = [entry.form for entry in self.dates]
        self.moments = [moment for row in rows if (moment := row.moment()) is not None]
        if any(row.errors for row in rows):
            self.dates.errors = [entry.errors for entry in self.dates]
            return False
        return is_right


class AskForm(ChangingForm):
    """Whom to ask: addresses, or everybody with a role in a municipality or in all of them."""

    emails = TextField(
        _("E-mail addresses"), longest=30_000, description=_("One a line, or with a comma between them.")
    )
    place = SelectField(_("Councillors from"), default=NOBODY)
    role = SelectField(_("Who among them"), choices=choices(ROLES), default=ForRole.ALL.value)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        names = {str(one.id): one.name for one in municipalities()}
        by_name = dict(sorted(names.items(), key=lambda one: sort_key(one[1])))
        self.place.choices = choices(
            {NOBODY: _("Nobody but the addresses above"), EVERYWHERE: _("The whole country"), **by_name}
        )

    def people(self) -> list[int]:
        """The ids of those to ask. A sentence in the form, and nobody, when an address is nobody's."""
        found: list[int] = []
        written = [part for part in self.emails.data.replace(",", "\n").replace(";", "\n").split("\n") if part.strip()]
        keys: dict[str, str] = {}
        for part in written:
            try:
                keys[clean_email(part.strip()).key] = part.strip()
            except RuleBroken:
                keys[part.strip()] = part.strip()
        known = queries.councillors_at(list(keys)[: MOST_INVITED + 1], now=g.now)
        if missing := [shown for key, shown in keys.items() if key not in known]:
            words = ngettext(
                "There is no councillor with this address: %(which)s.",
                "There are no councillors with these addresses: %(which)s.",
                len(missing),
                which=", ".join(missing[:10]),
            )
            self.emails.errors = [words]
            return []
        found += known.values()
        if self.place.data != NOBODY:
            place = None if self.place.data == EVERYWHERE else int(self.place.data)
            found += queries.councillors_of(place, ForRole(self.role.data), most=MOST_INVITED, now=g.now)
        if not found:
            refuse(self, _("Nobody was found to ask. Write addresses, or choose where they sit."))
        return found


class ChooseForm(ChangingForm):
    """The date that becomes the event's."""

    date = RadioField(_("Which date"), [InputRequired()], coerce=int)
    publish = BooleanField(
        _("Publish the event at once"),
        default=True,
        description=_("Then those you asked get a letter with the way to sign up."),
    )
