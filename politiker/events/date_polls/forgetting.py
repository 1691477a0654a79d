"""When what was answered about dates is forgotten."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.council_calendars.models import CouncilMeeting
from politiker.events.date_polls.models import DateInvitation, DateOption

KEPT = timedelta(days=30)


def forget_dates(*, now: datetime) -> int:
    """Delete who was asked and what they answered thirty days after the last date asked about, and meetings of
    councils that were held so long ago. Returns how many people were forgotten.
    """
    over = (
        sa.select(DateOption.poll_id).group_by(DateOption.poll_id).having(sa.func.max(DateOption.ends_at) < now - KEPT)
    )
    done = db.session.execute(sa.delete(DateInvitation).where(DateInvitation.poll_id.in_(over)))
    db.session.execute(sa.delete(CouncilMeeting).where(CouncilMeeting.ends_at < now - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
