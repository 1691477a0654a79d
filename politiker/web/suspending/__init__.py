"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("suspending", __name__)
