"""What the pages about the second step share: whose they are, for which site, and how a code is asked for."""

from flask import Blueprint, abort, current_app, g
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from config import Settings
from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people.factors.passkeys import Site
from politiker.people.factors.queries import has_factor
from politiker.people.models import Person
from politiker.people.queries import roles_by_date
from politiker.policy import Permission, require
from politiker.web.forms import ChangingForm

Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]

blueprint = Blueprint("factors", __name__)
ROLES = {
    "organiser": _("organiser"),
    "moderator": _("moderator"),
    "administrator": _("administrator"),
    "secretary": _("municipal secretary"),
}


class ButtonForm(ChangingForm):
    """Nothing but a button."""


class KeyForm(ChangingForm):
    """What the browser answers for a passkey; the script of the page fills it in."""

    credential = HiddenField()


class CodeField(StringField):
    """A code one types or copies, with whatever spaces came along."""

    def __init__(self, label: str, missing: str, **more: object) -> None:
        super().__init__(label, [InputRequired(missing)], **more)


def mine() -> Person:
    """Whose second step this is: whoever is signed in, and has used it if there is one.

    A sign-in from before it was set up changes nothing here.
    """
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.END_OWN_SESSIONS, person)
    if not g.signed_in.is_strong and has_factor(person.id):
        abort(403)
    return person


def roles_of(person: Person) -> str:
    """The roles of a person as words in a sentence, or nothing."""
    roles = roles_by_date(person.id, now=g.now)
    return danish.list_in_words(list(dict.fromkeys(ROLES[row.role] for row in roles)))


def site() -> Site:
    """For whom a passkey is good: this house at its own address."""
    settings: Settings = current_app.config["SETTINGS"]
    return Site(settings.host, settings.base_url.rstrip("/"), settings.site_name)


def secret() -> str:
    """The server's secret."""
    return str(current_app.config["SECRET_KEY"])


def let_go() -> None:
    """Nothing is written after all: end the transaction before a page is made."""
    db.session.rollback()
    read_only()
