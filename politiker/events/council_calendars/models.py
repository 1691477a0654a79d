"""A meeting of a council: where and when, and nothing of what it is about."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base


class CouncilMeeting(Base):
    """One meeting. `uid` is a fingerprint of what the calendar calls it: what it is called is not kept."""

    __tablename__ = "council_meeting"
    __table_args__ = (
        sa.Index("ix_council_meeting_municipality", "municipality_id", "starts_at"),
        sa.Index("ix_council_meeting_starts", "starts_at", "municipality_id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    uid: Mapped[str] = mapped_column(sa.String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
