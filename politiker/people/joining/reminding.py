"""Nobody waits unseen for more than a working day: letters to whoever can answer, one a working day and person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.workdays import is_office_hours, workdays_later
from politiker.people.joining import letters
from politiker.people.joining.models import Application
from politiker.people.joining.queries import NOBODY_SAID, WAITS
from politiker.people.models import Person, RoleGrant
from politiker.policy import Role


def remind_queue(*, now: datetime) -> None:
    """Write to secretaries whose queue has stood for a working day, and to administrators when that did not help.

    Where there is no secretary, and where the secretary has spoken, the administrators are written to at once.
    """
    if not is_office_hours(now):
        return
    waiting = list(db.session.scalars(sa.select(Application).where(WAITS).order_by(Application.id)))
    secretaries: dict[int, list[int]] = {}
    for person_id, municipality_id in _holders(Role.SECRETARY, now):
        secretaries.setdefault(municipality_id, []).append(person_id)
    late = [one for one in waiting if workdays_later(_since(one), 1) <= now]
    unsaid = [one for one in late if not _is_spoken_of(one)]
    for_secretary = [one for one in unsaid if secretaries.get(one.municipality_id)]
    too_late = [one for one in for_secretary if workdays_later(_since(one), 2) <= now]
    for_administrator = [one for one in late if one not in for_secretary] + too_late
    for place in sorted({one.municipality_id for one in for_secretary}):
        for person_id in secretaries[place]:
            if any(one.person_id != person_id for one in for_secretary if one.municipality_id == place):
                letters.queue_secretary(person_id, place, now)
    for person_id, _nowhere in _holders(Role.ADMINISTRATOR, now) if for_administrator else ():
        if any(one.person_id != person_id for one in for_administrator):
            letters.queue_administrator(person_id, now)
    _note(for_secretary, "secretary_reminded_at", now)
    _note(for_administrator, "administrator_reminded_at", now)


def waiting_for_secretary(municipality_id: int, person_id: int) -> int:
    """How many wait for the word of this secretary."""
    return _count(NOBODY_SAID, Application.municipality_id == municipality_id, Application.person_id != person_id)


def waiting_for_administrator(person_id: int) -> int:
    """How many an administrator could decide."""
    return _count(Application.person_id != person_id)


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Application).where(WAITS, *conditions)
    return int(db.session.execute(query).scalar_one())


def _is_spoken_of(one: Application) -> bool:
    return one.is_vouched or one.disowned_at is not None


def _since(one: Application) -> datetime:
    """Since when an application has stood where it stands."""
    return one.vouched_at or one.disowned_at or one.confirmed_at or one.created_at


def _note(applications: Iterable[Application], column: str, now: datetime) -> None:
    for one in applications:
        setattr(one, column, now)


def _holders(role: Role, now: datetime) -> list[Any]:
    """(person, municipality) of those who have a role now and may come in."""
    query = (
        sa.select(RoleGrant.person_id, RoleGrant.municipality_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == role, RoleGrant.runs(now), Person.suspended_at.is_(None))
        .order_by(RoleGrant.person_id)
    )
    return list(db.session.execute(query))


def holds(person_id: int, role: Role, municipality_id: int | None, now: datetime) -> bool:
    """Whether somebody has a role now; asked again when a letter to them is written out."""
    return (person_id, municipality_id) in {tuple(row) for row in _holders(role, now)}
