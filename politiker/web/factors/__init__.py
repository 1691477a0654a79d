"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("factors", __name__)
