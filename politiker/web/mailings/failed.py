"""The letters that never arrived, over all events whose participants one may write to."""

from flask import g, redirect, render_template, request, url_for

from politiker.core import database
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.registrations.mailings import log
from politiker.registrations.mailings.errors import NothingToSendAgain
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.mailings.door import PressForm, blueprint, number
from politiker.web.mailings.letters import AgainForm, shown
from politiker.web.organiser.door import Page, creator_or_404, let_go


@blueprint.get("/arrangoer/breve")
@open_to(Access.STAFF)
def failed() -> Page:
    """Which letters did not arrive, why, and one press to try again. The look is recorded."""
    creator_or_404()
    return _failed()


def _failed(refused: str = "") -> Page:
    before = number(request.args.get("foer", ""))
    with database.writing():
        rows = log.read_failed(by=g.actor, now=g.now, before=before or None)
        db.session.commit()
    page = rows[: log.PAGE]
    return render_template(
        "mailings/failed.html",
        refused=refused,
        rows=[
            (row, shown(row), url_for("mailings.letters", event_id=row.event_id), AgainForm(formdata=None, back="fejl"))
            for row in page
        ],
        press=PressForm(formdata=None),
        older_url=url_for("mailings.failed", foer=page[-1].id) if len(rows) > log.PAGE else None,
        newer_url=url_for("mailings.failed") if before else None,
    ), 422 if refused else 200


@blueprint.post("/arrangoer/breve/igen")
@open_to(Access.STAFF)
def send_all_again() -> Page:
    """Try every one of them again."""
    creator_or_404()
    form, there = PressForm(), url_for("mailings.failed", besked="brev-igen")
    sentence = _("There is no letter to send again.")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            log.resend_all_failed(by=g.actor, now=g.now)
        except NothingToSendAgain:
            pass
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    return _failed(refused=sentence)
