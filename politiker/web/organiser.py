from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("organiser", __name__)


@blueprint.route("/arrangoer", methods=["GET"])
@open_to(Access.STAFF)
def desk() -> str:
    return "soon"
