"""Setting up and taking away what somebody proves themselves with. Every change ends their other sign-ins."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.people.factors import codes, letters, seals
from politiker.people.factors.models import Factor, FactorKind, RecoveryCode
from politiker.people.factors.passkeys import NewPasskey, PasskeyRefused
from politiker.people.factors.queries import factors_of, has_factor
from politiker.people.models import Person
from politiker.people.queries import has_role
from politiker.people.sign_ins import sessions
from politiker.policy import Actor, Permission, require

SET_UP_WITHIN = timedelta(minutes=30)
MOST = 10


class WrongCode(RuleBroken):
    """The code is not the one that is shown now, or it was used before."""


class SetUpTooSlow(RuleBroken):
    """The key on the page was made too long ago, for somebody else, or is in use already."""


class TooManyFactors(RuleBroken):
    """Nobody needs more than ten."""


class LastFactorOfStaff(RuleBroken):
    """Whoever holds a role keeps at least one factor."""


class NoFactorYet(RuleBroken):
    """Recovery codes are for those who have something to recover."""


def offer_key(person: Person, *, secret: str, now: datetime) -> tuple[str, str]:
    """A new key for an app, and the same sealed for this person: nothing is stored before a code proves it."""
    key = codes.new_key()
    return key, seals.seal(f"{person.id}:{key}", secret=secret, now=now)


def offered_key(person: Person, sealed: str, *, secret: str, now: datetime) -> str:
    """The key that was offered to this person within half an hour. Raises SetUpTooSlow."""
    owner, _, key = (seals.unseal(sealed, secret=secret, now=now, within=SET_UP_WITHIN) or "").partition(":")
    if owner != str(person.id):
        raise SetUpTooSlow
    return key


def add_app(
    person: Person, sealed: str, code: str, *, name: str, secret: str, keeping: int | None, by: Actor, now: datetime
) -> list[str]:
    """Take an app into use once it has shown a right code. Returns recovery codes, the first time.

    Raises WrongCode, SetUpTooSlow, TooManyFactors.
    """
    require(by, Permission.END_OWN_SESSIONS, person)
    person = lock(person)
    key = offered_key(person, sealed, secret=secret, now=now)
    apps = factors_of(person.id, FactorKind.TOTP)
    if key in {seals.unseal(app.secret or "", secret=secret, now=now) for app in apps}:
        raise SetUpTooSlow  # twice the same key would be two chances for each code
    step = codes.step_of(key, code, now, after=0)
    if step is None:
        raise WrongCode
    factor = Factor(kind=FactorKind.TOTP, secret=seals.seal(key, secret=secret, now=now), last_step=step, name=name)
    return _added(person, factor, secret=secret, keeping=keeping, by=by, now=now)


def add_passkey(
    person: Person, new: NewPasskey, *, name: str, secret: str, keeping: int | None, by: Actor, now: datetime
) -> list[str]:
    """Take a passkey into use that has been checked. Returns recovery codes, the first time.

    Raises PasskeyRefused when it is known already, and TooManyFactors.
    """
    require(by, Permission.END_OWN_SESSIONS, person)
    person = lock(person)
    known = sa.select(Factor.id).where(Factor.credential == new.credential)
    if db.session.execute(known).first() is not None:
        raise PasskeyRefused
    factor = Factor(
        kind=FactorKind.PASSKEY, credential=new.credential, public_key=new.public_key, uses=new.uses, name=name
    )
    return _added(person, factor, secret=secret, keeping=keeping, by=by, now=now)


def _added(person: Person, factor: Factor, *, secret: str, keeping: int | None, by: Actor, now: datetime) -> list[str]:
    present = factors_of(person.id)
    if len(present) >= MOST:
        raise TooManyFactors
    factor.uid, factor.person_id = secrets.token_hex(12), person.id
    factor.created_at = factor.confirmed_at = now
    db.session.add(factor)
    db.session.flush()
    fresh = _new_codes(person, secret=secret, now=now) if not present else []
    sessions.end_other_sign_ins(person.id, keep=keeping, now=now)
    audit.record(by, Happening.FACTOR_ADDED, person, now, reason=factor.kind.value)
    letters.factor_changed(person, "added", factor.kind.value, factor.uid, now)
    return fresh


def remove(factor: Factor, person: Person, *, keeping: int | None, by: Actor, now: datetime) -> None:
    """Take a factor away; with the last one the recovery codes go too. Raises LastFactorOfStaff."""
    require(by, Permission.END_OWN_SESSIONS, person)
    person = lock(person)
    present = factors_of(person.id)
    if factor not in present:
        return
    if present == [factor] and has_role(person.id, now=now):
        raise LastFactorOfStaff
    kind, uid = factor.kind.value, factor.uid
    db.session.delete(factor)
    if present == [factor]:
        _drop_codes(person)
    sessions.end_other_sign_ins(person.id, keep=keeping, now=now)
    audit.record(by, Happening.FACTOR_REMOVED, person, now, reason=kind)
    letters.factor_changed(person, "removed", kind, uid, now)


def make_recovery_codes(person: Person, *, secret: str, keeping: int | None, by: Actor, now: datetime) -> list[str]:
    """Ten new codes, shown this once; the old ones are worth nothing from now on. Raises NoFactorYet."""
    require(by, Permission.END_OWN_SESSIONS, person)
    person = lock(person)
    if not has_factor(person.id):
        raise NoFactorYet
    fresh = _new_codes(person, secret=secret, now=now)
    sessions.end_other_sign_ins(person.id, keep=keeping, now=now)
    audit.record(by, Happening.RECOVERY_CODES_MADE, person, now)
    letters.factor_changed(person, "codes", "codes", secrets.token_hex(12), now)
    return fresh


def _new_codes(person: Person, *, secret: str, now: datetime) -> list[str]:
    _drop_codes(person)
    fresh = codes.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(
            person_id=person.id,
            code_hash=seals.hashed_code(person.id, codes.recovery_code_read(code), secret=secret),
            created_at=now,
        )
        for code in fresh
    )
    db.session.flush()
    return fresh


def _drop_codes(person: Person) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
