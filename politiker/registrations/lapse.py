"""What follows for seats when a mandate has run out. Nothing is dropped without a word: somebody is given a task.

Offers to those who left expire at once and go on to the next in line. Those who wait keep their number, but the line
passes them by. Seats stand until the guest or the organiser gives them back. Whoever sits again needs no task.
"""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs
from politiker.core.database import db, lock_row
from politiker.core.tokens import Purpose, Token
from politiker.events.models import Event
from politiker.people.councils.lapsing import lapse_mandates
from politiker.people.councils.queries import sits
from politiker.people.models import Mandate
from politiker.policy import Actor
from politiker.registrations import waiting_list
from politiker.registrations.models import OPEN, Registration, State
from politiker.registrations.tasks import Errand, Task


def lapse(*, by: Actor, now: datetime) -> int:
    """Close what ended mandates leave open; one job for each event, and one more for the next lot of mandates.

    Returns how many people sit no longer.
    """
    close_settled_tasks(now=now)
    lapsed = lapse_mandates(by=by, now=now)
    if lapsed.person_ids:
        coming = (
            sa.select(Registration.event_id)
            .join(Event, Event.id == Registration.event_id)
            .where(Registration.person_id.in_(lapsed.person_ids), Registration.state.in_(OPEN), Event.starts_at > now)
            .distinct()
            .order_by(Registration.event_id)
        )
        for event_id in db.session.scalars(coming):
            jobs.put("lapse_event", {"event": event_id}, due_at=now)
    if lapsed.has_more:
        jobs.put("lapse", {}, due_at=now)
    return len(lapsed.person_ids)


def see_to_event(event_id: int, *, by: Actor, now: datetime) -> int:
    """At one event: let offers to those who left go on, and ask what is to become of the other places.

    Returns how many tasks were made.
    """
    event = lock_row(Event, event_id)
    if event.has_begun(now) or event.is_called_off:
        return 0
    home = (
        sa.select(Mandate.municipality_id)
        .where(Mandate.person_id == Registration.person_id, Mandate.lapsed_at.is_not(None))
        .order_by(Mandate.ends_at.desc(), Mandate.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(Registration, home.label("home")).where(
        Registration.event_id == event_id, Registration.state.in_(OPEN), ~sits(Registration.person_id, now)
    )
    rows = [row for row in db.session.execute(query) if row.home is not None]
    offered = [row.Registration for row in rows if row.Registration.state is State.OFFERED]
    for registration in offered:
        _end_offer(registration, event, by=by, now=now)
    db.session.flush()
    standing = {row.Registration.id: row.home for row in rows if row.Registration.is_open}
    made = _make_tasks(event_id, standing, now)
    waiting_list.fill_free_seats(event, by=by, now=now)
    return made


def _end_offer(registration: Registration, event: Event, *, by: Actor, now: datetime) -> None:
    registration.move(State.EXPIRED, event, now)
    db.session.execute(
        sa.update(Token)
        .where(Token.purpose == Purpose.OFFER, Token.subject_id == registration.id, Token.used_at.is_(None))
        .values(used_at=now)
    )
    audit.record(by, Happening.OFFER_EXPIRED, registration, now, event_id=event.id, reason="lapsed")


def _make_tasks(event_id: int, homes: dict[int, int], now: datetime) -> int:
    errand = Errand.GUEST_LEFT_COUNCIL
    earlier = sa.select(Task.registration_id, Task.id).where(Task.registration_id.in_(homes), Task.errand == errand)
    known = {registration_id: task_id for registration_id, task_id in db.session.execute(earlier)}
    # One that closed by itself when the guest sat again opens anew.
    db.session.execute(
        sa.update(Task)
        .where(Task.id.in_(known.values()), Task.done_at.is_not(None), Task.done_by_id.is_(None))
        .values(created_at=now, told_at=None, done_at=None)
        .execution_options(synchronize_session=False)
    )
    for registration_id, home in homes.items():
        if registration_id not in known:
            db.session.add(
                Task(
                    errand=errand,
                    registration_id=registration_id,
                    event_id=event_id,
                    municipality_id=home,
                    created_at=now,
                )
            )
    return len(homes.keys() - known.keys())


def close_settled_tasks(*, now: datetime) -> int:
    """Close tasks that need nobody any more: the guest has left, sits again, or the event has begun.

    Returns how many.
    """
    settled = (
        sa.select(Task.id)
        .join(Registration, Registration.id == Task.registration_id)
        .join(Event, Event.id == Task.event_id)
        .where(
            Task.done_at.is_(None),
            sa.or_(
                Registration.state.not_in(OPEN),
                Event.starts_at <= now,
                Event.called_off_at.is_not(None),
                sits(Registration.person_id, now),
            ),
        )
    )
    done = db.session.execute(
        sa.update(Task).where(Task.id.in_(settled)).values(done_at=now).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
