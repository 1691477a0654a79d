"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("joining", __name__)
