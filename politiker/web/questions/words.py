"""What an organiser is told when a question cannot be asked like that, and why a guest is not let in."""

from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.registrations.approving import ApprovalIsAnswered, MandateIsOver, Refusal
from politiker.registrations.errors import EventHasBegun
from politiker.registrations.questions import errors

REFUSALS = {
    Refusal.OTHERS: _("The event is meant for other participants"),
    Refusal.TOO_MANY: _("More have signed up than there are seats"),
    Refusal.SAME_PLACE: _("Somebody from the same municipality comes already"),
    Refusal.ASK_US: _("No reason given; the guest may ask"),
}


def words_for(rule: RuleBroken) -> str:
    """The sentence of a rule about questions or approval. A rule without words is raised again."""
    facts = rule.facts
    match rule:
        case errors.TooManyQuestions():
            return _("An event asks at most %(most)s questions. Remove one first.", most=facts["most"])
        case errors.TooManyAskedBefore():
            return _("At most %(most)s questions stand on the form where one signs up.", most=facts["most"])
        case errors.FileIsAskedAfterwards():
            return _("A file can only be asked for when the seat is certain.")
        case errors.TooFewChoices():
            return ngettext(
                "Write at least %(num)d answer to choose.",
                "Write at least %(num)d answers to choose from.",
                facts["least"],
            )
        case errors.ConditionComesFirst():
            return _("A question that depends on another must stand after it, and must not be asked before it.")
        case errors.QuestionIsAnswered():
            return ngettext(
                "%(num)d guest has answered, so that cannot be changed. Close the question instead.",
                "%(num)d guests have answered, so that cannot be changed. Close the question instead.",
                facts["answers"],
            )
        case errors.ChoiceIsAnswered():
            return ngettext(
                "%(num)d guest has chosen “%(text)s”, so it cannot be removed.",
                "%(num)d guests have chosen “%(text)s”, so it cannot be removed.",
                facts["taken"],
                text=facts["text"],
            )
        case errors.LimitBelowTaken():
            return ngettext(
                "%(num)d guest has chosen “%(text)s”. There cannot be fewer than that.",
                "%(num)d guests have chosen “%(text)s”. There cannot be fewer than that.",
                facts["taken"],
                text=facts["text"],
            )
        case ApprovalIsAnswered():
            return _("Somebody has answered already, or the guest has withdrawn.")
        case MandateIsOver():
            return _("The guest sits in no council any more, and seats are for those who do.")
        case EventHasBegun():
            return _("The event has begun, so registrations can no longer be changed.")
    raise rule
