"""What a person may be now, for letters and answers by mail: for when nobody sits at a browser."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.queries import rights_of
from politiker.people import queries
from politiker.policy import STRANGER, Actor

_PERSON = sa.bindparam("person_id", type_=sa.Integer())
_WHO = sa.union_all(
    queries.welcome(_PERSON), queries.mandates_of(_PERSON), queries.roles_of(_PERSON), rights_of(_PERSON)
)


def actor_of(person_id: int, *, now: datetime) -> Actor:
    """Mandates, roles and rights of a person at this moment, in one statement; a suspended person is a stranger."""
    rows = list(db.session.execute(_WHO, {"person_id": person_id}))
    if all(row.kind != "person" for row in rows):
        return STRANGER
    return queries.actor_from(person_id, rows, now)
