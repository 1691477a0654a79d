"""A councillor's own report of what has happened to the mandate; it takes effect when the municipality confirms."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.people.councils import queries, reports
from politiker.people.models import Mandate
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.councils.changes import BY_SLUG, KINDS, form_for, moments, possible, put_right
from politiker.web.councils.door import Page, blueprint, let_go
from politiker.web.forms import answered_before


@blueprint.get("/min-side/mandat")
@open_to(Access.SIGNED_IN, sensitive=True)
def report() -> Page:
    """What has happened to my mandate?"""
    mine = _mine()
    waiting = queries.waiting_reports_of(g.actor.person_id or 0)
    titles = {kind.change: kind.title for kind in KINDS}
    return render_template(
        "councils/report.html",
        mandates=[(mandate, waiting.get(mandate.id), possible(mandate)) for mandate in mine],
        titles=titles,
        leaves={mandate.id: queries.next_leave_of(mandate, g.now) for mandate in mine},
    )


@blueprint.route("/min-side/mandat/<code>/<what>", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def report_change(code: str, what: str) -> Page:
    """Report one change."""
    mandate, kind = _mine_in(code), BY_SLUG.get(what)
    if kind is None:
        abort(404)
    form = form_for(kind, mandate, with_substitute=False)
    if form.validate_on_submit():
        there = url_for("councils.report", besked="mandat-meldt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        said = moments(kind, form)
        try:
            reports.report_change(
                mandate,
                kind.change,
                starts_at=said["starts_at"],
                ends_at=said["until"],
                party_id=int(form.party.data) if "party" in form else None,
                by=g.actor,
                now=g.now,
            )
        except RuleBroken as rule:
            put_right(form, rule)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        mandate = _mine_in(code)
    page = render_template("councils/report_change.html", form=form, kind=kind, mandate=mandate)
    return page, 422 if form.is_submitted() else 200


def _mine() -> list[Mandate]:
    """One's own running mandates; without any there is no such page."""
    mine = queries.running_of(g.actor.person_id or 0, now=g.now)
    if not mine or not all(can(g.actor, Permission.REPORT_OWN_CHANGE, mandate) for mandate in mine):
        abort(404)
    return mine


def _mine_in(code: str) -> Mandate:
    found = [mandate for mandate in _mine() if mandate.municipality.code == code]
    if not found:
        abort(404)
    return found[0]
