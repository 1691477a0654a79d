"""The rules of a mandate's life, each named as the sentence it says."""

from politiker.core.errors import RuleBroken


class MandateIsOver(RuleBroken):
    """What has ended, or has not begun, cannot be changed."""


class MomentIsOutsideMandate(RuleBroken):
    """A change takes effect while the mandate runs: after now, and before it ends at `ends_at`."""


class MandatesWouldOverlap(RuleBroken):
    """Nobody sits twice in one council at the same time."""


class OneselfAsSubstitute(RuleBroken):
    """Nobody gives themselves a mandate, not even for as long as a leave lasts."""


class AlreadyOnLeave(RuleBroken):
    """Whoever is on leave comes back before the next one."""


class NotOnLeave(RuleBroken):
    """Only a leave can end."""


class ListIsFromElsewhere(RuleBroken):
    """A list stands in one municipality, and this is another, or the list the mandate has already."""


class CommitteeIsMissing(RuleBroken):
    """Whoever leads a committee leads a named one."""


class AlreadyReported(RuleBroken):
    """One report of a change waits already."""


class ReportIsAnswered(RuleBroken):
    """Somebody has answered this report."""


class OneOwnReport(RuleBroken):
    """Nobody confirms what they reported themselves."""


class NobodySits(RuleBroken):
    """No mandate runs in this council, so none can run longer."""


class TooLongAProlongation(RuleBroken):
    """A council sits on until a date after its period, at most 12 months after `ends_at`."""


class ProlongationIsGone(RuleBroken):
    """It was confirmed already, or a newer one took its place."""


class SamePersonTwice(RuleBroken):
    """Two people prolong: whoever asked does not confirm."""
