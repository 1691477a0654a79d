"""Who has looked me up: what the trail tells about looks at one person, without the name of whoever looked."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import Registration

MOST = 300
OF_THE_LIST = (Happening.REGISTRATIONS_READ, Happening.PARTICIPANTS_EXPORTED)


@dataclass(frozen=True)
class Lookup:
    """One look: when, at what, in which capacity and why; the event when it was at its list of guests."""

    at: datetime
    happening: Happening
    capacity: str
    why: str
    event: str | None


def lookups(person: Person, *, begins: datetime, ends: datetime, by: Actor) -> tuple[list[Lookup], bool]:
    """The looks at a person by others between two moments, newest first, and whether there were more than fit.

    Opened profiles; lists of guests at the events one was signed up for; needs, while one had a seat.
    """
    require(by, Permission.SEE_OWN_LOOKUPS, person)
    when = sa.and_(Entry.at >= begins, Entry.at < ends, Entry.person_id != person.id)
    profiles = sa.select(Entry.at, Entry.happening, Entry.reason, sa.null().label("title"), Entry.id).where(
        Entry.subject == Person.__tablename__,
        Entry.subject_id == person.id,
        Entry.happening == Happening.PROFILE_READ,
        when,
    )
    was_there = sa.and_(
        Registration.person_id == person.id,
        Registration.event_id == Entry.subject_id,
        Registration.created_at <= Entry.at,
    )
    had_seat = sa.and_(
        Registration.confirmed_at <= Entry.at,
        sa.or_(Registration.withdrawn_at.is_(None), Registration.withdrawn_at > Entry.at),
    )
    mine = sa.select(Registration.event_id).where(Registration.person_id == person.id)
    lists = (
        sa.select(Entry.at, Entry.happening, Entry.reason, Event.title, Entry.id)
        .join(Event, Event.id == Entry.subject_id)
        .where(
            Entry.subject == Event.__tablename__,
            Entry.subject_id.in_(mine),
            sa.or_(
                sa.and_(Entry.happening.in_(OF_THE_LIST), sa.exists().where(was_there)),
                sa.and_(Entry.happening == Happening.NEEDS_READ, sa.exists().where(was_there, had_seat)),
                sa.and_(Entry.happening == Happening.ANSWERS_READ, sa.exists().where(was_there)),
            ),
            when,
        )
    )
    both = sa.union_all(profiles, lists).subquery()
    query = sa.select(both).order_by(both.c.at.desc(), both.c.id.desc()).limit(MOST + 1)
    rows = list(db.session.execute(query))
    return [_from(row) for row in rows[:MOST]], len(rows) > MOST


def _from(row: tuple[datetime, Happening, str | None, str | None, int]) -> Lookup:
    at, happening, reason, title, _id = row
    if happening is not Happening.PROFILE_READ:  # only a look at a profile says who looked and why
        return Lookup(at, happening, "organiser", "", title)
    capacity, _, why = (reason or "").partition(":")
    return Lookup(at, happening, capacity, why, title)
