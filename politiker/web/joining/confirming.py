"""An applicant's address answers: choosing a password with the key from the letter."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db, read_only, read_write
from politiker.core.tokens import KeyHasExpired, Purpose
from politiker.people import passwords
from politiker.people.actions import EmailIsKnown
from politiker.people.joining import applying
from politiker.people.joining.models import Application
from politiker.people.models import Municipality
from politiker.people.passwords import PasswordRefused
from politiker.web import keys
from politiker.web.access import Access, open_to
from politiker.web.account.passwords import WHY_REFUSED, PasswordForm
from politiker.web.account.sitting import let_in
from politiker.web.forms import answered_before
from politiker.web.joining.door import blueprint


@blueprint.route("/bliv-medlem/bekraeft", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def confirm() -> Response | tuple[str, int]:
    """Say that the address is one's own, and choose a password. Opening the page does nothing."""
    form = PasswordForm()
    there = url_for("account.log_in", besked="adgangskode")
    is_right = form.validate_on_submit()
    if is_right and (earlier := answered_before(form, then=there)):
        return redirect(earlier, 303)
    read_only()
    key = keys.held(Purpose.APPLICATION)
    if key is None or (form.is_submitted() and not form.is_for(key)):
        return keys.missing()
    form.key.data = key.half
    application = db.session.get(Application, key.subject_id)
    if application is None or application.confirmed_at is not None:
        raise KeyHasExpired(purpose=key.purpose)
    if is_right:
        try:
            password = passwords.chosen(form.password.data, name=application.name, email=application.email)
        except PasswordRefused as refused:
            form.password.errors = [WHY_REFUSED[refused.facts["why"]]]
        else:
            read_write()
            answered_before(form, then=there)
            application = db.session.get_one(Application, key.subject_id)
            try:
                person = applying.confirm(application, key, password, now=g.now)
            except EmailIsKnown:
                raise KeyHasExpired(purpose=key.purpose) from None
            answer = let_in(person, url_for("own.show", besked="bekraeftet"))
            db.session.commit()
            return keys.let_go(answer)
    place = db.session.get_one(Municipality, application.municipality_id).name
    page = render_template("joining/confirm.html", form=form, application=application, place=place)
    return page, 422 if form.is_submitted() else 200
