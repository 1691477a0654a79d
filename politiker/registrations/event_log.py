"""Who did what at an event, and when, as its organiser reads it: from the trail, which holds no text about anybody.

The names of those who work on the site stand there; a guest's only for whoever may see the guests.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person, RoleGrant
from politiker.policy import Actor, Permission, Role, can, require
from politiker.registrations.models import Registration

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One thing that was done. `who` is None for somebody whose name is not for the reader; a job has `is_job`."""

    id: int
    at: datetime
    happening: Happening
    who: str | None
    is_job: bool
    guest: str | None


def event_log(
    event: Event, *, by: Actor, happenings: Collection[Happening] = (), before: int | None = None
) -> tuple[list[Line], bool]:
    """One page of an event's log, the newest first, and whether there is more; with `happenings` only those.

    Give the last id seen as `before`. One statement.
    """
    require(by, Permission.EDIT_EVENT, event)
    sees_guests = can(by, Permission.SEE_REGISTRATIONS, event)
    query = _entries().where(Entry.event_id == event.id).order_by(Entry.id.desc()).limit(PAGE + 1)
    if happenings:
        query = query.where(Entry.happening.in_(happenings))
    if before is not None:
        query = query.where(Entry.id < before)
    rows = list(db.session.execute(query))
    return [_line(row, sees_guests) for row in rows[:PAGE]], len(rows) > PAGE


def _entries() -> sa.Select[*tuple[Any, ...]]:
    guest = sa.orm.aliased(Person)
    works_here = sa.exists().where(
        RoleGrant.person_id == Entry.person_id, RoleGrant.role.in_((Role.ORGANISER, Role.ADMINISTRATOR))
    )
    seat = sa.and_(Entry.subject == Registration.__tablename__, Registration.id == Entry.subject_id)
    return (
        sa.select(
            Entry.id, Entry.at, Entry.happening, Entry.job, Person.name, guest.name.label("guest"),
            (Entry.person_id == Registration.person_id).label("is_own"), works_here.label("works_here"),
        )
        .outerjoin(Person, Person.id == Entry.person_id)
        .outerjoin(Registration, seat)
        .outerjoin(guest, guest.id == Registration.person_id)
    )  # fmt: skip


def _line(row: Any, sees_guests: bool) -> Line:
    may_be_named = sees_guests or (row.works_here and not row.is_own)
    return Line(
        id=row.id,
        at=row.at,
        happening=row.happening,
        who=row.name if may_be_named else None,
        is_job=row.job is not None,
        guest=row.guest if sees_guests else None,
    )
