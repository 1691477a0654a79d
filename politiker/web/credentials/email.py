"""Changing the address one is written to and logs in with."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only
from politiker.core.tokens import Purpose
from politiker.core.words import gettext as _
from politiker.people.actions import EmailIsKnown
from politiker.people.credentials import actions
from politiker.people.credentials.models import EmailChange
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.account.door import a_letter_can_reach, has_shown_too_little, refuse_too_little
from politiker.web.account.proving import Proof
from politiker.web.account.sitting import renew
from politiker.web.credentials.door import ProvenForm, blueprint, oneself, present_password, proved
from politiker.web.forms import answered_before, refuse


class ChangeEmailForm(ProvenForm):
    """The new address, and the present password."""

    email = EmailField(
        _("New e-mail address"), [InputRequired(_("Write your new e-mail address.")), a_letter_can_reach]
    )
    present = present_password()


class ConfirmForm(keys.KeyForm):
    """Nothing but the button."""


@blueprint.route("/min-side/email", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def change_email() -> Response | tuple[str, int, dict[str, str]]:
    """Ask to be written to elsewhere. The answer is the same whether somebody has that address or not."""
    oneself()
    form, there = ChangeEmailForm(), url_for("credentials.email_sent")
    is_right = form.validate_on_submit()
    if has_shown_too_little():
        refuse_too_little(form)
        is_right = False
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    read_only()
    person = oneself()
    proof = Proof(code=422 if form.is_submitted() else 200)
    if is_right and actions.is_written_to_at(person, form.email.data):
        form.email.errors = [_("We write to you at this address already.")]
    elif is_right and person.password_hash is not None:
        proof = proved(form, person)
        if proof.person is not None:
            if earlier := answered_before(form, then=there):
                return redirect(earlier, 303)
            proof = _asked(form)
            if proof.code == 200:
                db.session.commit()
                return redirect(there, 303)
    person = oneself()
    page = render_template(
        "credentials/change_email.html", form=form, email=person.email, has_password=person.password_hash is not None
    )
    return page, proof.code, proof.headers


def _asked(form: ChangeEmailForm) -> Proof:
    """Ask, and say on the form why not; nothing is kept of a wish that was refused."""
    try:
        actions.ask_to_change_email(oneself(), form.email.data, by=g.actor, now=g.now)
    except TooManyAttempts as limit:
        seconds = limit.facts["seconds"]
        minutes = -(-seconds // 60)
        refuse(form, _("You have asked too many times. Wait %(minutes)s minutes, and try again.", minutes=minutes))
        read_only()
        return Proof(code=429, headers={"Retry-After": str(seconds)})
    return Proof(code=200)


@blueprint.get("/min-side/email/sendt")
@open_to(Access.SIGNED_IN)
def email_sent() -> str:
    """What happens now, said alike to everybody."""
    return render_template("credentials/email_sent.html")


@blueprint.route("/min-side/email/bekraeft", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def confirm_email() -> Response | tuple[str, int]:
    """Say with the key from the letter that one reads at the new address."""
    form = ConfirmForm()
    there = url_for("account.log_in", besked="email-skiftet")
    if form.validate_on_submit() and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    key = keys.held(Purpose.EMAIL)
    change = db.session.get(EmailChange, key.subject_id) if key is not None else None
    if key is None or change is None or (form.is_submitted() and not form.is_for(key)):
        return keys.missing()
    form.key.data = key.half
    person = db.session.get_one(Person, change.person_id)
    if form.is_submitted() and not form.errors:
        is_mine = g.actor.person_id == change.person_id
        try:
            keep = g.signed_in.sign_in_id if is_mine else None
            actions.confirm_email_change(change, key, keep=keep, now=g.now)
        except EmailIsKnown:
            db.session.rollback()
            refuse(form, _("Another account uses this address by now, so it cannot become yours."))
        else:
            if is_mine:
                renew()
                there = url_for("own.show", besked="email-skiftet")
            db.session.commit()
            return keys.let_go(redirect(there, 303))
    page = render_template("credentials/confirm_email.html", form=form, name=person.name, email=change.email)
    return page, 422 if form.is_submitted() else 200
