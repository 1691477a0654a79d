"""No, thank you: the other link in an invitation."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.people.joining import inviting
from politiker.people.models import Person
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.joining.door import blueprint


class DeclineForm(keys.KeyForm):
    """One press."""


@blueprint.route("/nej-tak", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def decline() -> Response | str:
    """Say no to an invitation, before one has joined. Opening the page says nothing."""
    form = DeclineForm()
    there = url_for("front.home", besked="nej-tak")
    if form.validate_on_submit() and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    key = keys.held(Purpose.INVITATION)
    if key is None or (form.is_submitted() and not form.is_for(key)):
        return keys.missing()
    if form.is_submitted():
        inviting.decline(db.session.get_one(Person, key.subject_id), key, now=g.now)
        db.session.commit()
        return keys.let_go(redirect(there, 303))
    form.key.data = key.half
    return render_template("joining/decline.html", form=form)
