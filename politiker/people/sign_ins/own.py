"""A person's own sign-ins: which there are, and ending those on other devices."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn
from politiker.people.sign_ins.sessions import end_other_sign_ins
from politiker.policy import Actor, Permission, require


def sign_ins_of(person_id: int, *, now: datetime) -> list[SignIn]:
    """The browsers a person is signed in on now, the last used first."""
    query = sa.select(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.ended_at.is_(None),
        SignIn.awaits_factor.is_(False),
        SignIn.expires_at > now,
    )
    return list(db.session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def end_sign_in(person: Person, sign_in_id: int, *, by: Actor, now: datetime) -> None:
    """End one of a person's own sign-ins; one that is not theirs, or that has ended, is left alone."""
    require(by, Permission.END_OWN_SESSIONS, person)
    mine = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    if db.session.execute(mine.values(ended_at=now).returning(SignIn.id)).first() is not None:
        audit.record(by, Happening.SIGNED_OUT_ELSEWHERE, person, now)


def end_others(person: Person, *, keep: int, by: Actor, now: datetime) -> None:
    """End every sign-in of a person but this one."""
    require(by, Permission.END_OWN_SESSIONS, person)
    end_other_sign_ins(person.id, keep=keep, now=now)
    audit.record(by, Happening.SIGNED_OUT_ELSEWHERE, person, now)
