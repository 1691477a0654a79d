"""Logging in with a link from a letter."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.core.words import gettext as _
from politiker.people.models import Person
from politiker.people.sign_ins import links
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.account.door import a_letter_can_reach, blueprint, network
from politiker.web.account.sitting import let_in
from politiker.web.forms import ChangingForm, answered_before


class LinkForm(ChangingForm):
    """Whom to send a link to."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write your e-mail address.")), a_letter_can_reach])


class UseLinkForm(keys.KeyForm):
    """One press."""

    remember = BooleanField(_("Remember me on this device"), description=_("Only on a device that is yours alone."))


@blueprint.route("/log-ind/link", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def ask_for_link() -> Response | tuple[str, int]:
    """Ask for a link to log in with; the answer is the same whether the address is known or not."""
    form = LinkForm()
    if form.validate_on_submit():
        there = url_for("account.link_sent")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        links.ask_for_link(form.email.data, network=network(), now=g.now)
        db.session.commit()
        return redirect(there, 303)
    return render_template("account/ask_for_link.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/log-ind/link/sendt")
@open_to(Access.PUBLIC)
def link_sent() -> str:
    """What happens now, said alike to everybody."""
    return render_template("account/link_sent.html")


@blueprint.route("/log-ind/med-link", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def log_in_with_link() -> Response | str:
    """Log in with the key from the letter. Opening the page uses nothing up; the button does."""
    form = UseLinkForm()
    there = url_for("front.home")
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    key = keys.held(Purpose.LOG_IN)
    if key is None or (request.method == "POST" and not form.is_for(key)):
        return keys.missing()
    form.key.data = key.half
    if is_right:
        person = links.use_link(key, now=g.now)
        answer = let_in(person, there, remember=form.remember.data)
        db.session.commit()
        return keys.let_go(answer)
    person = db.session.get_one(Person, key.subject_id)
    return render_template("account/log_in_with_link.html", form=form, person=person)
