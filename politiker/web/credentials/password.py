"""Changing one's password."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people import passwords
from politiker.people.credentials import actions
from politiker.people.passwords import PasswordRefused
from politiker.web.access import Access, open_to
from politiker.web.account.passwords import HINT, WHY_REFUSED
from politiker.web.account.proving import Proof
from politiker.web.account.sitting import renew
from politiker.web.credentials.door import ProvenForm, blueprint, oneself, present_password, proved
from politiker.web.forms import answered_before


class ChangePasswordForm(ProvenForm):
    """The present password and the new one."""

    present = present_password()
    password = PasswordField(_("New password"), [InputRequired(_("Write a new password."))], description=HINT)


@blueprint.route("/min-side/adgangskode", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def change_password() -> Response | tuple[str, int, dict[str, str]]:
    """Choose a new password. Hashed while no transaction is open, before the present one is looked at."""
    oneself()
    form, there = ChangePasswordForm(), url_for("own.show", besked="adgangskode-skiftet")
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    read_only()
    person = oneself()
    proof = Proof(code=422 if form.is_submitted() else 200)
    if is_right and person.password_hash is not None:
        try:
            password = passwords.chosen(form.password.data, name=person.name, email=person.email)
        except PasswordRefused as refused:
            form.password.errors = [WHY_REFUSED[refused.facts["why"]]]
        else:
            proof = proved(form, person)
            if proof.person is not None:
                if earlier := answered_before(form, then=there):
                    return redirect(earlier, 303)
                actions.change_password(
                    oneself(), password, proved=proof.person.password_hash, keep=g.signed_in.sign_in_id,
                    by=g.actor, now=g.now,
                )  # fmt: skip
                renew()
                db.session.commit()
                return redirect(there, 303)
    page = render_template("credentials/change_password.html", form=form, has_password=person.password_hash is not None)
    return page, proof.code, proof.headers
