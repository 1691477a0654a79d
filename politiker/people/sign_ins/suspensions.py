"""Closing somebody's account for a while, and opening it again."""

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import tokens
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.people.models import Person
from politiker.people.sign_ins import letters
from politiker.people.sign_ins.sessions import end_sign_ins
from politiker.policy import Actor, Permission, Role, require, system

MODERATOR_MOST = timedelta(hours=72)


class Reason(enum.StrEnum):
    """Why an account is suspended, chosen from a list: the trail holds no free text about others."""

    TAKEN_OVER = "taken_over"
    IDENTITY = "identity"
    CONDUCT = "conduct"
    MISUSE = "misuse"
    OWN_WISH = "own_wish"


class TooLongForAModerator(RuleBroken):
    """A moderator suspends for 72 hours at most; longer is an administrator's to decide, and to end."""


class AlreadySuspended(RuleBroken):
    """The account is suspended already."""


class NotSuspended(RuleBroken):
    """The account is not suspended."""


def suspend(person: Person, *, lasts: timedelta | None, reason: Reason, by: Actor, now: datetime) -> None:
    """Close an account at once, for so long, or with None until further notice. Mandate and seats stay as they are.

    Raises TooLongForAModerator, AlreadySuspended. Nobody suspends themselves.
    """
    require(by, Permission.SUSPEND, person)
    _require_short(lasts, by)
    person = lock(person)
    if person.suspended_at is not None:
        raise AlreadySuspended
    person.suspended_at, person.suspended_until = now, None if lasts is None else now + lasts
    end_sign_ins(person.id, now=now)
    tokens.close_opening(person.id, now=now)
    audit.record(by, Happening.SUSPENDED, person, now, reason=reason.value)
    letters.suspended(person, reason.value, now)


def end_suspension(person: Person, *, by: Actor, now: datetime) -> None:
    """Open an account again. Raises NotSuspended; TooLongForAModerator when only an administrator could close it."""
    require(by, Permission.SUSPEND, person)
    person = lock(person)
    if person.suspended_at is None:
        raise NotSuspended
    if not may_end(person, by=by):
        raise TooLongForAModerator
    _let_go(person, by=by, now=now)


def end_suspensions(*, now: datetime) -> int:
    """Open every account whose time is over. Returns how many."""
    over = db.session.scalars(sa.select(Person).where(Person.suspended_until <= now).order_by(Person.id)).all()
    for person in over:
        person = lock(person)
        if person.suspended_until is not None and person.suspended_until <= now:
            _let_go(person, by=system("end_suspensions"), now=now)
    return len(over)


def may_suspend_longer(by: Actor) -> bool:
    """Whether somebody may suspend for longer than a moderator."""
    return by.has(Role.ADMINISTRATOR)


def may_end(person: Person, *, by: Actor) -> bool:
    """Whether somebody may open a suspended account: whoever could have suspended it for so long."""
    start, until = person.suspended_at, person.suspended_until
    is_short = start is not None and until is not None and until - start <= MODERATOR_MOST
    return may_suspend_longer(by) or is_short


def _require_short(lasts: timedelta | None, by: Actor) -> None:
    if not may_suspend_longer(by) and (lasts is None or lasts > MODERATOR_MOST):
        raise TooLongForAModerator


def _let_go(person: Person, *, by: Actor, now: datetime) -> None:
    person.suspended_at = person.suspended_until = None
    audit.record(by, Happening.SUSPENSION_ENDED, person, now)
