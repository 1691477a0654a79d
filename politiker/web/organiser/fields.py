"""Fields that read what an organiser types: tidied where that is harmless, refused in one Danish sentence."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from wtforms import FieldList, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from politiker.core import danish
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_DAY = re.compile(
    r"(?P<iso>[0-9]{4,6})-([0-9]{1,2})-([0-9]{1,2})\Z"
    r"|([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4,6}|[0-9]{2})\Z"
)
_CLOCK = re.compile(r"(?:kl\.? ?)?([01]?[0-9]|2[0-3])(?:[.:]?([0-5][0-9]))?\Z", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+\Z")


def visible(text: str, *, keeps: str = "") -> str:
    """The text without what cannot be seen: control characters, and signs that turn the writing round."""
    return "".join(sign for sign in text if sign in keeps or unicodedata.category(sign) not in UNSEEN)


def choices(names: Mapping[Any, str]) -> list[SelectChoice]:
    """What one may choose between: each of a few, by its word, with its name."""
    return [SelectChoice(str(value), name) for value, name in names.items()]


class TypedField(StringField):
    """What somebody typed. Subclasses say how it is read; a ValueError from there is the sentence beside the field."""

    keeps = ""
    data: Any

    def __init__(self, label: str, *, required: str = "", **more: Any) -> None:
        super().__init__(label, **more)
        self.missing = required
        if required:
            self.flags.required = True

    def read(self, text: str) -> Any:
        """What the text means. Raises ValueError, RuleBroken."""
        return text

    def shown(self, value: Any) -> str:
        """How a value that was not typed stands in the field."""
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        self.typed = visible(typed, keeps=self.keeps)
        self.data = None
        if self.typed != typed:
            raise ValueError(_("We have removed signs that cannot be seen. Check the text and save again."))
        text = unicodedata.normalize("NFC", self.typed).strip()
        if text:
            self.data = self.read(text)

    def pre_validate(self, form: Any) -> None:
        if self.missing and self.data in (None, "") and not self.errors:
            raise StopValidation(self.missing)

    def _value(self) -> str:
        if self.raw_data:
            return self.typed
        return "" if self.data is None else self.shown(self.data)


class LineField(TypedField):
    """One line of text with single spaces, at most `longest` characters; None of it is "" and never None."""

    def __init__(self, label: str, *, longest: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.longest = longest

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data or ""

    def read(self, text: str) -> str:
        return _short_enough(re.sub(r"\s+", " ", text), self.longest)


class TextField(LineField):
    """Several lines of text."""

    widget = TextArea()
    keeps = "\n"

    def read(self, text: str) -> str:
        return _short_enough(text, self.longest)


class CleanedField(LineField):
    """A line with a rule of its own: a name, an address, a number to call; `sentence` when it is refused."""

    def __init__(self, label: str, *, clean: Callable[[str], str], sentence: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.clean, self.sentence = clean, sentence

    def read(self, text: str) -> str:
        line = super().read(text)
        try:
            return self.clean(line)
        except (RuleBroken, ValueError):
            raise ValueError(self.sentence) from None


class NumberField(TypedField):
    """A whole number between two."""

    def __init__(self, label: str, *, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        bare = re.sub(r"[. ]", "", text) if _THOUSANDS.match(text) else text
        if not re.fullmatch("[0-9]{1,9}", bare) or not self.least <= int(bare) <= self.most:
            raise ValueError(
                _(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=danish.number(self.least),
                    most=danish.number(self.most),
                )
            )
        return int(bare)


class DayField(TypedField):
    """A date between 2000 and 2100, as a Dane writes it; "26" is 2026."""

    def read(self, text: str) -> date:
        found = _DAY.match(text)
        if found is None:
            raise ValueError(_("Write the date as day, month and year, for instance 24-11-2026."))
        year, month, day = found.group(1, 2, 3) if found["iso"] else found.group(6, 5, 4)
        year = f"20{year}" if len(year) == 2 else year
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise ValueError(_("Choose a date between the years 2000 and 2100."))
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            raise ValueError(_("There is no such date. Check day and month.")) from None

    def shown(self, value: date) -> str:
        return f"{value.day}-{value.month}-{value.year}"


class ClockField(TypedField):
    """A time of day, hours and minutes."""

    def read(self, text: str) -> time:
        found = _CLOCK.match(text)
        if found is None:
            raise ValueError(_("Write the time as hours and minutes, for instance 9.30."))
        return time(int(found[1]), int(found[2] or 0))

    def shown(self, value: time) -> str:
        return f"{value.hour}.{value.minute:02}"


class RowList(FieldList):
    """Rows of a form; a row whose number is no number, or too long a one, was not sent by us and is not read."""

    has_too_many = False

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        self.has_too_many = bool(formdata) and len(set(self._extract_indices(self.name, formdata))) > self.max_entries

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,4}})-", name):
                yield int(found[1])


def four_digits(text: str) -> str:
    """A Danish postcode. Raises ValueError."""
    if not re.fullmatch("[0-9]{4}", text):
        raise ValueError(text)
    return text


def _short_enough(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(
            _(
                "Write at most %(longest)s characters; there are %(length)s now.",
                longest=danish.number(longest),
                length=danish.number(len(text)),
            )
        )
    return text
