"""The way in to the secretary's desk, and what stands on it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, url_for
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from politiker.core.words import gettext as _
from politiker.people.joining.models import Application
from politiker.people.joining.queries import Council, by_uid, councils, party_among, waiting
from politiker.policy import Permission, can
from politiker.web.forms import ChangingForm
from politiker.web.joining.door import REASONS
from politiker.web.organiser.fields import choices

blueprint = Blueprint("secretary", __name__)


class VouchForm(ChangingForm):
    """Yes, and the list they were elected for."""

    party = SelectField(_("Elected for"), [InputRequired(_("Choose the list they were elected for."))])


class DisownForm(ChangingForm):
    """No, and why."""

    reason = SelectField(
        _("Why not?"),
        [InputRequired(_("Choose a reason."))],
        choices=choices({"": _("Choose a reason")} | REASONS),
    )


@dataclass(frozen=True)
class Case:
    """One application as it stands on a desk, with the forms that answer it."""

    application: Application
    council: Council
    is_unusual: bool
    vouch: VouchForm
    disown: DisownForm

    @property
    def party(self) -> str:
        """The list it is for, as far as that is certain."""
        return self.council.names.get(int(self.vouch.party.data or 0), "")


def secretary_or_404() -> None:
    """The desk is for secretaries; for everybody else there is no such page."""
    if not g.actor.secretary_of:
        abort(404)


def application_or_404(uid: str) -> Application:
    """An application to a municipality of one's own; whatever else stands in the address is no page."""
    application = by_uid(uid)
    if application is None or application.municipality_id not in g.actor.secretary_of:
        abort(404)
    if not can(g.actor, Permission.VOUCH, application):
        abort(403)
    return application


def lists(council: Council) -> list[SelectChoice]:
    """The lists of a municipality, for a form."""
    return choices({"": _("Choose a list")} | council.names)


def cases() -> list[Case]:
    """What waits for the word of whoever is looking: never their own, nor what they have spoken about."""
    found = [
        one
        for one in waiting(g.actor)
        if can(g.actor, Permission.VOUCH, one) and not one.is_vouched and one.disowned_at is None
    ]
    known = councils({one.municipality_id for one in found}, now=g.now)
    return [case(one, known[one.municipality_id]) for one in found]


def case(one: Application, council: Council) -> Case:
    """An application with its forms, the list chosen that it most likely means."""
    meant = one.party_id or party_among(council.parties, one.list_text)
    vouch = VouchForm(formdata=None, party=str(meant) if meant else "")
    vouch.party.choices = lists(council)
    vouch.party.id, disown = f"party-{one.uid}", DisownForm(formdata=None)
    disown.reason.id = f"reason-{one.uid}"
    return Case(one, council, council.is_unusual(one.email_key), vouch, disown)


def ways(*wanted: tuple[str, str, dict[str, Any]]) -> list[tuple[str, str]]:
    """(words, address) of the pages that are there, for the end of a desk."""
    return [(words, url_for(name, **facts)) for words, name, facts in wanted if name in current_app.view_functions]
