from flask import Blueprint

from politiker.web.access import Access, open_to

blueprint = Blueprint("pages", __name__)


@blueprint.route("/was", methods=["GET"])
@open_to(Access.PUBLIC)
def accessibility() -> str:
    return "soon"


@blueprint.route("/privatliv", methods=["GET"])
@open_to(Access.PUBLIC)
def privacy() -> str:
    return "soon"


@blueprint.route("/hvem-maa-hvad", methods=["GET"])
@open_to(Access.PUBLIC)
def who_may_what() -> str:
    return "soon"
