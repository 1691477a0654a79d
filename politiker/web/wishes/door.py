"""The way in to wishes: their addresses, their words, and which of them there are."""

from typing import Any

from flask import Blueprint, abort, g, request
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.web.organiser.door import event_page
from politiker.wishes import queries
from politiker.wishes.models import FEW, Wish

Page = str | tuple[str, int] | Response

blueprint = Blueprint("wishes", __name__)


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template here is given."""
    return {"event_url": lambda wish: event_page(wish.event_id, wish.event_title)}


DESK = "/arrangoer/oensker"
LAST_PAGE = 500


def councillor_or_404() -> None:
    """Wishes are the councillors' own; for everybody else there is no such page."""
    if not can(g.actor, Permission.PROPOSE_WISH):
        abort(404)


def organiser_or_404() -> None:
    """Answering wishes is for organisers; for everybody else there is no such page."""
    if not can(g.actor, Permission.ANSWER_WISH):
        abort(404)


def wish_or_404(uid: str) -> Wish:
    """A wish that stands."""
    wish = queries.by_uid(uid)
    if wish is None or wish.is_over:
        abort(404)
    return wish


def page_asked_for() -> int:
    """The number of the page in the address; the first when it names none."""
    text = request.args.get("side", "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def how_many(supports: int) -> str:
    """ "12 ønsker det", and of fewer than five only that they are few: a small number could point at somebody."""
    return _("%(n)s want it", n=danish.number(supports)) if supports >= FEW else _("A few want it")
