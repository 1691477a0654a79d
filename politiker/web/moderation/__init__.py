"""Moderation: reporting and blocking for everybody in a room, and the one page of those who keep rooms habitable."""

from politiker.web.moderation import blocks, desk, glass, people, posts, reporting, reports, threads
from politiker.web.moderation.door import blueprint

__all__ = ["blocks", "blueprint", "desk", "glass", "people", "posts", "reporting", "reports", "threads"]
