"""Pages to come."""

from flask import Blueprint

blueprint = Blueprint("council_import", __name__)
