"""Taking a council in from a file: choose the file, see what would change, and only then change it."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.councils import periods
from politiker.people.councils.importing import carrying_out, planning, reading
from politiker.people.councils.importing.carrying_out import FileHasProblems, PlanHasChanged
from politiker.people.councils.importing.planning import Fault, Plan, Problem, Step
from politiker.people.councils.importing.reading import FileRefused
from politiker.policy import Role
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm, answered_before, refuse

blueprint = Blueprint("council_import", __name__)
MOST_SHOWN = 100
COLUMN_WORDS = {
    "municipality": _("municipality"), "name": _("name"), "email": _("e-mail"), "list": _("list"),
}  # fmt: skip
WHY_REFUSED = {
    "empty": _("There are no rows in the file. The first row holds the names of the columns."),
    "unreadable": _("The file cannot be read. Save it as CSV or XLSX, and try again."),
    "too_long": _("There are too many rows in the file. At most 5,000 can be taken in at a time."),
}
FAULTS = {
    Fault.MUNICIPALITY_UNKNOWN: _("There is no municipality “%(value)s”."),
    Fault.NOT_YOUR_MUNICIPALITY: _("%(value)s is not your municipality."),
    Fault.NAME_REFUSED: _("“%(value)s” cannot stand as a name."),
    Fault.EMAIL_REFUSED: _("“%(value)s” is not an e-mail address."),
    Fault.LIST_UNKNOWN: _(
        "No list “%(value)s” is known in %(town)s. A local list needs its name in the column listenavn."
    ),
    Fault.DUTY_UNKNOWN: _(
        "“%(value)s” is no duty we know. Write medlem, borgmester, viceborgmester or udvalgsformand."
    ),
    Fault.TWICE: _("%(value)s stands in row %(other)s already."),
    Fault.SOMEBODY_ELSE: _("%(value)s belongs to somebody with another name."),
    Fault.ONESELF: _("%(value)s is yourself. Somebody else has to note your own mandate."),
    Fault.HAS_LEFT: _("%(value)s has left the council. Take the row out of the file."),
    Fault.SITS_ELSEWHERE: _("%(value)s sits in the council of %(town)s. Note there first that the mandate has ended."),
}
STEPS = {
    Step.NEW_PERSON: _("New here"),
    Step.NEW_MANDATE: _("Known, gets a mandate"),
    Step.CHANGED_LIST: _("Changes list"),
    Step.CHANGED_DUTY: _("Changes duty"),
}


class UploadForm(HouseForm):
    """Which file, and for which four years. Looking at a file changes nothing, so it carries no key."""

    file = FileField(_("File"), [FileRequired(_("Choose a file."))], description=_("CSV or XLSX."))
    period = SelectField(_("Period"), [InputRequired()], coerce=int)


class CarryOutForm(ChangingForm):
    """What was seen, and that it is to be so."""

    content = HiddenField()
    period = HiddenField()
    seen = HiddenField()
    invite = BooleanField(_("Invite those who are new by e-mail now"))


@blueprint.route("/raad/indlaes", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def upload() -> str | tuple[str, int]:
    """Choose a file, and be shown what it would change."""
    _may_or_404()
    form = UploadForm()
    form.period.choices = _periods()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            lines = reading.read(form.file.data.read())
        except FileRefused as refused:
            form.file.errors = [_why(refused)]
        else:
            plan = planning.plan(lines, first_year=form.period.data, by=g.actor)
            if not plan.problems:
                content = reading.written(lines)
                facts = {"content": content, "period": form.period.data, "seen": plan.digest, "invite": True}
                return _preview(CarryOutForm(formdata=None, **facts), plan)
            problems = _problems(plan)
            refuse(form, _("Nothing was taken in. Put the rows below right in the file, and choose it again."))
    page = render_template("council_import/upload.html", form=form, problems=problems, is_secretary=not _is_final())
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/raad/indlaes/udfoer")
@open_to(Access.SIGNED_IN, sensitive=True)
def carry_out() -> Response | str | tuple[str, int]:
    """Do what was shown; all of it or nothing."""
    _may_or_404()
    form = CarryOutForm()
    there = url_for("council_import.upload", besked="raad-indlaest")
    if not form.validate_on_submit() or form.period.data not in {str(year) for year, _words in _periods()}:
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        carrying_out.carry_out(
            reading.read_again(form.content.data or ""),
            first_year=int(form.period.data),
            by=g.actor,
            now=g.now,
            seen=form.seen.data,
            invite=form.invite.data,
        )
    except PlanHasChanged as changed:
        db.session.rollback()
        refuse(form, _("Somebody changed the council a moment ago. Look at what the file changes now."))
        form.seen.data = changed.facts["plan"].digest
        return _preview(form, changed.facts["plan"]), 422
    except (FileHasProblems, FileRefused, ValueError):
        db.session.rollback()
        abort(400)
    db.session.commit()
    return redirect(there, 303)


def _periods() -> list[tuple[int, str]]:
    """The four years one is in, and the next: a file gives no seats in any others."""
    present = periods.first_year_elected(g.now)
    return [(year, f"{year}–{year + periods.YEARS - 1}") for year in (present, present + periods.YEARS)]


def _may_or_404() -> None:
    """Secretaries of their own municipality, and administrators of all; for others there is nothing here."""
    if not (g.actor.secretary_of or g.actor.has(Role.ADMINISTRATOR)):
        abort(404)


def _is_final() -> bool:
    return bool(g.actor.has(Role.ADMINISTRATOR))


def _preview(form: CarryOutForm, plan: Plan) -> str:
    groups: list[tuple[str, int, list[Any]]] = []
    for step, words in STEPS.items():
        rows = plan.of(step)
        if rows:
            groups.append((words, len(rows), rows[:MOST_SHOWN]))
    return render_template(
        "council_import/carry_out.html",
        form=form,
        groups=groups,
        same=len(plan.of(Step.NOTHING)),
        missing=[f"{name}, {town}" for name, town in plan.missing[:MOST_SHOWN]],
        has_new=bool(plan.of(Step.NEW_PERSON)),
        is_final=_is_final(),
    )


def _problems(plan: Plan) -> list[str]:
    """ "Række 7: …", the first hundred, and how many more there are."""
    said = [_said(problem) for problem in plan.problems[:MOST_SHOWN]]
    more = len(plan.problems) - len(said)
    return [*said, _("And %(number)s more rows.", number=danish.number(more))] if more else said


def _said(problem: Problem) -> str:
    return _("Row %(row)s: %(why)s", row=problem.row, why=FAULTS[problem.fault] % problem.facts)


def _why(refused: FileRefused) -> str:
    if refused.facts["why"] == "columns":
        names = danish.list_in_words([COLUMN_WORDS[column] for column in refused.facts["columns"]])
        return _("The first row lacks: %(columns)s.", columns=names)
    return WHY_REFUSED[refused.facts["why"]]
