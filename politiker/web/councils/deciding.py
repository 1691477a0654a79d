"""Yes or no to what a member reported of their own mandate."""

from flask import abort, g, redirect, url_for

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.people.councils import errors, queries, reports
from politiker.web.access import Access, open_to
from politiker.web.councils.changes import AnswerForm
from politiker.web.councils.door import COUNCIL, Page, blueprint, council_for, let_go
from politiker.web.councils.show import council_page
from politiker.web.forms import answered_before


@blueprint.post(f"{COUNCIL}/melding/<uid>")
@open_to(Access.MEMBER, sensitive=True)
def decide(code: str, uid: str) -> Page:
    """Confirm what a member reported, or refuse it. They are written to either way."""
    place = council_for(code)
    report = queries.report_in(place.id, uid)
    if report is None:
        abort(404)
    form = AnswerForm()
    there = url_for("councils.show", code=code, besked="melding-besvaret")
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    act = reports.confirm_report if form.answer.data == "confirm" else reports.refuse_report
    try:
        act(report, by=g.actor, now=g.now)
    except RuleBroken as rule:
        sentence = _sentence(rule)
    else:
        db.session.commit()
        return redirect(there, 303)
    let_go()
    return council_page(code, refused=sentence)


def _sentence(rule: RuleBroken) -> str:
    """Why it could not be done. Raises the rule when there are no words for it."""
    match rule:
        case errors.OneOwnReport():
            return _("You reported this yourself, so somebody else has to confirm it.")
        case errors.ReportIsAnswered():
            return _("The report has been answered already.")
        case (
            errors.MandateIsOver()
            | errors.MomentIsOutsideMandate()
            | errors.AlreadyOnLeave()
            | errors.NotOnLeave()
            | errors.ListIsFromElsewhere()
        ):
            return _("The report does not fit the mandate any more. Refuse it, or note the change yourself.")
    raise rule
