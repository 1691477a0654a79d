"""One application: what it says, who vouches, and the answer."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core.database import db, read_only
from politiker.core.errors import IllegalMove
from politiker.core.words import gettext as _
from politiker.people.joining import deciding
from politiker.people.joining.deciding import ListIsMissing, NobodyVouched, SitsElsewhere
from politiker.people.joining.models import Application, Rejection
from politiker.people.joining.queries import councils, party_among
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.administration.door import (
    ApproveForm,
    RejectForm,
    administrator_or_404,
    application_or_404,
    blueprint,
)
from politiker.web.forms import answered_before, refuse
from politiker.web.joining.door import REASONS
from politiker.web.organiser.door import Page
from politiker.web.secretary.door import lists

ONE = "/administration/ansoegninger/<uid>"


@blueprint.route(ONE, methods=["GET", "POST"])
@open_to(Access.STAFF)
def decide(uid: str) -> Page:
    """Is this somebody to let in? With a POST: yes."""
    administrator_or_404()
    application = application_or_404(uid)
    form = ApproveForm()
    if form.is_submitted() and not can(g.actor, Permission.DECIDE_APPLICATION, application):
        abort(403)
    place = application.municipality_id
    form.party.choices = lists(councils([place], now=g.now)[place])
    if form.validate_on_submit():
        there = url_for("administration.desk", besked="godkendt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            deciding.approve(
                application,
                by=g.actor,
                now=g.now,
                party_id=int(form.party.data),
                papers_checked=form.papers.data,
            )
        except NobodyVouched:
            form.papers.errors = [_("Nobody in the municipality vouches. Check the papers first, and say so.")]
        except ListIsMissing:
            form.party.errors = [_("Choose the list they were elected for.")]
        except SitsElsewhere:
            refuse(form, _("They sit in another council already. Note there first that the mandate has ended."))
        except IllegalMove:
            refuse(form, _("Somebody has answered that application already."))
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(uid, form, RejectForm(formdata=None))


@blueprint.post(f"{ONE}/afvis")
@open_to(Access.STAFF)
def reject(uid: str) -> Page:
    """No, and why."""
    administrator_or_404()
    application = application_or_404(uid)
    if not can(g.actor, Permission.DECIDE_APPLICATION, application):
        abort(403)
    form = RejectForm()
    if form.validate():
        there = url_for("administration.desk", besked="afvist")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            deciding.reject(application, Rejection(form.reason.data), by=g.actor, now=g.now)
        except IllegalMove:
            refuse(form, _("Somebody has answered that application already."))
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(uid, ApproveForm(formdata=None), form)


def _page(uid: str, approve: ApproveForm, reject: RejectForm) -> Page:
    """Read afresh, with the fields filled in as far as we know the answer."""
    is_wrong = approve.is_submitted()
    if is_wrong:
        db.session.rollback()
        read_only()
    application = application_or_404(uid)
    council = councils([application.municipality_id], now=g.now)[application.municipality_id]
    approve.party.choices = lists(council)
    if not approve.party.data:
        meant = application.party_id or party_among(council.parties, application.list_text)
        approve.party.data = str(meant) if meant else ""
    if not reject.reason.data:
        reject.reason.data = application.rejection.value if application.rejection else ""
    page = render_template(
        "administration/decide.html",
        form=approve,
        reject=reject,
        wrong=reject if reject.errors else approve,
        application=application,
        council=council,
        is_unusual=council.is_unusual(application.email_key),
        is_own=not can(g.actor, Permission.DECIDE_APPLICATION, application),
        reason=_reason(application),
    )
    return page, 422 if is_wrong else 200


def _reason(application: Application) -> str:
    """Why the secretary says no."""
    if application.disowned_at is None or application.rejection is None:
        return ""
    return REASONS[application.rejection]
