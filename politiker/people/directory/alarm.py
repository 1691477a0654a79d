"""Somebody looks up more people than a person does: the administrators are told, once in an hour."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core.database import db, lock_row
from politiker.people.directory import letters
from politiker.people.limits import Limit
from politiker.people.models import Person, RoleGrant
from politiker.policy import Actor, Role


def sound_alarm(limit: Limit, *, by: Actor, now: datetime) -> bool:
    """Tell the administrators, once in an hour, that somebody looks up more than a person does."""
    person = lock_row(Person, by.person_id or 0)
    earlier = sa.select(Entry.id).where(
        Entry.subject == Person.__tablename__,
        Entry.subject_id == person.id,
        Entry.happening == Happening.TOO_MANY_PROFILES,
        Entry.at > now - limit.window,
    )
    if db.session.execute(earlier.limit(1)).first() is not None:
        return False
    audit.record(by, Happening.TOO_MANY_PROFILES, person, now, reason=limit.kind)
    letters.alarm_profiles(person, limit, administrators(now=now), now)
    return True


def administrators(*, now: datetime) -> list[int]:
    """Who administers the house at this moment, and may come in."""
    query = (
        sa.select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.runs(now),
            Person.suspended_at.is_(None),
        )
        .order_by(RoleGrant.person_id)
        .distinct()
    )
    return list(db.session.scalars(query))
