"""Logging in by way of a municipality that has a log-in of its own."""

from politiker.web.federation import journey, links
from politiker.web.federation.door import blueprint

__all__ = ["blueprint", "journey", "links"]
