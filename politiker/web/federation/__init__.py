"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("federation", __name__)
