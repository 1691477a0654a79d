"""The organiser's desk: make, publish, change and call off events, and see who comes."""

from politiker.web.organiser import changing, desk, guests, materials, needs, rights, venues
from politiker.web.organiser.door import blueprint

__all__ = ["blueprint", "changing", "desk", "guests", "materials", "needs", "rights", "venues"]
