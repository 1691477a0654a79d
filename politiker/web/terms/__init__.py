"""Seats held for some, prices, terms of withdrawal, and who says they come."""

from politiker.web.terms import confirming, presence, reserving, setting, ways
from politiker.web.terms.door import blueprint

__all__ = ["blueprint", "confirming", "presence", "reserving", "setting", "ways"]
