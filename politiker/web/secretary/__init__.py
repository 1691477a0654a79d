"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("secretary", __name__)
