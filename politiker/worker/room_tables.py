"""Where rooms, files and search meet the worker: their letters, their jobs, and how often each is called for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from politiker.discussions.threads import forgetting as drafts_forgotten
from politiker.mail.delivery import Gather
from politiker.policy import Actor

Handler = Callable[[dict[str, Any], Actor, datetime], object]

LETTERS: Mapping[str, Gather] = {}

JOBS: Mapping[str, Handler] = {
    "forget_drafts": lambda facts, by, now: drafts_forgotten.forget_drafts(now=now),
}
EVERY_MINUTE: tuple[str, ...] = ()
EVERY_HOUR: tuple[str, ...] = ()
EVERY_DAY: tuple[str, ...] = ("forget_drafts",)
