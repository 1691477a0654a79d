"""What has to happen for the letters about dates to be written. Call inside a room."""

from datetime import datetime, timedelta

from politiker.events.date_polls import actions as dates
from politiker.events.date_polls import queries
from politiker.events.models import Event
from tests import meetings, people


def dates_asked(now: datetime) -> datetime:
    """Ole asks Karen which of two dates she can come."""
    _asked(now)
    return now


def date_chosen(now: datetime) -> datetime:
    """Ole chooses the second, and publishes."""
    event = _asked(now)
    poll = queries.poll_of(event.id)
    assert poll is not None
    ole = event.created_by_id
    by = people.actor(people.db.session.get_one(people.Person, ole), now)
    dates.choose_date(event, queries.options_of(poll.id)[1].id, publish=True, by=by, now=now)
    return now


def _asked(now: datetime) -> Event:
    ole = people.ole()
    event = meetings.draft(now, organiser=ole, venue_id=meetings.venue().id)
    by = people.actor(ole, now)
    poll = dates.propose_dates(event, [now + timedelta(days=30), now + timedelta(days=37)], by=by, now=now)
    dates.ask_about_dates(poll, event, [people.karen().id], by=by, now=now)
    return event


ARRANGED = {"dates_asked": dates_asked, "date_chosen": date_chosen}
