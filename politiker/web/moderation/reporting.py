"""Reporting a post: why, and what came of it."""

from typing import Any

from flask import abort, g, render_template, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.moderation import reporting
from politiker.discussions.moderation.keeping import OnePost
from politiker.discussions.moderation.models import Reason
from politiker.people.models import Person
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import Page, blueprint, carry_out, post_or_404, post_path, said
from politiker.web.organiser.fields import TextField, choices


class ReportForm(ChangingForm):
    """Why, and perhaps a word to the moderator."""

    reason = RadioField(_("What is wrong with it?"), [InputRequired(_("Choose what is wrong with it."))])
    note = TextField(
        _("A word to the moderator"),
        longest=reporting.LONGEST_NOTE,
        description=_("At most 300 characters. Only moderators read it."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason.choices = choices(words.REPORTED)


@blueprint.route("/rapporter/<int(max=9223372036854775807):post_id>", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def report(post_id: int) -> Page:
    """Report a post to the moderators, and see afterwards what came of it."""
    one = post_or_404(post_id)
    if not reporting.may_report(g.actor, one.room):
        abort(403)
    form = ReportForm()

    def act() -> str:
        reporting.report(one, Reason(form.reason.data), form.note.data, by=g.actor, now=g.now)
        return url_for("moderation.report", post_id=post_id, besked="rapporteret")

    if form.is_submitted():
        return carry_out(form, act, lambda: (_page(post_or_404(post_id), form), 422))
    return _page(one, form)


def _page(one: OnePost, form: ReportForm) -> str:
    author = db.session.get_one(Person, one.post.author_id)
    mine = reporting.newest_own_report(one.post.id, g.actor)
    return render_template(
        "moderation/report.html",
        said=said,
        one=one,
        form=form,
        name=author.name,
        mine=mine,
        outcome=words.OUTCOMES[mine.outcome] if mine is not None and mine.outcome is not None else None,
        back_url=post_path(one.post.id),
        is_own=one.post.author_id == g.actor.person_id,
        block_url=url_for("moderation.block", uid=author.uid) if can(g.actor, Permission.BLOCK_MEMBER) else None,
    )
