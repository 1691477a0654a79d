"""The way in: addresses, the letter one may work with, and what every template is given."""

from typing import Any

from flask import Blueprint, abort

from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.mailings.models import Mailing
from politiker.registrations.mailings.queries import mailing_of
from politiker.web.forms import ChangingForm
from politiker.web.organiser.door import EVENT, event_for, event_page

blueprint = Blueprint("mailings", __name__)
LETTERS = f"{EVENT}/breve"
LETTER = f"{LETTERS}/<int(max=2147483647):mailing_id>"


class PressForm(ChangingForm):
    """One press."""


def mailing_for(event_id: int, mailing_id: int) -> tuple[Event, Mailing]:
    """A letter and its event, for whoever may write to the participants; for everybody else there is no such page."""
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    mailing = mailing_of(event_id, mailing_id)
    if mailing is None:
        abort(404)
    return event, mailing


def number(text: str) -> int:
    """A number in an address, or 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template here is given."""
    return {"event_page": event_page}
