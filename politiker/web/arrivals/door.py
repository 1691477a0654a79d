"""The way in: addresses and what every template is given."""

from typing import Any

from flask import Blueprint

from politiker.web.organiser.door import event_page

blueprint = Blueprint("arrivals", __name__)


@blueprint.context_processor
def words_for_templates() -> dict[str, Any]:
    """What every template here is given."""
    return {"event_page": event_page}
