"""What is forgotten of mandates and roles once they are over. Who has none left has no rights but their own data."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.register import years_before
from politiker.people.models import Mandate, MandateDuty, RoleGrant

MANDATE_KEPT = timedelta(days=90)
ROLE_KEPT_YEARS = 1


def forget_mandates(*, now: datetime) -> int:
    """Delete mandates and duties that ended more than 90 days ago. Returns how many mandates."""
    before = now - MANDATE_KEPT
    over = sa.select(Mandate.id).where(Mandate.ends_at < before)
    is_old = sa.or_(MandateDuty.ends_at < before, MandateDuty.mandate_id.in_(over))
    db.session.execute(sa.delete(MandateDuty).where(is_old).execution_options(synchronize_session=False))
    done = db.session.execute(
        sa.delete(Mandate).where(Mandate.ends_at < before).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_roles(*, now: datetime) -> int:
    """Delete roles that ended more than 12 months ago. Returns how many."""
    is_old = RoleGrant.ends_at < years_before(now, ROLE_KEPT_YEARS)
    done = db.session.execute(sa.delete(RoleGrant).where(is_old).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
