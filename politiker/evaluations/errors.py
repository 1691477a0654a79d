"""The rules of what comes after an event."""

from politiker.core.errors import RuleBroken


class EventIsNotOver(RuleBroken):
    """It is asked about when it has been."""


class WasNotThere(RuleBroken):
    """Only those who were there are asked, and only they have a certificate."""


class EvaluationHasBegun(RuleBroken):
    """The questions stand once somebody may have answered them."""


class EvaluationIsClosed(RuleBroken):
    """It is too late to answer, or not time yet."""


class AlreadyAnswered(RuleBroken):
    """Each answers once, and what was answered cannot be found again to be changed."""


class NothingAnswered(RuleBroken):
    """Not one question was answered."""


class UnknownAnswer(RuleBroken):
    """An answer that the question does not have."""


class NoCertificates(RuleBroken):
    """The organiser gives no certificates for this event."""


class NothingTakenHome(RuleBroken):
    """There is nothing to say of whether it was used: it was deleted, or never written."""
