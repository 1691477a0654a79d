"""What has to happen for the letters after an event to be written."""

from collections.abc import Callable
from datetime import datetime, timedelta

from politiker.evaluations import takeaways
from tests import meetings, people
from tests.afterwards import Afterwards


def after_event(now: datetime) -> datetime:
    after = Afterwards(now, guests_=[people.karen()], venue_id=meetings.venue().id)
    after.open()
    return after.over


def takeaway_back(now: datetime) -> datetime:
    after = Afterwards(now, guests_=[people.karen()], venue_id=meetings.venue().id)
    karen = people.actor(after.people[0], after.over)
    takeaways.take_home(after.seats[0], "Ring til naboerne, før planen er lagt", by=karen, now=after.over)
    later = after.over + timedelta(days=30)
    takeaways.send_back(now=later)
    return later


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "after_event": after_event,
    "takeaway_back": takeaway_back,
}
