"""Finding a date: asking those invited, council calendars, and points of the programme with seats."""

from politiker.web.dates.door import blueprint

__all__ = ["blueprint"]
