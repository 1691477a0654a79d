"""What is forgotten of threads by itself."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.threads.models import Draft

DRAFTS_LAST = timedelta(days=30)  # after their last change; the privacy register says so


def forget_drafts(*, now: datetime) -> int:
    """Delete what somebody began to write and has not touched for 30 days. Returns how many."""
    done = db.session.execute(sa.delete(Draft).where(Draft.saved_at < now - DRAFTS_LAST))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
