"""Writing to participants, and what became of each letter."""

from politiker.web.mailings.door import blueprint

__all__ = ["blueprint"]
