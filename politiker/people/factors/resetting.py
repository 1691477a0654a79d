"""Taking away the factors of somebody who has lost them all, once two others have made sure who it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.people.factors import letters
from politiker.people.factors.actions import NoFactorYet
from politiker.people.factors.models import RecoveryCode
from politiker.people.factors.queries import factors_of
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.policy import Actor, Permission, require


class NotCheckedByTwo(RuleBroken):
    """Two different people have to have made sure who it is."""


@dataclass(frozen=True)
class Whose:
    """The person as the rule sees them: of no council, so that administrators alone may."""

    id: int
    municipality_ids: frozenset[int] = frozenset()
    event_ids: frozenset[int] = frozenset()


def reset_factors(person: Person, *, checked_by: Sequence[Actor], now: datetime) -> None:
    """Take every factor and recovery code away and end every sign-in; the person is told, and sets up anew.

    Never by one alone, and never for oneself. Raises NotCheckedByTwo, NoFactorYet.
    """
    for checker in checked_by:
        require(checker, Permission.START_RESET, Whose(person.id))
    if len({checker.person_id for checker in checked_by}) < 2:
        raise NotCheckedByTwo
    person = lock(person)
    factors = factors_of(person.id)
    if not factors:
        raise NoFactorYet
    for factor in factors:
        letters.factor_changed(person, "removed", factor.kind.value, factor.uid, now)
        db.session.delete(factor)
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    sessions.end_sign_ins(person.id, now=now)
    for checker in checked_by:
        audit.record(checker, Happening.FACTOR_REMOVED, person, now, reason="identity checked")
