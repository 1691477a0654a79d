"""Who is at which event, for an organiser who looks up the guests of the own events."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.policy import Actor, Right
from politiker.registrations.models import OPEN, Registration


def worked_on(by: Actor) -> frozenset[int]:
    """The events somebody works on; the right to read needs alone opens nothing else."""
    return frozenset(event for event, right in by.rights if right is not Right.NEEDS and by.works_on(event))


def people_at(event_ids: Collection[int]) -> Any:
    """Everybody with a place at one of these events or in line for one, as a statement."""
    return sa.select(Registration.person_id).where(Registration.event_id.in_(event_ids), Registration.state.in_(OPEN))


def events_of(person_id: int, among: Collection[int]) -> frozenset[int]:
    """At which of these events a person is."""
    query = sa.select(Registration.event_id).where(
        Registration.person_id == person_id, Registration.event_id.in_(among), Registration.state.in_(OPEN)
    )
    return frozenset(db.session.scalars(query))
