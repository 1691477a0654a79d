"""What we ask about the meetings of councils."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.danish import sort_key
from politiker.core.database import db
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.people.models import Municipality


def calendars(*, only: frozenset[int] | None, now: datetime) -> list[Any]:
    """(code, name, coming meetings, the next of them) of every council, or of some, by name; one statement."""
    coming = sa.and_(CouncilMeeting.municipality_id == Municipality.id, CouncilMeeting.ends_at > now)
    query = (
        sa.select(
            Municipality.code,
            Municipality.name,
            sa.func.count(CouncilMeeting.id).label("meetings"),
            sa.func.min(CouncilMeeting.starts_at).label("next_at"),
        )
        .outerjoin(CouncilMeeting, coming)
        .group_by(Municipality.id, Municipality.code, Municipality.name)
    )
    if only is not None:
        query = query.where(Municipality.id.in_(only))
    return sorted(db.session.execute(query), key=lambda row: sort_key(row.name))


def meetings_of(municipality_id: int, *, now: datetime, most: int = 20) -> list[Any]:
    """The next meetings of a council."""
    query = (
        sa.select(CouncilMeeting.starts_at, CouncilMeeting.ends_at)
        .where(CouncilMeeting.municipality_id == municipality_id, CouncilMeeting.ends_at > now)
        .order_by(CouncilMeeting.starts_at)
        .limit(most)
    )
    return list(db.session.execute(query))
