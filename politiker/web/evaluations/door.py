"""The way in: addresses and what every template is given."""

from datetime import timedelta
from typing import Any

from flask import Blueprint

from politiker.people.limits import Limit
from politiker.web.organiser.door import event_page

blueprint = Blueprint("evaluations", __name__)
GUESSES = Limit("certificates", 20, timedelta(minutes=5))  # wrong codes from one network


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template here is given."""
    return {"event_page": event_page}
