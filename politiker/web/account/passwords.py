"""Choosing a password with a key from a letter, and asking for that letter."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only, read_write
from politiker.core.tokens import Purpose
from politiker.core.words import gettext as _
from politiker.people import actions, passwords, queries
from politiker.people.models import Person
from politiker.people.passwords import PasswordRefused
from politiker.people.sign_ins import resets
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.account.door import a_letter_can_reach, blueprint, network
from politiker.web.account.sitting import let_in
from politiker.web.forms import ChangingForm, answered_before

HINT = _("At least %(least)s characters. Three or four words in a row do well.", least=passwords.SHORTEST)
WHY_REFUSED = {
    "short": _("The password is too short. Write at least %(least)s characters.", least=passwords.SHORTEST),
    "long": _("The password is too long. Write at most %(most)s characters.", most=passwords.LONGEST),
    "guessable": _("The password is too easy to guess. Choose several words that have nothing to do with you."),
}


class ResetForm(ChangingForm):
    """Whom to send a link to."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write your e-mail address.")), a_letter_can_reach])


class PasswordForm(keys.KeyForm):
    """The new password."""

    password = PasswordField(_("New password"), [InputRequired(_("Write a new password."))], description=HINT)


@blueprint.route("/nulstil-adgangskode", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def reset_password() -> Response | tuple[str, int]:
    """Ask for a link to choose a new password; the answer is the same whether the address is known or not."""
    form = ResetForm(email=_own_email() if request.method == "GET" else None)
    if form.validate_on_submit():
        there = url_for("account.reset_sent")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        resets.ask_for_reset(form.email.data, network=network(), now=g.now)
        db.session.commit()
        return redirect(there, 303)
    return render_template("account/reset_password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/nulstil-adgangskode/sendt")
@open_to(Access.PUBLIC)
def reset_sent() -> str:
    """What happens now, said alike to everybody."""
    return render_template("account/reset_sent.html")


@blueprint.route("/vaelg-adgangskode", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def choose_password() -> Response | tuple[str, int]:
    """Choose a password with the key of an invitation or a reset, and be logged in."""
    form = PasswordForm()
    there = url_for("account.log_in", besked="adgangskode")
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    read_only()
    key = keys.held(Purpose.INVITATION, Purpose.RESET)
    if key is None or (form.is_submitted() and not form.is_for(key)):
        return keys.missing()
    form.key.data = key.half
    person = db.session.get_one(Person, key.subject_id)
    if is_right:
        try:
            password = passwords.chosen(form.password.data, name=person.name, email=person.email)
        except PasswordRefused as refused:
            form.password.errors = [WHY_REFUSED[refused.facts["why"]]]
        else:
            read_write()
            answered_before(form, then=there)
            person = db.session.get_one(Person, key.subject_id)
            actions.choose_password(person, key, password, now=g.now)
            answer = let_in(person, url_for("front.home", besked="logget-ind"))
            db.session.commit()
            return keys.let_go(answer)
    is_new = key.purpose is Purpose.INVITATION
    page = render_template("account/choose_password.html", form=form, person=person, is_new=is_new)
    return page, 422 if form.is_submitted() else 200


def _own_email() -> str | None:
    return queries.email_of(g.actor.person_id) if g.signed_in else None
