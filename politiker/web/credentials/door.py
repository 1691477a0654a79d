"""What the pages about password and address share: the present password, asked for again."""

from flask import Blueprint, g
from wtforms import PasswordField
from wtforms.validators import InputRequired

from politiker.core.database import db, read_write
from politiker.core.words import gettext as _
from politiker.people.models import Person
from politiker.policy import Permission, require
from politiker.web.account.proving import Proof, prove
from politiker.web.forms import ChangingForm

blueprint = Blueprint("credentials", __name__)


class ProvenForm(ChangingForm):
    """A form that acts only with the present password: a browser left open is not enough."""

    present: PasswordField


def present_password() -> PasswordField:
    """The field for it; each form says where among its own it stands."""
    return PasswordField(_("Your present password"), [InputRequired(_("Write your present password."))])


def oneself() -> Person:
    """Whoever is logged in, as the row of this transaction."""
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.END_OWN_SESSIONS, person)
    return person


def proved(form: ProvenForm, person: Person) -> Proof:
    """Ask whether the present password is right; if not, the sentence stands beside its field."""
    read_write()
    proof = prove(form, person.email, form.present.data, wrong=_("The present password is not right."))
    if proof.person is None and proof.code == 422:
        form.present.errors, form.form_errors = list(form.form_errors), []
    return proof
