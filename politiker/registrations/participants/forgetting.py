"""What is forgotten of a list 30 days after its event: notes, tags, and people who came without an account."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.register import years_before
from politiker.events.models import Event
from politiker.people.models import Mandate, Person, RoleGrant
from politiker.registrations.models import Registration
from politiker.registrations.participants.models import (
    Outsider,
    ParticipantExport,
    ParticipantNote,
    Tagging,
)

KEPT_AFTER_EVENT = timedelta(days=30)
EXPORTS_KEPT_YEARS = 1
TOMBSTONE = "Tidligere deltager"
DOMAIN = "glemt.invalid"  # a name nobody can have: RFC 2606


def forget_participants(*, now: datetime) -> int:
    """Delete notes and tags of events that ended more than 30 days ago, and forget who had no account.

    Of somebody without an account the registrations stay, with a tombstone in the person's place. Whoever has a
    later event, a mandate, a role or an account by now is not forgotten here. Returns how many people.
    """
    past = (
        sa.select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.ends_at < now - KEPT_AFTER_EVENT)
    )
    for table in (ParticipantNote, Tagging):
        db.session.execute(
            sa.delete(table).where(table.registration_id.in_(past)).execution_options(synchronize_session=False)
        )
    return _forget_outsiders(now)


def forget_exports(*, now: datetime) -> int:
    """Delete what was noted of exports more than 12 months ago. Returns how many."""
    before = years_before(now, EXPORTS_KEPT_YEARS)
    done = db.session.execute(
        sa.delete(ParticipantExport)
        .where(ParticipantExport.taken_at < before)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _forget_outsiders(now: datetime) -> int:
    before = now - KEPT_AFTER_EVENT
    is_needed = (
        sa.exists()
        .where(Registration.person_id == Outsider.person_id, Event.id == Registration.event_id)
        .where(Event.ends_at >= before)
    )
    has_more = sa.or_(
        sa.exists().where(Mandate.person_id == Outsider.person_id),
        sa.exists().where(RoleGrant.person_id == Outsider.person_id),
    )
    query = (
        sa.select(Person)
        .join(Outsider, Outsider.person_id == Person.id)
        .where(Outsider.added_at < before, ~is_needed)
        .order_by(Person.id)
        .add_columns(sa.or_(has_more, Person.joined_at.is_not(None), Person.invited_at.is_not(None)).label("stays"))
    )
    rows = list(db.session.execute(query))
    gone = [row.Person for row in rows if not row.stays]
    for person in gone:
        person.name, person.email = TOMBSTONE, f"{person.uid}@{DOMAIN}"
        person.email_key = person.email
    db.session.flush()
    db.session.execute(
        sa.delete(Outsider)
        .where(Outsider.person_id.in_([row.Person.id for row in rows]))
        .execution_options(synchronize_session=False)
    )
    return len(gone)
