"""Confidential rooms: opaque addresses, nothing kept on the way, and no word outside."""

from politiker.web.confidential import answering, entering, learning, searching, thread, writing
from politiker.web.confidential.door import blueprint
from politiker.web.confidential.entering import room_page

__all__ = ["answering", "blueprint", "entering", "learning", "room_page", "searching", "thread", "writing"]
