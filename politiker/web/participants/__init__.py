"""The organiser's list of participants, and what one does with those in it."""

from politiker.web.participants.door import blueprint

__all__ = ["blueprint"]
