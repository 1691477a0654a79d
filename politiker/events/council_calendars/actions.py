"""Taking in the calendar of a council."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.events.council_calendars.reading import Meeting
from politiker.people.models import Municipality
from politiker.policy import Actor, Permission, Place, require


def take_in_calendar(place: Municipality, meetings: Sequence[Meeting], *, by: Actor, now: datetime) -> None:
    """Let these be the meetings of a council, instead of those taken in before; all or nothing."""
    require(by, Permission.KEEP_COUNCIL_CALENDAR, Place(place.id))
    db.session.execute(sa.delete(CouncilMeeting).where(CouncilMeeting.municipality_id == place.id))
    rows = [
        {"municipality_id": place.id, "uid": one.uid, "starts_at": one.starts_at, "ends_at": one.ends_at}
        for one in meetings
    ]
    if rows:
        db.session.execute(sa.insert(CouncilMeeting), rows)
    audit.record(by, Happening.CALENDAR_IMPORTED, place, now)
