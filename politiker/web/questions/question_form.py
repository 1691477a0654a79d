"""A question as an organiser types it."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.registrations.questions.models import LONGEST_KEPT, Asked, Question, QuestionKind
from politiker.registrations.questions.setting_up import NO, YES, ChoiceDetails, QuestionDetails
from politiker.web.forms import ChangingForm
from politiker.web.organiser.fields import LineField, NumberField, RowList, TextField, TypedField
from politiker.web.organiser.fields import choices as named

KINDS = {
    QuestionKind.TEXT: _("Text they write"),
    QuestionKind.CHOICE: _("One of several answers"),
    QuestionKind.SEVERAL: _("Several of several answers"),
    QuestionKind.YES_NO: _("Yes or no"),
    QuestionKind.FILE: _("A file"),
}
WHEN = {
    Asked.AFTER: _("When the seat is certain"),
    Asked.BEFORE: _("On the form where one signs up (at most three questions)"),
}
MOST_ROWS, EMPTY_ROWS, FEWEST_ROWS = 20, 2, 4
MOST_OF_A_CHOICE, DEAREST = 5_000, 100_000  # guests, kroner
ALWAYS = ""
_KRONER = re.compile(r"([0-9]{1,6})(?:,([0-9]{2}))?(?: ?kr\.?)?\Z")


class KronerField(TypedField):
    """An amount in kroner, kept in øre."""

    def read(self, text: str) -> int:
        found = _KRONER.match(re.sub(r"(?<=[0-9])[. ](?=[0-9]{3})", "", text))
        if found is None or int(found[1]) > DEAREST:
            raise ValueError(_("Write the price in kroner, for instance 950 or 950,50."))
        return int(found[1]) * 100 + int(found[2] or 0)

    def shown(self, value: int) -> str:
        return danish.kroner(value).removesuffix(" kr.") if value else ""


class ChoiceRow(Form):
    """One answer to choose: its words, how many may have it, and what it costs."""

    id = HiddenField()
    text = LineField(_("Answer"), longest=120)
    most = NumberField(_("At most"), least=1, most=MOST_OF_A_CHOICE)
    price = KronerField(_("Price in kroner"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if is_right and not self.text.data and (self.most.data or self.price.data):
            self.text.errors = [_("Write the answer that this belongs to.")]
        return not self.errors

    @property
    def choice(self) -> ChoiceDetails:
        """The choice as the room wants it."""
        id = self.id.data or ""
        known = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else None
        return ChoiceDetails(self.text.data, self.most.data, self.price.data or 0, known)


class QuestionForm(ChangingForm):
    """Everything about one question; `earlier` are those before it, which it may depend on."""

    text = LineField(_("Question"), longest=200, required=_("Write the question."))
    help = TextField(
        _("Help"), longest=600, description=_("What guests should know before they answer. Stands under the question.")
    )
    kind = RadioField(_("How it is answered"), [InputRequired()], choices=named(KINDS))
    choices = RowList(FormField(ChoiceRow), _("Answers to choose from"), max_entries=MOST_ROWS)
    yes_most = NumberField(_("At most so many yes"), least=1, most=MOST_OF_A_CHOICE)
    yes_price = KronerField(_("Price of a yes in kroner"))
    asked = RadioField(_("When it is asked"), [InputRequired()], choices=named(WHEN), default=Asked.AFTER.value)
    only_if = SelectField(_("Who is asked"), default=ALWAYS)
    is_required = BooleanField(_("Everybody who is asked must answer"))
    purpose = LineField(
        _("What the answer is used for"),
        longest=200,
        required=_("Write what the answer is used for."),
        description=_("Guests read it beside the question. For instance: to book rooms at the hotel."),
    )
    kept_days = NumberField(
        _("Days after the event when the answers are deleted"),
        least=0,
        most=LONGEST_KEPT,
        required=_("Write after how many days the answers are deleted, at most 365."),
        description=_("As few as you can do with. At most 365."),
    )

    def __init__(self, earlier: Sequence[Question], before: Question | None = None, **more: Any) -> None:
        super().__init__(data=asked(before) if before else {"kept_days": 30, "kind": "choice"}, **more)
        self.before = before
        self.only_if.choices = named({ALWAYS: _("Everybody"), **_conditions(earlier)})
        if not self.is_submitted():
            while len(self.choices) < FEWEST_ROWS:
                self.choices.append_entry()
            for _row in range(EMPTY_ROWS):
                self.choices.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if self.choices.has_too_many:
            self.form_errors.append(_("A question has at most %(most)s answers to choose from.", most=MOST_ROWS))
        return is_right and not self.errors

    @property
    def details(self) -> QuestionDetails:
        """The question as the room wants it."""
        return QuestionDetails(
            kind=QuestionKind(self.kind.data),
            asked=Asked(self.asked.data),
            text=self.text.data,
            help=self.help.data,
            purpose=self.purpose.data,
            is_required=self.is_required.data,
            kept_days=self.kept_days.data,
            choices=self._choices(),
            only_if=int(self.only_if.data) if self.only_if.data else None,
        )

    def _choices(self) -> tuple[ChoiceDetails, ...]:
        if self.kind.data == QuestionKind.YES_NO:
            yes, no = _yes_and_no(self.before)
            return (
                ChoiceDetails(YES, self.yes_most.data, self.yes_price.data or 0, yes),
                ChoiceDetails(NO, id=no),
            )
        return tuple(entry.form.choice for entry in self.choices if entry.form.text.data)


def _yes_and_no(before: Question | None) -> tuple[int | None, int | None]:
    if before is None or before.kind is not QuestionKind.YES_NO:
        return None, None
    return before.choices[0].id, before.choices[1].id


def _conditions(earlier: Sequence[Question]) -> dict[str, str]:
    return {
        str(choice.id): _("Only who answers “%(choice)s” to “%(question)s”", choice=choice.text, question=one.text)
        for one in earlier
        for choice in one.choices
    }


def asked(one: Question) -> dict[str, Any]:
    """A question as it stands in the form."""
    same = ("text", "help", "is_required", "purpose", "kept_days")
    answers: dict[str, Any] = {name: getattr(one, name) for name in same}
    rows = [
        {"id": choice.id, "text": choice.text, "most": choice.most, "price": choice.price} for choice in one.choices
    ]
    if one.kind is QuestionKind.YES_NO:
        answers |= {"yes_most": rows[0]["most"], "yes_price": rows[0]["price"]}
        rows = []
    return answers | {
        "kind": one.kind.value,
        "asked": one.asked.value,
        "choices": rows,
        "only_if": str(one.only_if or ALWAYS),
    }
