"""Letters one often needs, to begin with: a subject, an empty line, and the text."""

import enum
import functools
from pathlib import Path

TEXTS = Path(__file__).parent / "ready"


class ReadyMade(enum.StrEnum):
    """Which text to begin with."""

    REMINDER = "reminder"
    PRACTICAL = "practical"
    THANKS = "thanks"


@functools.cache
def ready_made(which: ReadyMade) -> tuple[str, str]:
    """The subject and the text."""
    subject, _empty, text = (TEXTS / f"{which.value}.md").read_text("utf-8").partition("\n\n")
    return subject.strip(), text.strip()
