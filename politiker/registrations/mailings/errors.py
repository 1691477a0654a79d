"""Why a letter to participants is refused."""

from politiker.core.errors import RuleBroken


class UnknownPlaceholder(RuleBroken):
    """Something in braces that nobody knows what to put for; `name` is what stands there."""


class PlaceholderInAddress(RuleBroken):
    """What is told of a person may not stand in an address that leads elsewhere; `name` is the placeholder."""


class PlaceOfThoseWhoDoNotWait(RuleBroken):
    """Only those on the waiting list have a place in the queue."""


class TooManyFiles(RuleBroken):
    """A letter has three files at most."""


class FilesTooLarge(RuleBroken):
    """The files of a letter come to more than 10 MB."""


class AlreadySent(RuleBroken):
    """What is sent cannot be changed, taken back or sent once more."""


class NobodyToWriteTo(RuleBroken):
    """Nobody is among those the letter is for."""


class RecipientsChanged(RuleBroken):
    """Other people than those one has seen would get it: `count` of them now."""


class NothingToSendAgain(RuleBroken):
    """The letter is on its way already, or is nobody's any more."""


class ReminderTooLate(RuleBroken):
    """So many days before the event is over already."""
