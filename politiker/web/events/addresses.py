"""Where the pages of events are found. Written out here, because a list needs twenty of them at once."""

from flask import Blueprint

from politiker.core import danish

blueprint = Blueprint("events", __name__)
LIST = "/arrangementer"
MONTH = f"{LIST}/maaned/<month>"
BY_NUMBER = f"{LIST}/<int(max=2147483647):event_id>"
EVENT = f"{BY_NUMBER}-<slug>"


def path_of(event_id: int, title: str) -> str:
    """The page of an event."""
    return f"{LIST}/{event_id}-{danish.slug(title)}"


def month_path(year: int, month: int) -> str:
    """The page of a month."""
    return f"{LIST}/maaned/{year}-{month:02}"
