"""The blueprint of Min side."""

from flask import Blueprint

blueprint = Blueprint("own", __name__)
