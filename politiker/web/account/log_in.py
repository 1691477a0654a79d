"""Logging in and out."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.sign_ins import sessions
from politiker.web.access import Access, open_to
from politiker.web.account.door import a_letter_can_reach, blueprint, this_browser
from politiker.web.account.proving import Proof, prove
from politiker.web.account.sitting import let_in
from politiker.web.forms import HouseForm
from politiker.web.own_address import own_address


class LogInForm(HouseForm):
    """Logging in twice is harmless, so it carries no key against it."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write your e-mail address.")), a_letter_can_reach])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
    remember = BooleanField(_("Remember me on this device"), description=_("Only on a device that is yours alone."))
    next = HiddenField()


class LogOutForm(HouseForm):
    """Nothing but the button."""


@blueprint.route("/log-ind", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_in() -> Response | tuple[str, int, dict[str, str]]:
    """Log in with address and password, and go on to where one was going."""
    form = LogInForm(next=own_address(request.args.get("next")))
    there = own_address(form.next.data) or url_for("front.home")
    if request.method != "POST" and g.signed_in:
        return redirect(there, 303)
    proof = Proof(code=422 if form.is_submitted() else 200)
    if form.validate_on_submit():
        wrong = _("The e-mail address or the password is not right.")
        proof = prove(form, form.email.data, form.password.data, wrong=wrong)
        if proof.person is not None:
            answer = let_in(proof.person, there, remember=form.remember.data, is_by_password=True)
            db.session.commit()
            return answer
    return render_template("account/log_in.html", form=form), proof.code, proof.headers


@blueprint.route("/log-ud", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_out() -> Response | str:
    """End this sign-in, here and in the database."""
    form = LogOutForm()
    if not g.signed_in:
        return redirect(url_for("front.home"), 303)
    if form.validate_on_submit():
        sessions.sign_out(g.signed_in.sign_in_id, now=g.now)
        this_browser().end()
        db.session.commit()
        return redirect(url_for("front.home", besked="logget-ud"), 303)
    return render_template("account/log_out.html", form=form)
