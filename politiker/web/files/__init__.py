"""Files, handed in and fetched."""

from flask import Blueprint

blueprint = Blueprint("files", __name__)
