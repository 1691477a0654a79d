from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("account", __name__)


@blueprint.route("/log-ind", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_in() -> str:
    return "soon"


@blueprint.route("/log-ud", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def log_out() -> str:
    return "soon"


@blueprint.route("/min-side", methods=["GET"])
@open_to(Access.SIGNED_IN)
def my_page() -> str:
    return "soon"
