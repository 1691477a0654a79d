"""Rooms, as councillors meet them: the list, one room, and who is in it."""

from flask import Blueprint

blueprint = Blueprint("rooms", __name__)
