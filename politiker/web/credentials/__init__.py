"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("credentials", __name__)
