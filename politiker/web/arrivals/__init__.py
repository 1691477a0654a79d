"""The day itself: tickets, check-in, and what is printed for it."""

from politiker.web.arrivals.door import blueprint

__all__ = ["blueprint"]
