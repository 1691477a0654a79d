"""The questions of an event as fields of a form, for whichever page asks them.

    form = with_questions(RegisterForm, questions)()
    form.told()                          what was answered, as the room wants it
    form.show(rule.faults)               what is wrong, each beside its field

Each question stands on the form with what it is for and when its answer is forgotten. One that depends on another is
there too; a script folds it away, and the room decides whether it counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.registrations.needs import tidy_note
from politiker.registrations.questions.answering import LONGEST_ANSWER, Given, Told
from politiker.registrations.questions.errors import Fault
from politiker.registrations.questions.models import Question, QuestionChoice, QuestionKind
from politiker.web.files.uploading import UploadsField
from politiker.web.forms import ChangingForm

NO_ANSWER = "-"
FEW_LEFT = 10
FAULTS = {
    Fault.TOO_LONG: _("Write at most %(longest)s characters.", longest=danish.number(LONGEST_ANSWER)),
    Fault.UNKNOWN: _("Choose one of the answers on the page."),
    Fault.TAKEN: _("What you chose has just been taken by others. Choose something else."),
}
MISSING = {
    QuestionKind.TEXT: _("Write an answer."),
    QuestionKind.CHOICE: _("Choose one of the answers."),
    QuestionKind.SEVERAL: _("Choose at least one of the answers."),
    QuestionKind.YES_NO: _("Choose yes or no."),
    QuestionKind.FILE: _("Choose a file."),
}


class MustBeAnswered:
    """Marks a question that may not be left out; whether it was, the room finds out."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is refused here: it may be that nobody asked."""


class ManyField(SelectMultipleField):
    """Several answers, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


@dataclass(frozen=True)
class Asking:
    """One question on a page: its field, what is said of it, and the choice it depends on."""

    field: Any
    hint: str
    only_if: str
    only_if_field: str
    keeps: Any
    file_name: str


class QuestionsForm(ChangingForm):
    """A form that asks the questions of one event; `questions` is set by `with_questions`."""

    questions: Sequence[Question] = ()

    @property
    def asked(self) -> list[Asking]:
        """The questions in order, for the template."""
        return [self._asking(one) for one in self.questions]

    def _asking(self, one: Question) -> Asking:
        first = next((q for q in self.questions if one.only_if in {choice.id for choice in q.choices}), None)
        keeps = self._fields.get(f"k{one.id}")
        self[name_of(one)].flags.required = one.is_required
        return Asking(
            field=self[name_of(one)],
            hint=" ".join(_hints(one, first)),
            only_if=str(one.only_if) if first is not None else "",
            only_if_field=name_of(first) if first is not None else "",
            keeps=keeps,
            file_name=keeps.description if keeps is not None else "",
        )

    def told(self) -> Told:
        """What was answered, by the id of the question."""
        return {one.id: self._given(one) for one in self.questions}

    def _given(self, one: Question) -> Given:
        field = self[name_of(one)]
        if one.kind is QuestionKind.FILE:
            keeps = f"k{one.id}" in self and not self[f"k{one.id}"].data
            return Given(file=field.clean[0] if field.clean else None, keeps_file=keeps)
        if one.kind is QuestionKind.TEXT:
            return Given(text=field.data or "")
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return Given(choices=frozenset(_number(id) for id in chosen if id and id != NO_ANSWER))

    def show(self, faults: Mapping[int, Fault]) -> None:
        """Say beside each field what is wrong with its answer."""
        for one in self.questions:
            fault = faults.get(one.id)
            if fault is not None:
                self[name_of(one)].errors = [MISSING[one.kind] if fault is Fault.MISSING else FAULTS[fault]]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def name_of(one: Question) -> str:
    """What the field of a question is called in the form."""
    return f"q{one.id}"


def with_questions(
    form: type[QuestionsForm],
    questions: Sequence[Question],
    own: Mapping[int, list[Any]] | None = None,
) -> Any:
    """A form with a field more for each question; `own` is what was answered before, by question."""
    fields: dict[str, Any] = {"questions": tuple(questions)}
    for one in questions:
        before = (own or {}).get(one.id, [])
        fields[name_of(one)] = _field(one, before)
        if one.kind is QuestionKind.FILE and before:
            name = before[0].file_name
            fields[f"k{one.id}"] = BooleanField(_("Take the file off"), description=name)
    return partial(type("WithQuestions", (form,), fields))


def _field(one: Question, before: Sequence[Any]) -> Any:
    marks: list[Any] = [MustBeAnswered()] if one.is_required else []
    match one.kind:
        case QuestionKind.TEXT:
            longest = Length(max=LONGEST_ANSWER, message=FAULTS[Fault.TOO_LONG])
            told = before[0].text if before else ""
            return TextAreaField(one.text, [longest, *marks], filters=[tidy_note], default=told)
        case QuestionKind.FILE:
            hint = _("A PDF, an Office document or a picture, at most 20 MB.")
            return UploadsField(one.text, most=1, hint=hint)
        case QuestionKind.SEVERAL:
            chosen = [str(row.choice_id) for row in before]
            return ManyField(one.text, marks, choices=[_choice(choice) for choice in one.choices], default=chosen)
    choices = [_choice(choice) for choice in one.choices]
    if not one.is_required:
        choices.append(SelectChoice(NO_ANSWER, _("No answer")))
    usual = str(before[0].choice_id) if before else None if one.is_required else NO_ANSWER
    return RadioField(one.text, marks, choices=choices, default=usual, validate_choice=False)


def _choice(choice: QuestionChoice) -> SelectChoice:
    words = choice.text
    if choice.price:
        words = _("%(choice)s (%(price)s)", choice=words, price=danish.kroner(choice.price))
    if choice.left == 0:
        words = _("%(choice)s: all taken", choice=words)
    elif choice.left is not None and choice.left <= FEW_LEFT:
        left = ngettext("%(num)d left", "%(num)d left (many)", choice.left)
        words = f"{words}: {left}"
    return SelectChoice(str(choice.id), words)


def _hints(one: Question, first: Question | None) -> Iterator[str]:
    """What is said of a question before its field."""
    if first is not None:
        choice = next(choice.text for choice in first.choices if choice.id == one.only_if)
        yield _("Only if you answer “%(choice)s” to “%(question)s”.", choice=choice, question=first.text)
    if one.help:
        yield one.help
    if one.kind is QuestionKind.FILE:
        yield _("A PDF, an Office document or a picture, at most 20 MB.")
    yield purpose_words(one)


def purpose_words(one: Question) -> str:
    """What the answer is for, and when it is forgotten."""
    if one.kept_days == 0:
        return _("Used for: %(purpose)s. Deleted when the event is over.", purpose=one.purpose)
    days = ngettext("Deleted %(num)d day after the event.", "Deleted %(num)d days after the event.", one.kept_days)
    used = _("Used for: %(purpose)s.", purpose=one.purpose.rstrip("."))
    return f"{used} {days}"
