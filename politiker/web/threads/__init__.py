"""Threads: reading, writing, and all one can do with a post."""

from politiker.web.threads import drafting, editor, learning, marking, marks, polling, posts, reply, show, start
from politiker.web.threads.door import blueprint

__all__ = [
    "blueprint", "drafting", "editor", "learning", "marking", "marks", "polling", "posts", "reply", "show", "start",
]  # fmt: skip
