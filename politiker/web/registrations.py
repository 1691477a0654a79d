from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("registrations", __name__)


@blueprint.route("/mine-tilmeldinger", methods=["GET"])
@open_to(Access.SIGNED_IN)
def mine() -> str:
    return "soon"
