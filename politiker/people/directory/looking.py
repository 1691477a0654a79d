"""Opening the profile of somebody else, and looking for people: so many in an hour, and each look recorded."""

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.people.directory.members import Capacity, Member, capacity_in
from politiker.people.limits import Limit, TooManyAttempts, note, wait
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require

HOUR = timedelta(hours=1)
PROFILES = Limit("profiles", 100, HOUR)
SEARCHES = Limit("searches", 200, HOUR)


class Why(enum.StrEnum):
    """Why somebody with a duty here opens a profile; the person reads it."""

    REGISTRATION = "registration"
    MANDATE = "mandate"
    ENQUIRY = "enquiry"
    SECURITY = "security"


class ReasonIsMissing(RuleBroken):
    """Whoever looks because of a role says why."""


def has_looked(member: Member, capacity: Capacity, *, by: Actor, now: datetime) -> bool:
    """Whether somebody opened this profile in this capacity within the hour: that was one look."""
    query = sa.select(Entry.id).where(
        Entry.subject == Person.__tablename__,
        Entry.subject_id == member.id,
        Entry.happening == Happening.PROFILE_READ,
        Entry.person_id == by.person_id,
        Entry.at > now - HOUR,
        Entry.reason.startswith(capacity.value),
    )
    return db.session.execute(query.limit(1)).first() is not None


def look(member: Member, *, by: Actor, now: datetime, why: Why | None = None) -> None:
    """Open somebody's profile: counted, and recorded with capacity and reason.

    Raises TooManyAttempts, ReasonIsMissing.
    """
    require(by, Permission.OPEN_PROFILE, member)
    capacity = capacity_in(by, member)
    if capacity is None:
        raise Forbidden(permission=Permission.OPEN_PROFILE)
    if capacity is not Capacity.COUNCILLOR and why is None:
        raise ReasonIsMissing
    lock_row(Person, by.person_id or 0)
    if has_looked(member, capacity, by=by, now=now):
        return
    _count(PROFILES, by=by, now=now)
    if capacity is Capacity.COUNCILLOR:
        reason = "here" if by.councillor_in & member.municipality_ids else "elsewhere"
    else:
        reason = str(why)
    person = db.session.get_one(Person, member.id)
    audit.record(by, Happening.PROFILE_READ, person, now, reason=f"{capacity.value}:{reason}")


def count_search(*, by: Actor, now: datetime) -> None:
    """One more search within the hour. Raises TooManyAttempts."""
    lock_row(Person, by.person_id or 0)
    _count(SEARCHES, by=by, now=now)


def _count(limit: Limit, *, by: Actor, now: datetime) -> None:
    """Count one more, of a person whose row is held. Raises TooManyAttempts."""
    if seconds := wait(limit, str(by.person_id), now):
        raise TooManyAttempts(seconds=seconds)
    note((limit, str(by.person_id)), now=now)
    db.session.flush()
