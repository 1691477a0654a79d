"""What stands in braces in an organiser's letter, and what each recipient reads instead.

Each is filled in once: what a person or an event is called is never read as markdown nor as another placeholder.
"""

import re
import secrets
from collections.abc import Mapping

from markupsafe import escape

from politiker.core import markdown
from politiker.mail.rendering import Passage, one_line
from politiker.registrations.mailings.errors import (
    PlaceholderInAddress,
    PlaceOfThoseWhoDoNotWait,
    UnknownPlaceholder,
)

FIRST_NAME, NAME, EVENT, TIME, PLACE, LINK, PLACE_IN_LINE = NAMES = (
    "fornavn", "navn", "arrangement", "tid", "sted", "link", "plads i køen",
)  # fmt: skip
LONGEST_SHOWN = 40  # characters of an unknown one that are said back
_BRACES = re.compile(r"\{([^{}\n]*)\}")


def check(subject: str, text: str, *, they_wait: bool) -> None:
    """Whether everything in braces is known, and can be said of those the letter is for; none in the addresses.

    Raises UnknownPlaceholder, PlaceOfThoseWhoDoNotWait, PlaceholderInAddress, markdown.TextTooLong.
    """
    for found in _BRACES.finditer(f"{subject}\n{text}"):
        name = _name(found)
        if name not in NAMES:
            raise UnknownPlaceholder(name=one_line(found[0], LONGEST_SHOWN))
        if name == PLACE_IN_LINE and not they_wait:
            raise PlaceOfThoseWhoDoNotWait
    marks = _marks()
    html = markdown.render(_marked(text, marks, "https://example.dk/"))
    for address in re.findall(r'href="([^"]*)"', html):
        for name, mark in marks.items():
            if mark in address:
                raise PlaceholderInAddress(name=f"{{{name}}}")


def subject_line(subject: str, values: Mapping[str, str]) -> str:
    """The subject as one recipient reads it."""
    return _filled_in(subject, values)


def passage(text: str, values: Mapping[str, str]) -> Passage:
    """The text as one recipient reads it, plain and as HTML."""
    marks = _marks()
    html = markdown.render(_marked(text, marks, values[LINK]))
    names = {mark: str(escape(one_line(values[name]))) for name, mark in marks.items()}
    html = re.sub("|".join(names), lambda found: names[found[0]], html)
    return Passage(_filled_in(text, values), html)


def _filled_in(text: str, values: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda found: one_line(values[name]) if (name := _name(found)) in values else found[0], text)


def _marked(text: str, marks: Mapping[str, str], link: str) -> str:
    """The text with a mark for each placeholder, and the link as an address of markdown."""

    def mark(found: re.Match[str]) -> str:
        name = _name(found)
        if name == LINK:
            is_target = text[: found.start()].endswith("](") and text[found.end() :].startswith(")")
            return link if is_target else f"<{link}>"
        return marks.get(name, found[0])

    return _BRACES.sub(mark, text)


def _marks() -> dict[str, str]:
    """Words that no text has in it, one for each placeholder but the link."""
    return {name: secrets.token_hex(12) for name in NAMES if name != LINK}


def _name(found: re.Match[str]) -> str:
    return " ".join(found[1].split()).casefold()
