"""Whose tasks are whose: the organiser's by event, the secretary's by municipality."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.councils.queries import sits
from politiker.people.models import Municipality, Person
from politiker.policy import Actor, Permission, Right, Role, can
from politiker.registrations.models import OPEN, Registration
from politiker.registrations.tasks import Task

MOST = 200


def is_given_tasks(actor: Actor) -> bool:
    """Whether somebody is the one whom tasks are for: a secretary, or the organiser of some event's guests."""
    return bool(actor.secretary_of or _events_of(actor))


def tasks_of(actor: Actor, *, now: datetime) -> list[Any]:
    """(task, guest, state, event, when, council) of what waits for this person, the nearest event first."""
    mine = sa.or_(
        Task.event_id.in_(_events_of(actor)),
        sa.and_(Task.municipality_id.in_(actor.secretary_of), Task.told_at.is_(None)),
    )
    query = (
        sa.select(
            Task.id, Task.event_id, Task.municipality_id, Task.told_at, Person.name, Registration.state,
            Event.title, Event.starts_at, Event.ends_at, Event.contact_name, Event.contact_email,
            Municipality.name.label("municipality"), Municipality.council_word,
        )
        .join(Registration, Registration.id == Task.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(Event, Event.id == Task.event_id)
        .join(Municipality, Municipality.id == Task.municipality_id)
        .where(mine, Registration.person_id != actor.person_id, *_waits(now))
        .order_by(Event.starts_at, Task.id)
        .limit(MOST)
    )  # fmt: skip
    return list(db.session.execute(query))


def task_for(actor: Actor, task_id: int) -> Task | None:
    """A task with its registration, for whoever is given it; None for everybody else."""
    query = sa.select(Task).where(Task.id == task_id).options(joinedload(Task.registration))
    task = db.session.scalars(query).one_or_none()
    return task if task is not None and can(actor, Permission.SEE_GUESTS_OF_COUNCIL, task) else None


def tasks_at(event_ids: set[int], *, now: datetime) -> dict[int, int]:
    """How many tasks wait at each of some events; events without any are left out."""
    query = (
        sa.select(Task.event_id, sa.func.count())
        .join(Registration, Registration.id == Task.registration_id)
        .join(Event, Event.id == Task.event_id)
        .where(Task.event_id.in_(event_ids), *_waits(now))
        .group_by(Task.event_id)
    )
    return {event_id: n for event_id, n in db.session.execute(query)}


def _waits(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Task.done_at.is_(None),
        Registration.state.in_(OPEN),
        Event.starts_at > now,
        Event.called_off_at.is_(None),
        ~sits(Registration.person_id, now),
    )


def _events_of(actor: Actor) -> frozenset[int]:
    if Role.ORGANISER not in actor.roles:
        return frozenset()
    return frozenset(event for event, right in actor.rights if right is Right.REGISTRATIONS)
