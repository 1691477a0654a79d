"""What councillors and strangers see of events: the list, the month, the page of one event, and its calendar file."""

from politiker.web.events import calendar_file, listing, month, show
from politiker.web.events.addresses import blueprint

__all__ = ["blueprint", "calendar_file", "listing", "month", "show"]
