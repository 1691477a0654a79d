"""One box for people, events and threads."""

from flask import Blueprint

blueprint = Blueprint("searching", __name__)
