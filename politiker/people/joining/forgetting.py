"""What is forgotten of applications: the evidence 30 days after the decision, and what nobody answered after two."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.joining.models import Application, Source

KEPT_AFTER_DECISION = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=2)


def forget_applications(*, now: datetime) -> int:
    """Delete applications decided more than 30 days ago, and those whose address never answered. Returns how many."""
    is_old = Application.decided_at < now - KEPT_AFTER_DECISION
    never_answered = sa.and_(
        Application.person_id.is_(None),
        Application.source == Source.APPLIED,
        Application.created_at < now - ANSWER_WITHIN,
    )
    done = db.session.execute(
        sa.delete(Application).where(sa.or_(is_old, never_answered)).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
