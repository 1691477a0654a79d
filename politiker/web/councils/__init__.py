"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("councils", __name__)
