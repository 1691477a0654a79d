"""Showing once more who sits here, when it is long since a page that matters was used."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people import queries
from politiker.web.access import Access, open_to
from politiker.web.account.door import blueprint
from politiker.web.account.proving import Proof, prove
from politiker.web.account.sitting import renew
from politiker.web.forms import HouseForm
from politiker.web.own_address import own_address


class ConfirmForm(HouseForm):
    """Confirming twice is harmless, so it carries no key against it."""

    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
    next = HiddenField()


@blueprint.route("/bekraeft", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN)
def confirm() -> Response | tuple[str, int, dict[str, str]]:
    """Write the password again, counted like any other try, and go on to where one was going."""
    form = ConfirmForm(next=own_address(request.args.get("next")))
    there = own_address(form.next.data) or url_for("own.show")
    proof = Proof(code=422 if form.is_submitted() else 200)
    email = queries.email_of(g.actor.person_id)
    if form.validate_on_submit():
        proof = prove(form, email, form.password.data, wrong=_("The password is not right."))
        if proof.person is not None:
            renew()
            db.session.commit()
            return redirect(there, 303)
    return render_template("account/confirm.html", form=form, email=email), proof.code, proof.headers
