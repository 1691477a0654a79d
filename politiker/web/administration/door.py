"""The way in to the administrator's desk, and its forms."""

from flask import Blueprint, abort, g
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from politiker.core.words import gettext as _
from politiker.people.joining.models import Application
from politiker.people.joining.queries import by_uid
from politiker.policy import Permission, Role, can
from politiker.web.forms import ChangingForm
from politiker.web.joining.door import REASONS
from politiker.web.organiser.fields import choices

blueprint = Blueprint("administration", __name__)


class ApproveForm(ChangingForm):
    """Yes; and when nobody in the municipality has vouched, what was looked up."""

    party = SelectField(_("Elected for"), [InputRequired(_("Choose the list they were elected for."))])
    papers = BooleanField(_("I have checked the election record or the municipality's own page"))


class RejectForm(ChangingForm):
    """No, and why."""

    reason = SelectField(
        _("Why not?"),
        [InputRequired(_("Choose a reason."))],
        choices=choices({"": _("Choose a reason")} | REASONS),
    )


def administrator_or_404() -> None:
    """The desk is for administrators; for everybody else there is no such page."""
    if not g.actor.has(Role.ADMINISTRATOR):
        abort(404)


def application_or_404(uid: str) -> Application:
    """An application in the queue, or one that was answered lately."""
    application = by_uid(uid)
    if application is None or not can(g.actor, Permission.SEE_QUEUE, application):
        abort(404)
    return application
