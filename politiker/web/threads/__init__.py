"""Threads: reading, writing, and all one can do with a post."""

from flask import Blueprint

blueprint = Blueprint("threads", __name__)
