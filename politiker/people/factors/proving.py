"""The second step of logging in: a code, a recovery code, or a passkey, each worth something once.

The person is held while it is looked at, so that of two who use the same code at once only one comes in. A wrong code
is counted in the same transaction: the caller commits it.
"""

from datetime import datetime, timedelta
from typing import NoReturn

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.people.factors import codes, letters, passkeys, seals
from politiker.people.factors.actions import WrongCode
from politiker.people.factors.models import FactorKind
from politiker.people.factors.passkeys import Site
from politiker.people.factors.queries import codes_left, factors_of, unused_code
from politiker.people.limits import Limit, TooManyAttempts, note, wait
from politiker.people.models import Person
from politiker.policy import Actor

CODES = Limit("second factor of person", 5, timedelta(minutes=5))
# Whoever knows the password and guesses codes without pause comes in once in two years, and not in half a year.
CODES_FOR_LONG = Limit("second factor of person for long", 15, timedelta(hours=1))


def prove_with_app(person: Person, code: str, *, secret: str, now: datetime) -> None:
    """Accept the code an app shows now, once. Raises WrongCode, TooManyAttempts."""
    person = _held(person, now)
    for factor in factors_of(person.id, FactorKind.TOTP):
        key = seals.unseal(factor.secret or "", secret=secret, now=now)
        step = codes.step_of(key, code, now, after=factor.last_step) if key else None
        if step is not None:
            factor.last_step, factor.used_at = step, now
            return
    _failed(person, now)


def prove_with_recovery_code(person: Person, code: str, *, secret: str, now: datetime) -> None:
    """Accept one of the ten codes, once, and tell its owner. Raises WrongCode, TooManyAttempts."""
    person = _held(person, now)
    digest = seals.hashed_code(person.id, codes.recovery_code_read(code), secret=secret)
    found = unused_code(person.id, digest)
    if found is None:
        _failed(person, now)
    found.used_at = now
    db.session.flush()
    audit.record(Actor(person_id=person.id), Happening.RECOVERY_CODE_USED, person, now)
    letters.recovery_code_used(person, found.id, codes_left(person.id), now)


def prove_with_passkey(person: Person, answer: str, *, challenge: bytes | None, site: Site, now: datetime) -> None:
    """Accept a passkey's answer to what this browser was asked. Raises PasskeyRefused."""
    person = lock(person)
    factor, uses = passkeys.used(answer, factors_of(person.id, FactorKind.PASSKEY), challenge, site)
    factor.uses, factor.used_at = uses, now


def _held(person: Person, now: datetime) -> Person:
    person = lock(person)
    seconds = max(wait(limit, str(person.id), now) for limit in (CODES, CODES_FOR_LONG))
    if seconds:
        raise TooManyAttempts(seconds=seconds)
    return person


def _failed(person: Person, now: datetime) -> NoReturn:
    note((CODES, str(person.id)), (CODES_FOR_LONG, str(person.id)), now=now)
    raise WrongCode
