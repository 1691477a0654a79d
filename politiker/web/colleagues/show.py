"""A profile: what somebody lets others see. Who opens it because of a role says why first."""

from flask import current_app, g, redirect, render_template, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from politiker.core import database
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people.directory import looking
from politiker.people.directory.looking import PROFILES, Why
from politiker.people.directory.members import Capacity, Member, as_seen_by
from politiker.people.limits import TooManyAttempts
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.colleagues import words
from politiker.web.colleagues.door import Page, blueprint, member_or_404, too_many
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.fields import choices


class ReasonForm(ChangingForm):
    """Why one looks."""

    why = RadioField(_("Why do you open it?"), [InputRequired(_("Choose why you open the profile."))])


@blueprint.route("/kolleger/<uid>", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def show(uid: str) -> Page:
    """Somebody's profile. A look counts and is recorded once in an hour; a reason is asked for first."""
    member, capacity = member_or_404(uid)
    form = ReasonForm()
    form.why.choices = choices(words.REASONS)
    try:
        if form.validate_on_submit():
            there = url_for("colleagues.show", uid=uid)
            if earlier := answered_before(form, then=there):
                return redirect(earlier, 303)
            looking.look(member, by=g.actor, now=g.now, why=Why(form.why.data))
            db.session.commit()
            return redirect(there, 303)
        read_only()
        if not _is_open(member, capacity):
            return _page(member, form), 422 if form.is_submitted() else 200
    except TooManyAttempts as limit:
        return too_many(PROFILES, limit)
    return _page(as_seen_by(g.actor, member), None), 200


def _is_open(member: Member, capacity: Capacity) -> bool:
    """Whether it can be shown now: it is one's own, was opened within the hour, or needs no reason."""
    if member.id == g.actor.person_id or looking.has_looked(member, capacity, by=g.actor, now=g.now):
        return True
    if capacity is not Capacity.COUNCILLOR:
        return False
    with database.writing():
        looking.look(member, by=g.actor, now=g.now)
        db.session.commit()
    return True


def _page(member: Member, form: ReasonForm | None) -> str:
    suspends = "suspending.suspend" in current_app.view_functions and can(g.actor, Permission.SUSPEND, member)
    return render_template(
        "colleagues/show.html",
        member=member,
        form=form,
        duties=words.DUTIES,
        suspend_url=url_for("suspending.suspend", uid=member.uid) if suspends and form is None else None,
        is_own=member.id == g.actor.person_id,
    )
