"""The answer "no", as exceptions. Rooms raise them; doors find the words."""

from typing import Any


class RuleBroken(Exception):
    """A rule of the house says no. Subclasses are named as sentences; `facts` fill in the words."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts


class Forbidden(RuleBroken):
    """One may see the thing, but not do this to it."""


class IllegalMove(RuleBroken):
    """A state was asked to become one that it cannot become from where it stands."""
