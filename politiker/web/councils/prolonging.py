"""A council that sits on: one administrator asks, another confirms."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.councils import prolonging, queries
from politiker.people.councils.errors import (
    NobodySits,
    ProlongationIsGone,
    SamePersonTwice,
    TooLongAProlongation,
)
from politiker.people.models import Municipality
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.councils.door import COUNCIL, Page, after, blueprint, council_for, last_day, let_go
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.fields import DayField


class ProlongForm(ChangingForm):
    """Until which day."""

    until = DayField(_("Last day of the prolonged period"), required=_("Write the date."))


class ConfirmForm(ChangingForm):
    """One press by a second person."""


@blueprint.route(f"{COUNCIL}/forlaeng", methods=["GET", "POST"])
@open_to(Access.STAFF)
def prolong(code: str) -> Page:
    """Until when does this council sit on?"""
    place = _council(code)
    form = ProlongForm()
    if form.validate_on_submit():
        there = url_for("councils.prolong", code=code, besked="forlaengelse-bedt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            prolonging.ask_prolongation(place, after(form.until.data), by=g.actor, now=g.now)
        except TooLongAProlongation as rule:
            ends = last_day(rule.facts["ends_at"])
            form.until.errors = [_("Choose a day after %(day)s, at most 12 months later.", day=ends)]
        except NobodySits:
            refuse(form, _("Nobody sits in this council now, so there is nothing to prolong."))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
    return _page(code, form, 422 if form.is_submitted() else 200)


@blueprint.post(f"{COUNCIL}/forlaeng/<uid>")
@open_to(Access.STAFF)
def confirm_prolongation(code: str, uid: str) -> Page:
    """The second person agrees, and the mandates run longer."""
    place = _council(code)
    waiting = queries.prolongation_in(place.id, uid)
    if waiting is None:
        abort(404)
    form, there = ConfirmForm(), url_for("councils.show", code=code, besked="forlaenget")
    if not form.validate():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        prolonging.confirm_prolongation(waiting, by=g.actor, now=g.now)
    except SamePersonTwice:
        sentence = _("You asked for this yourself. Another administrator has to confirm it.")
    except (ProlongationIsGone, NobodySits, TooLongAProlongation):
        sentence = _("The prolongation has been confirmed, replaced, or no longer fits the period.")
    else:
        db.session.commit()
        return redirect(there, 303)
    let_go()
    ask = ProlongForm(formdata=None)
    refuse(ask, sentence)
    return _page(code, ask, 422)


def _council(code: str) -> Municipality:
    place = council_for(code)
    if not can(g.actor, Permission.PROLONG_MANDATES, place):
        abort(404)
    return place


def _page(code: str, form: ProlongForm, status: int) -> Page:
    place = _council(code)
    waiting = queries.open_prolongation(place.id, now=g.now)
    return render_template(
        "councils/prolong.html",
        form=form,
        place=place,
        period_end=queries.period_end(place.id, now=g.now),
        waiting=waiting,
        is_mine=waiting is not None and waiting.asked_by_id == g.actor.person_id,
        confirm=ConfirmForm(formdata=None),
    ), status
