"""Confidential rooms: opaque addresses, nothing kept on the way, and no word outside."""

from flask import Blueprint

blueprint = Blueprint("confidential", __name__)
