"""What somebody has to see to, because nobody else will: the seats of those whose mandate has ended."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core.database import Base, words
from politiker.registrations.models import Registration


class Errand(enum.StrEnum):
    """What has to be done."""

    GUEST_LEFT_COUNCIL = "guest_left_council"


class Task(Base):
    """One errand about one registration, for the organiser of the event and the secretary of the municipality."""

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "errand"),
        sa.Index("ix_task_event", "event_id", "done_at"),
        sa.Index("ix_task_municipality", "municipality_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    errand: Mapped[Errand] = mapped_column(words(Errand))
    registration_id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.ForeignKey("registration.id", ondelete="CASCADE")
    )
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    registration: Mapped[Registration] = relationship(lazy="raise")
