"""Names that are easily taken for those of others, told to whoever decides; nobody is refused for one."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.names import skeleton
from politiker.people.models import Mandate, Person


def looks_like(name: str, municipality_id: int, *, besides: int | None, now: datetime) -> str | None:
    """A member's name that this one looks like: any in the same council, elsewhere only one spelled otherwise."""
    bones = skeleton(name)
    sits_there = sa.func.max(sa.case((Mandate.municipality_id == municipality_id, 1), else_=0))
    members = (
        sa.select(Person.id, Person.name, sits_there)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.runs(now))
        .group_by(Person.id, Person.name)
        .order_by(Person.id)
    )
    for person_id, other, is_near in db.session.execute(members):
        if person_id != besides and (is_near or other != name) and skeleton(other) == bones:
            return str(other)
    return None
