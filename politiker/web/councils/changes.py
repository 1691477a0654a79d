"""What can happen to a mandate: its word, its address, and the form that asks for no more than that change needs."""

from dataclasses import dataclass
from typing import Any

from flask import g
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired

from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.people.councils import errors, queries
from politiker.people.councils.models import Change
from politiker.people.models import Mandate
from politiker.web.councils.door import after, beginning, last_day
from politiker.web.forms import ChangingForm, refuse
from politiker.web.organiser.fields import DayField, LineField, choices


@dataclass(frozen=True)
class Kind:
    """One kind of change as it stands on the pages."""

    change: Change
    slug: str
    title: str
    first_day: str
    explains: str


KINDS = (
    Kind(
        Change.LEAVE,
        "orlov",
        _("Leave"),
        _("First day of the leave"),
        _("Whoever is on leave keeps the mandate and the access. A substitute has access as long as the leave lasts."),
    ),
    Kind(
        Change.RETURN,
        "tilbage-fra-orlov",
        _("Back from leave"),
        _("First day back"),
        _("The leave ends on that day, and so does the substitute's mandate."),
    ),
    Kind(
        Change.CHANGE_OF_LIST,
        "skift-af-liste",
        _("Change of list"),
        _("First day for the new list"),
        _("The access goes on without a break."),
    ),
    Kind(
        Change.RESIGNATION,
        "udtraeden",
        _("Leaves the council"),
        _("Last day in the council"),
        _("The access ends with the mandate. The person's own data can be read and fetched for 90 days."),
    ),
    Kind(
        Change.MOVED_AWAY,
        "fraflytning",
        _("Moves to another municipality"),
        _("Moving day"),
        _("Whoever moves away loses the mandate. A mandate elsewhere takes an election there."),
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


class AnswerForm(ChangingForm):
    """One press: yes or no to what was reported."""

    answer = HiddenField(validators=[AnyOf(["confirm", "refuse"])])


class ChangeForm(ChangingForm):
    """From when, and what else that change needs; the rest is taken out."""

    starts_on = DayField("", required=_("Write the date."))
    until = DayField(_("Last day of the leave"), required=_("Write the last day of the leave."))
    substitute = LineField(_("The substitute's e-mail"), longest=254)
    party = SelectField(_("New list"), validators=[InputRequired(_("Choose a list."))])


def form_for(kind: Kind, mandate: Mandate, *, with_substitute: bool) -> ChangeForm:
    """The form of one kind of change to one mandate."""
    form = ChangeForm()
    form.starts_on.label.text = kind.first_day
    if kind.change is not Change.LEAVE:
        del form.until
    if kind.change is not Change.LEAVE or not with_substitute:
        del form.substitute
    if kind.change is Change.CHANGE_OF_LIST:
        lists = queries.parties(mandate.municipality_id)
        names = {party.id: f"{party.letter}: {party.name}" for party in lists if party.id != mandate.party_id}
        form.party.choices = choices({"": _("Choose a list")} | names)
    else:
        del form.party
    return form


def moments(kind: Kind, form: ChangeForm) -> dict[str, Any]:
    """What the form says, as moments: a last day is over at midnight."""
    first = form.starts_on.data
    starts_at = after(first) if kind.change is Change.RESIGNATION else beginning(first)
    return {"starts_at": starts_at, "until": after(form.until.data) if "until" in form else None}


def possible(mandate: Mandate) -> list[Kind]:
    """What can happen to a mandate as it stands: nobody comes back who is not away."""
    is_away = queries.leave_of(mandate, g.now) is not None
    hidden = Change.LEAVE if is_away else Change.RETURN
    return [kind for kind in KINDS if kind.change is not hidden]


def put_right(form: ChangeForm, rule: RuleBroken) -> None:
    """The sentence for a rule that said no, beside the field it is about. Raises the rule when there is none."""
    match rule:
        case errors.MomentIsOutsideMandate():
            sentence = _("Choose a day before the mandate ends on %(day)s.", day=last_day(rule.facts["ends_at"]))
            if "until" in form:
                sentence = _(
                    "The leave ends after it begins, after today, and before the mandate does on %(day)s.",
                    day=last_day(rule.facts["ends_at"]),
                )
                form.until.errors = [sentence]
            else:
                form.starts_on.errors = [sentence]
        case errors.AlreadyOnLeave():
            form.starts_on.errors = [_("There is a leave at that time already. End it first.")]
        case errors.NotOnLeave():
            form.starts_on.errors = [_("There is no leave at that time.")]
        case errors.MandatesWouldOverlap():
            form.substitute.errors = [_("That person sits in the council already.")]
        case errors.OneselfAsSubstitute():
            form.substitute.errors = [_("You cannot note yourself as the substitute. Somebody else has to do it.")]
        case errors.ListIsFromElsewhere():
            form.party.errors = [_("Choose another list than the present one.")]
        case errors.MandateIsOver():
            refuse(form, _("The mandate has ended, so it cannot be changed."))
        case errors.AlreadyReported():
            refuse(form, _("You have reported a change already. Wait until your municipality has answered."))
        case _:
            raise rule
