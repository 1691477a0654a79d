"""Questions that most events with a night or a journey ask, ready to be put in and changed."""

from politiker.core.words import gettext as _
from politiker.registrations.questions.models import Asked, QuestionKind
from politiker.registrations.questions.setting_up import NO, YES, ChoiceDetails, QuestionDetails

NIGHT_BEFORE = QuestionDetails(
    kind=QuestionKind.YES_NO,
    asked=Asked.AFTER,
    text="Vil du overnatte natten før?",
    help="Vi bestiller værelset til dig.",
    purpose="At bestille værelser på hotellet",
    is_required=True,
    choices=(ChoiceDetails(YES), ChoiceDetails(NO)),
)
TRANSPORT = QuestionDetails(
    kind=QuestionKind.CHOICE,
    asked=Asked.AFTER,
    text="Hvordan kommer du frem?",
    help="Så ved vi, om der skal være en bus fra stationen.",
    purpose="At planlægge bus og parkering",
    choices=(
        ChoiceDetails("I bil"),
        ChoiceDetails("Med tog og bus"),
        ChoiceDetails("Jeg kører med en anden"),
        ChoiceDetails("På cykel eller til fods"),
    ),
)
READY_MADE: dict[str, tuple[str, QuestionDetails]] = {
    "overnatning": (_("The night before"), NIGHT_BEFORE),
    "transport": (_("Transport"), TRANSPORT),
}
