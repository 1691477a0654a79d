from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("events", __name__)


@blueprint.route("/arrangementer", methods=["GET"])
@open_to(Access.PUBLIC)
def list_events() -> str:
    return "soon"
