"""Who is in my shoes? A question with at least one answerable part; nobody is listed without one."""

from typing import Any

from flask import g, render_template, request, url_for
from wtforms import BooleanField, SelectField

from politiker.core import danish, database
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people import reference
from politiker.people.directory import finding
from politiker.people.directory.finding import (
    CommitteeIsTooShort,
    Found,
    NameIsNeeded,
    NameIsTooShort,
    NothingAsked,
    Wanted,
)
from politiker.people.directory.looking import SEARCHES, count_search
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Duty
from politiker.web.access import Access, open_to
from politiker.web.colleagues import words
from politiker.web.colleagues.door import Page, blueprint, met, searcher_or_404, too_many
from politiker.web.forms import HouseForm
from politiker.web.organiser.fields import LineField, choices

LONGEST = 120
ASKABLE = {duty.value: name for duty, name in words.DUTIES.items() if duty is not Duty.LEAVE}
FIELDS = {"name", "duty", "committee", "municipality", "same"}


class SearchForm(HouseForm):
    """Asks and changes nothing: sent with GET, without a token."""

    class Meta(HouseForm.Meta):
        csrf = False

    name = LineField(_("Name"), longest=LONGEST, description=_("At least three letters of a first or last name."))
    duty = SelectField(_("Role"), default="", choices=choices({"": _("All roles")} | ASKABLE))
    committee = LineField(_("Committee"), longest=LONGEST, description=_("Part of its name, for example: skole."))
    municipality = SelectField(_("Municipality"), default="")
    same = BooleanField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        towns = sorted(reference.municipalities(), key=lambda town: danish.sort_key(town.name))
        self.municipality.choices = choices({"": _("All municipalities")} | {town.code: town.name for town in towns})


@blueprint.get("/kolleger")
@open_to(Access.MEMBER)
def search() -> Page:
    """The question, and the colleagues it finds."""
    searcher_or_404()
    form, found, same = SearchForm(request.args), None, finding.own_duties(g.actor, now=g.now)
    code = 200
    if FIELDS & request.args.keys():
        if form.validate():
            try:
                found = _found(form, same)
            except TooManyAttempts as limit:
                return too_many(SEARCHES, limit)
        code = 422 if form.errors else 200
    return render_template(
        "colleagues/search.html",
        form=form,
        found=found,
        same=_in_words(same),
        same_url=url_for("colleagues.search", same="1"),
        duties=words.DUTIES,
        browses=finding.browses(g.actor),
        sees_all=finding.sees_all(g.actor),
    ), code


def _found(form: SearchForm, same: list[tuple[Duty, str | None]]) -> Found | None:
    """Whom the question finds; None when it could not be asked, and then the form says why. Raises TooManyAttempts."""
    wanted = Wanted(
        name=form.name.data,
        duties=(Duty(form.duty.data),) if form.duty.data else (),
        committee=form.committee.data,
        municipality=form.municipality.data or "",
    )
    if form.same.data and same:
        likely = [committee for _duty, committee in same if committee]
        wanted = Wanted(duties=tuple({duty: None for duty, _committee in same}), like=finding.roots_of(likely))
    with database.writing():
        count_search(by=g.actor, now=g.now)
        db.session.commit()
    try:
        return finding.search(wanted, by=g.actor, now=g.now, met=met())
    except NameIsTooShort:
        form.name.errors = [_("Write at least three letters of one of the names.")]
    except CommitteeIsTooShort:
        form.committee.errors = [_("Write at least three letters of the committee's name.")]
    except NothingAsked:
        form.name.errors = [_("Write a name, or choose a role, a committee or a municipality.")]
    except NameIsNeeded:
        form.name.errors = [_("Write the name of a guest at one of your events.")]
    return None


def _in_words(same: list[tuple[Duty, str | None]]) -> str:
    """ "Udvalgsformand, Socialudvalget": what one does oneself."""
    return danish.list_in_words([", ".join(filter(None, (words.DUTIES[duty], place))) for duty, place in same])
