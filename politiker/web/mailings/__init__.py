"""Writing to participants, what became of each letter, which reminders go out, and the log of an event."""

from politiker.web.mailings import failed, letters, log, reminders, sending, writing
from politiker.web.mailings.door import blueprint

__all__ = ["blueprint", "failed", "letters", "log", "reminders", "sending", "writing"]
