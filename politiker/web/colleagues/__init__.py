"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("colleagues", __name__)
