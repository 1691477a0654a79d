"""Breaking the glass: one administrator asks to read a closed room in an emergency, another allows it."""

from flask import abort, g, render_template, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.moderation import glass
from politiker.discussions.moderation.models import Category, Opening
from politiker.web.access import Access, open_to
from politiker.web.administration.door import administrator_or_404
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import NUMBER, Page, apart, blueprint, carry_out
from politiker.web.organiser.fields import LineField, TextField, choices


class AskForm(ChangingForm):
    """Which room, and why."""

    room = LineField(
        _("The address of the room, or the number of a report"),
        longest=500,
        required=_("Write the address of the room, or the number of a report."),
    )
    category = RadioField(
        _("Why?"), [InputRequired(_("Choose why."))], choices=choices(words.CATEGORIES)
    )  # fmt: skip
    reason = TextField(
        _("What has happened?"),
        longest=glass.LONGEST_REASON,
        required=_("Write what has happened."),
        description=_("At most 500 characters. The other administrator reads it; the members of the room do not."),
    )


class AllowForm(ChangingForm):
    """The other administrator's answer."""

    answer = RadioField(
        _("Do you allow it?"),
        [InputRequired(_("Choose whether you allow it."))],
        choices=choices({"yes": _("Yes, for 60 minutes"), "no": _("No")}),
    )


@blueprint.route("/administration/rum", methods=["GET", "POST"])
@open_to(Access.STAFF)
def open_room() -> Page:
    """Ask to read a closed room. What one asked with is never said to be right or wrong."""
    administrator_or_404()
    form = AskForm()

    def act() -> str:
        glass.ask(form.room.data, Category(form.category.data), form.reason.data, by=g.actor, now=g.now)
        return url_for("moderation.open_room", besked="rum-bedt")

    if form.is_submitted():
        return carry_out(form, act, lambda: (_page(form), 422))
    return _page(form)


@blueprint.post(f"/administration/rum/<{NUMBER}:opening_id>")
@open_to(Access.STAFF)
def answer_opening(opening_id: int) -> Page:
    """Allow another administrator to read a room for an hour, or do not."""
    administrator_or_404()
    opening = db.session.get(Opening, opening_id)
    if opening is None or opening.asked_by_id == g.actor.person_id:
        abort(404)
    form = apart(AllowForm(), opening_id)

    def act() -> str:
        if form.answer.data == "yes":
            glass.allow(opening, by=g.actor, now=g.now)
            return url_for("moderation.open_room", besked="rum-aabnet")
        glass.refuse(opening, by=g.actor, now=g.now)
        return url_for("moderation.open_room", besked="rum-afvist")

    return carry_out(form, act, lambda: (_page(AskForm(formdata=None), form, opening_id), 422))


def _page(form: AskForm, answer: AllowForm | None = None, answered_id: int | None = None) -> str:
    waiting = [
        (opening, name, answer if answer and opening.id == answered_id else apart(AllowForm(formdata=None), opening.id))
        for opening, name in glass.waiting(by=g.actor, now=g.now)
    ]
    return render_template(
        "moderation/open_room.html",
        form=form,
        wrong=answer,
        waiting=waiting,
        open_now=glass.open_now(by=g.actor, now=g.now),
        categories=words.CATEGORIES,
        at=lambda moment: danish.when(moment, moment, danish.local(g.now).date()),
    )
