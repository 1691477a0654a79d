"""Finding a date: asking those invited, council calendars, and points of the programme with seats."""

from politiker.web.dates import answering, calendars, items, polls
from politiker.web.dates.door import blueprint

__all__ = ["answering", "blueprint", "calendars", "items", "polls"]
