"""The rules of the list of participants, each named as the sentence it says."""

from politiker.core.errors import RuleBroken


class NobodyHasThisAddress(RuleBroken):
    """No councillor has this e-mail."""


class DoesNotSit(RuleBroken):
    """Somebody without a mandate cannot stand on the list as a councillor."""


class NotForOneself(RuleBroken):
    """Nobody gives themselves a seat by the organiser's hand."""


class NoSeatIsFree(RuleBroken):
    """All `capacity` seats are held, and nobody sits above that."""


class NobodyWaitsHere(RuleBroken):
    """Only somebody in line can be taken out of turn."""


class SeatIsNotTheirs(RuleBroken):
    """Only a certain seat can go to a substitute."""


class EventsAreTheSame(RuleBroken):
    """Nobody moves to where they are."""


class SelectionHasChanged(RuleBroken):
    """Somebody who was shown beforehand is no longer as they were shown."""


class TextIsTooLong(RuleBroken):
    """The text has at most `longest` characters."""


class NameIsTaken(RuleBroken):
    """Something here has that name already."""


class TooManyHere(RuleBroken):
    """There are at most `most` of them at one event."""
