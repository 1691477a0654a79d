"""Work that need not be done while somebody waits: a table, a lease, and a name for each job.

A job is written in the same transaction as the change that calls for it. Any number of workers take
jobs; one that dies loses its lease and the next worker takes over.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, insert_once
from politiker.core.register import CONTRACT, personal

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
# A lease that ends later than any clock of ours could have set it: the clock was wrong then, or is now.
CLOCKS_DIFFER = timedelta(minutes=10)


class Job(Base):
    """One piece of work. `slot` is unique, so the same work is never put there twice."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index(
            "ix_job_due", "due_at", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(
        info=personal("Hvem et stykke arbejde handler om", "At gøre det færdigt", CONTRACT, "7 dage efter")
    )
    slot: Mapped[str | None] = mapped_column(unique=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Tick(Base):
    """When each worker was last alive; monitoring reads it."""

    __tablename__ = "tick"

    worker: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def put(name: str, facts: dict[str, Any], *, due_at: datetime, slot: str | None = None) -> None:
    """Leave a job to be done at a moment. With a slot, the second one of that name is not added."""
    values = {"name": name, "facts": facts, "slot": slot, "due_at": due_at, "attempts": 0}
    if slot is None:
        db.session.execute(sa.insert(Job).values(**values))
    else:
        insert_once(Job, values, "slot")


def claim(*, now: datetime) -> Job | None:
    """Take the next job that is due and not in somebody's hands. The caller commits the lease.

    A job that ended eight workers without a word is parked for a person instead.
    """
    while (
        job := claim_row(Job, Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now, now=now)
    ) is not None:
        if job.attempts <= MOST_ATTEMPTS:
            return job  # type: ignore[no-any-return]
        job.failed_at, job.leased_until, job.error = now, None, job.error or "no worker lived to finish it"
    return None


def claim_row(table: Any, *conditions: Any, now: datetime) -> Any:
    """Lease the next row that meets the conditions and is in nobody's hands, or None.

    For any table with `due_at`, `leased_until` and `attempts`. On PostgreSQL rows that another worker holds are
    passed by; on SQLite the transaction has the database to itself.
    """
    free = sa.or_(
        table.leased_until.is_(None), table.leased_until <= now, table.leased_until > now + LEASE + CLOCKS_DIFFER
    )
    query = sa.select(table).where(free, *conditions).order_by(table.due_at, table.id).limit(1)
    row = db.session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
    if row is not None:
        row.leased_until = now + LEASE
        row.attempts += 1
        db.session.flush()
    return row


def finish(job: Job, *, now: datetime) -> None:
    """The job is done, in the same transaction as what it did."""
    job.done_at = now
    job.leased_until = None


def fail(job: Job, error: str, *, now: datetime) -> None:
    """Try again later, doubling the wait from 30 seconds; after eight attempts park it for a person."""
    job.error = error
    job.leased_until = None
    if job.attempts >= MOST_ATTEMPTS:
        job.failed_at = now
    else:
        job.due_at = now + timedelta(seconds=30 * 2 ** (job.attempts - 1))


def tick(worker: str, *, now: datetime) -> None:
    """Say that this worker is alive."""
    row = db.session.get(Tick, worker)
    if row is None:
        db.session.add(Tick(worker=worker, at=now))
    else:
        row.at = now


def forget_done(*, before: datetime) -> int:
    """Delete jobs that were done or parked before a moment, and the ticks of workers long gone."""
    db.session.execute(sa.delete(Tick).where(Tick.at < before))
    done = db.session.execute(sa.delete(Job).where(sa.or_(Job.done_at < before, Job.failed_at < before)))
    return int(done.rowcount)  # type: ignore[attr-defined]
