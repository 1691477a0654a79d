"""What somebody has to see to, because nobody else will: the seats of those whose mandate has ended."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import Base, db, words
from politiker.core.errors import RuleBroken
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import Registration


class Errand(enum.StrEnum):
    """What has to be done."""

    GUEST_LEFT_COUNCIL = "guest_left_council"


class Task(Base):
    """One errand about one registration, for the organiser of the event and the secretary of the municipality.

    The organiser's answer ends it. A secretary notes having spoken with them, which only clears the own desk.
    """

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
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    registration: Mapped[Registration] = relationship(lazy="raise")


class TaskIsDone(RuleBroken):
    """Somebody has seen to it already."""


def complete_task(task: Task, *, by: Actor, now: datetime) -> None:
    """The organiser has decided: the seat was given back, or stands. Raises TaskIsDone."""
    require(by, Permission.DECIDE_REGISTRATION, task.registration)
    done = (
        sa.update(Task)
        .where(Task.id == task.id, Task.done_at.is_(None))
        .values(done_at=now, done_by_id=by.person_id)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(done).first() is None:
        raise TaskIsDone
    audit.record(by, Happening.TASK_DONE, task, now, event_id=task.event_id)


def note_told(task: Task, *, by: Actor, now: datetime) -> None:
    """The secretary has spoken with the organiser, who still has to answer. Raises TaskIsDone."""
    # Who may see a municipality's guests at an event is who is given the task.
    require(by, Permission.SEE_GUESTS_OF_COUNCIL, task)
    if task.done_at is not None or task.told_at is not None:
        raise TaskIsDone
    task.told_at = now
    audit.record(by, Happening.TASK_DONE, task, now, event_id=task.event_id, reason="told")
