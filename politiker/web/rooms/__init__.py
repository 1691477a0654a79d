"""Rooms, as councillors meet them: the list, one room, what it is about, and who is in it."""

from politiker.web.rooms import about, creating, inviting, overview, show
from politiker.web.rooms.door import blueprint

__all__ = ["about", "blueprint", "creating", "inviting", "overview", "show"]
