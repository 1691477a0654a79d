"""What answers, groups and rules are called on the pages after an event."""

from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.evaluations import errors
from politiker.evaluations.groups import AGAIN, NEW, Dimension
from politiker.evaluations.models import CertificateFor, QuestionKind, Used
from politiker.evaluations.setting_up import Asked
from politiker.web.colleagues.words import DUTIES

KINDS = {
    QuestionKind.SCALE: _("From 1 to 5"),
    QuestionKind.CHOICE: _("Choose one"),
    QuestionKind.TEXT: _("In one's own words"),
}
SCALE = {"1": _("1 (least)"), "2": "2", "3": "3", "4": "4", "5": _("5 (most)")}
CERTIFICATES = {
    CertificateFor.THERE: _("Those who were there (everybody with a seat, if nobody was checked in)"),
    CertificateFor.SEATED: _("Everybody with a seat"),
    CertificateFor.NOBODY: _("Nobody"),
}
USED = {Used.YES: _("Yes, it was used"), Used.PARTLY: _("Partly"), Used.NO: _("No, it was not used")}
DIMENSIONS = {
    Dimension.REGION: _("By region"),
    Dimension.DUTY: _("By role in the council"),
    Dimension.PERIOD: _("Newly elected or not"),
}
GROUPS = {NEW: _("Newly elected"), AGAIN: _("Elected before")} | {duty.value: name for duty, name in DUTIES.items()}
RULES: dict[type[RuleBroken], str] = {
    errors.WasNotThere: _("Only those who were there are asked. Write to the organiser if you were."),
    errors.EvaluationIsClosed: _("The evaluation is closed."),
    errors.AlreadyAnswered: _("You have answered already. Since nobody knows which answer is yours, it stands."),
    errors.NothingAnswered: _("Answer at least one question before you send."),
    errors.UnknownAnswer: _("Choose one of the answers."),
    errors.NoCertificates: _("The organiser gives no certificates for this event."),
    errors.NothingTakenHome: _("What you wrote is deleted, so there is nothing to answer."),
    errors.EventIsNotOver: _("The event is not over yet."),
}
READY_MADE = (
    Asked(QuestionKind.SCALE, _("How good was the event, all in all?")),
    Asked(QuestionKind.SCALE, _("How much of it can you use in your work in the council?")),
    Asked(QuestionKind.SCALE, _("How well did you get to know somebody from other municipalities and lists?")),
    Asked(QuestionKind.SCALE, _("How good was the practical side of it?")),
    Asked(QuestionKind.TEXT, _("What was best?")),
    Asked(QuestionKind.TEXT, _("What should we do differently next time?")),
)


def group_name(group: str) -> str:
    """A group as it is read: a region is called by its own name."""
    return GROUPS.get(group, group)


def words_for(rule: RuleBroken) -> str:
    """The sentence for a rule that said no. Raises the rule again when it is none of ours."""
    if type(rule) not in RULES:
        raise rule
    return RULES[type(rule)]
