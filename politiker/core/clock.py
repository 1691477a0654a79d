"""The one place that asks the wall clock. Rooms are handed `now`; doors call it here."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, asked of the wall clock every time."""
    return datetime.now(UTC)
