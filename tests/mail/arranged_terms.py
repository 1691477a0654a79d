"""What has to happen for the letters about presence and ways of taking part. Call inside a room."""

from collections.abc import Callable
from datetime import datetime, timedelta

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations import actions
from politiker.registrations.models import Participant, Registration
from politiker.registrations.terms import presence as asking
from politiker.registrations.terms import twins
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.setting import Limits, set_terms
from tests import meetings, people


def _seat(now: datetime) -> tuple[Event, Registration, Person, Person]:
    """Karen's seat at a seminar with prices and terms that asks three days before; and its organiser."""
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole, venue_id=meetings.venue().id, contact_phone="+4512345678")
    prices = {Participant.COUNCILLOR: 0, Participant.OFFICIAL: 675_000}
    by = people.actor(ole, now)
    set_terms(event, Terms(prices, (Tier(14, ore=50_000),)), Limits(confirm_days=3), by=by, now=now)
    seat = actions.register(event, by=people.actor(karen, now), now=now)
    db.session.flush()
    return event, seat, karen, ole


def presence(now: datetime) -> datetime:
    event, _seat_of_karen, _karen, _ole = _seat(now)
    moment = event.starts_at - timedelta(days=3)
    asking.ask(event.id, now=moment)
    return moment


def seat_released(now: datetime) -> datetime:
    event, seat, _karen, ole = _seat(now)
    moment = event.starts_at - timedelta(days=3)
    asking.ask(event.id, now=moment)
    asking.release(event, [seat.uid], by=people.actor(ole, moment), now=moment)
    return moment


def way_changed(now: datetime) -> datetime:
    event, seat, karen, ole = _seat(now)
    twins.make_twin(event, 50, "https://moede.example/net", by=people.actor(ole, now), now=now)
    for _there_and_back in range(2):
        twins.change_way(seat, by=people.actor(karen, now), now=now)
    return now


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "presence": presence,
    "seat_released": seat_released,
    "way_changed": way_changed,
}
