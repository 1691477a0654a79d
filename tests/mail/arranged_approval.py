"""What has to happen for the letters about approval by hand to be written."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations import actions, approving
from politiker.registrations.models import Registration
from tests import people


def awaiting(event: Event, now: datetime) -> datetime:
    """Karen signs up where the organiser approves each."""
    approving.approve_by_hand(event, wanted=True, by=_organiser(event, now), now=now)
    actions.register(event, by=people.actor(people.karen(), now), now=now)
    return now


def refused(event: Event, now: datetime) -> datetime:
    """And gets a no."""
    awaiting(event, now)
    one = db.session.scalars(sa.select(Registration)).one()
    approving.refuse(one, approving.Refusal.SAME_PLACE, by=_organiser(event, now), now=now)
    return now


def _organiser(event: Event, now: datetime) -> people.Actor:
    return people.actor(db.session.get_one(Person, event.created_by_id), now)
