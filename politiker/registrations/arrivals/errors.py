"""The rules of the door, each named as the sentence it says."""

from politiker.core.errors import RuleBroken


class DoorIsClosed(RuleBroken):
    """People are checked in from a day before the event, `opens_at`, until a week after it."""


class NoSeatIsFree(RuleBroken):
    """Nobody walks in past a full house, or past those who wait for the seat, without the right to seat out of turn."""


class NobodyOfThatName(RuleBroken):
    """No councillor of that municipality has exactly this name, or several have; an address tells who is meant."""
