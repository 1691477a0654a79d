"""Wishes for events: proposing, supporting, answering."""

from politiker.web.wishes.door import blueprint

__all__ = ["blueprint"]
