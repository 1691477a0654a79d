"""Making a network: a title, what it is for, and one is its facilitator."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core import sealing
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.rooms import actions
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, remember_answer
from politiker.web.organiser.fields import LineField, TextField
from politiker.web.rooms.door import Page, blueprint


class NewRoomForm(ChangingForm):
    """What a network is called, and what it is for."""

    title = LineField(
        _("What is the network called?"),
        longest=actions.LONGEST_TITLE,
        required=_("Write what the network is called."),
        description=_("Only those you ask in see it. At most 120 characters."),
    )
    purpose = TextField(
        _("What is it for?"),
        longest=actions.LONGEST_PURPOSE,
        required=_("Write what the network is for."),
        description=_("Whoever is asked in reads this before they answer. At most 500 characters."),
    )


@blueprint.route("/samtaler/nyt-rum", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def create() -> Page:
    """Make a network of one's own."""
    if not g.actor.is_councillor:
        abort(404)
    form = NewRoomForm()
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        room = actions.create_network(form.title.data, form.purpose.data, by=g.actor, now=g.now)
        there = url_for(".about", room=room.address, besked="rum-lavet")
        remember_answer(form, there)
        db.session.commit()
        return redirect(there, 303)
    page = render_template("rooms/create.html", form=form, has_confidential=sealing.is_possible())
    return page, 422 if form.is_submitted() else 200
