"""What somebody has set up to prove themselves with."""

from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.factors.models import Factor, FactorKind, RecoveryCode


def has_factor(person_id: int) -> bool:
    """Whether a person has an app or a passkey that has been shown to work."""
    return db.session.execute(_confirmed(sa.select(Factor.id), person_id).limit(1)).first() is not None


def factors_of(person_id: int, kind: FactorKind | None = None) -> list[Factor]:
    """The apps and passkeys of a person that have been shown to work, oldest first, read afresh each time."""
    query = _confirmed(sa.select(Factor), person_id).order_by(Factor.created_at, Factor.id)
    if kind is not None:
        query = query.where(Factor.kind == kind)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def factor_of(person_id: int, uid: str) -> Factor | None:
    """One of a person's own factors by its number, or None."""
    return db.session.scalars(_confirmed(sa.select(Factor), person_id).where(Factor.uid == uid)).one_or_none()


def codes_left(person_id: int) -> int:
    """How many recovery codes a person has not used."""
    unused = sa.select(sa.func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.execute(unused).scalar_one()


def unused_code(person_id: int, digest: str) -> RecoveryCode | None:
    """A person's recovery code with this hash, if it has not been used."""
    mine = sa.select(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.code_hash == digest, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalars(mine.execution_options(populate_existing=True)).first()


def _confirmed(query: Any, person_id: int) -> Any:
    return query.where(Factor.person_id == person_id, Factor.confirmed_at.is_not(None))
