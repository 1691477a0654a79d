"""Two people at one event: what stood there when a form was opened, so that the later one does not overwrite unseen."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields

from politiker.core.errors import RuleBroken
from politiker.events.details import EventDetails

DERIVED = {"venue_words"}
MARK = 10  # hexadecimal digits: enough to tell two texts of one field apart


class ChangedMeanwhile(RuleBroken):
    """Somebody else has changed the event since it was looked at: `theirs` is what it is now."""


def marks(details: EventDetails) -> dict[str, str]:
    """A short mark for each thing one decides about an event; another text has another mark."""
    return {name: _mark(getattr(details, name)) for name in _NAMES}


def written(details: EventDetails) -> str:
    """The marks on one line, to stand in a form."""
    return ".".join(marks(details).values())


def as_marks(line: str) -> dict[str, str]:
    """The marks of a line; what is none of ours marks nothing, and so differs from everything."""
    return dict(zip(_NAMES, line.split("."), strict=False))


def changed_since(seen: Mapping[str, str], details: EventDetails) -> set[str]:
    """The names of what has become something else since these marks were made."""
    return {name for name, mark in marks(details).items() if seen.get(name) != mark}


def refuse_if_changed(seen: str | None, details: EventDetails) -> None:
    """Say no when the event is not what was seen; None when nobody looked. Raises ChangedMeanwhile."""
    if seen is not None and changed_since(as_marks(seen), details):
        raise ChangedMeanwhile(theirs=details)


_NAMES = tuple(field.name for field in fields(EventDetails) if field.name not in DERIVED)


def _mark(value: object) -> str:
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        value = sorted(value)  # topics and roles have no order
    return hashlib.sha256(repr(value).encode()).hexdigest()[:MARK]
