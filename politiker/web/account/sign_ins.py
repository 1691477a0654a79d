"""The browsers one is logged in on, and logging them out from here."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.sign_ins import own
from politiker.web.access import Access, open_to
from politiker.web.account.door import blueprint
from politiker.web.forms import ChangingForm, answered_before


class EndForm(ChangingForm):
    """One press, about one of the person's own sign-ins."""

    sign_in = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)], widget=HiddenInput())


class EndOthersForm(ChangingForm):
    """One press."""


@blueprint.get("/min-side/log-ind")
@open_to(Access.SIGNED_IN, sensitive=True)
def sign_ins() -> str:
    """Where one is logged in now, this browser first. One button for all the others, and one for each of them."""
    here = g.signed_in.sign_in_id
    found = own.sign_ins_of(g.actor.person_id, now=g.now)
    forms = {one.id: EndForm(formdata=None, sign_in=one.id) for one in found if one.id != here}
    others = EndOthersForm(formdata=None) if forms else None
    found.sort(key=lambda one: one.id != here)
    return render_template("account/sign_ins.html", sign_ins=found, here=here, forms=forms, others=others)


@blueprint.post("/min-side/log-ind/afslut")
@open_to(Access.SIGNED_IN, sensitive=True)
def end_sign_in() -> Response:
    """Log one of the other browsers out."""
    form = EndForm()
    there = url_for("account.sign_ins", besked="logget-ud-der")
    if not form.validate_on_submit():
        return redirect(url_for("account.sign_ins"), 303)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    person = db.session.get_one(Person, g.actor.person_id)
    own.end_sign_in(person, form.sign_in.data, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


@blueprint.post("/min-side/log-ind/afslut-andre")
@open_to(Access.SIGNED_IN, sensitive=True)
def end_others() -> Response:
    """Log out everywhere but here."""
    form = EndOthersForm()
    there = url_for("account.sign_ins", besked="logget-ud-andre")
    if not form.validate_on_submit():
        return redirect(url_for("account.sign_ins"), 303)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    person = db.session.get_one(Person, g.actor.person_id)
    own.end_others(person, keep=g.signed_in.sign_in_id, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)
