from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("front", __name__)


@blueprint.route("/", methods=["GET"])
@open_to(Access.PUBLIC)
def home() -> str:
    return "soon"
