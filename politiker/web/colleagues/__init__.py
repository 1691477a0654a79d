"""Kolleger: who is in my shoes, what they let others see, and who has looked me up."""

from politiker.web.colleagues import lookups, profile, search, show
from politiker.web.colleagues.door import blueprint

__all__ = ["blueprint", "lookups", "profile", "search", "show"]
