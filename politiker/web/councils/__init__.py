"""Councils: who sits, what happens to a mandate, and a member's own report of it."""

from politiker.web.councils import changing, deciding, own_report, prolonging, show
from politiker.web.councils.door import blueprint

__all__ = ["blueprint", "changing", "deciding", "own_report", "prolonging", "show"]
