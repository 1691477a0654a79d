"""The day itself: tickets, check-in, and what is printed for it."""

from politiker.web.arrivals import at_the_door, check_in, printing, tickets, walk_in
from politiker.web.arrivals.door import blueprint

__all__ = ["at_the_door", "blueprint", "check_in", "printing", "tickets", "walk_in"]
