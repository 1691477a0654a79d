"""The page of those who keep rooms habitable."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)
