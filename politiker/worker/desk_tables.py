"""The letters and jobs of the organiser's desk, and when they are due."""

from collections.abc import Mapping
from datetime import datetime

from politiker.mail.delivery import Gather
from politiker.worker.room_tables import Handler

LETTERS: Mapping[str, Gather] = {}
JOBS: Mapping[str, Handler] = {}
EVERY_MINUTE: tuple[str, ...] = ()
EVERY_HOUR: tuple[str, ...] = ()
EVERY_DAY: tuple[str, ...] = ()


def plan(*, now: datetime) -> None:
    """Put what the clock calls for in the job table, as `worker.tables.plan` does."""
