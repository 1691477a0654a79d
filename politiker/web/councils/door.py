"""The way in to a council: its secretary and the administrators; for everybody else there is no such page."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, g
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.core.danish import from_local
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people.councils import queries
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality
from politiker.policy import Permission, Place, can

Page = str | tuple[str, int] | Response

blueprint = Blueprint("councils", __name__)
COUNCIL = "/raad/<code>"
DUTIES = {
    Duty.MAYOR: _("Mayor"),
    Duty.DEPUTY_MAYOR: _("Deputy mayor"),
    Duty.COMMITTEE_CHAIR: _("Committee chair"),
    Duty.SUBSTITUTE: _("Substitute"),
}


def council_for(code: str) -> Municipality:
    """The municipality, for whoever may change its mandates; for everybody else there is no such page."""
    place = queries.by_code(code)
    if place is None or not can(g.actor, Permission.CHANGE_MANDATE, Place(place.id)):
        abort(404)
    return place


def member_of(place: Municipality, uid: str) -> list[Mandate]:
    """What a person has in this council, the newest first."""
    found = queries.mandates_in(place.id, uid, now=g.now)
    if not found:
        abort(404)
    return found


def council_name(place: Municipality) -> str:
    """ "Aarhus byråd": each council by the word it chose."""
    return f"{place.name} {place.council_word}"


def beginning(day: date) -> datetime:
    """The moment a day begins in Denmark."""
    return from_local(day, time())


def after(day: date) -> datetime:
    """The moment a day is over in Denmark."""
    return beginning(day + timedelta(days=1))


def day(moment: datetime) -> str:
    """ "1. januar 2026"."""
    shown = danish.local(moment).date()
    return f"{shown.day}. {danish.MONTHS[shown.month - 1]} {shown.year}"


def last_day(moment: datetime) -> str:
    """What ends at midnight ends on the day before."""
    return day(moment - timedelta(seconds=1))


def duty_words(duty: MandateDuty) -> str:
    """ "Udvalgsformand, Økonomiudvalget"; nothing for a plain member."""
    words = DUTIES.get(duty.duty, "")
    return f"{words}, {duty.committee}" if duty.committee else words


def let_go() -> None:
    """Nothing is written after all: end the transaction before a page is made."""
    db.session.rollback()
    read_only()


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template of the councils is given."""
    return {"council_name": council_name, "day": day, "last_day": last_day, "duty_words": duty_words}
