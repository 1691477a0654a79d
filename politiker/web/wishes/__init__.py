"""Wishes for events: proposing, supporting, answering."""

from politiker.web.wishes import answering, wanting
from politiker.web.wishes.door import blueprint

__all__ = ["answering", "blueprint", "wanting"]
