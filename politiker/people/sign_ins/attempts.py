"""Attempts to sign in with a password, and what slows whoever guesses."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, clean_email
from politiker.people import passwords
from politiker.people.limits import FailedSignIn, Limit, TooManyAttempts, bucket, wait
from politiker.people.models import Person
from politiker.people.queries import by_email
from politiker.people.sign_ins import devices
from politiker.people.sign_ins.models import SignIn

# From devices the owner was never seen on.
HERE = Limit("account and network", 5, timedelta(seconds=60))
NETWORK = Limit("network", 10, timedelta(minutes=5))
ACCOUNT = Limit("account", 50, timedelta(hours=1))
EVERYWHERE = Limit("everywhere", 1000, timedelta(minutes=5))
# From a device its owner signed in on before: apart from all the others, so that strangers cannot use them up.
DEVICE = Limit("device", 5, timedelta(seconds=60))
DEVICE_FOR_LONG = Limit("device for long", 20, timedelta(hours=1))


class WrongEmailOrPassword(RuleBroken):
    """One sentence for every way that signing in can fail."""


def require_patience(email: str, *, network: str, now: datetime, device: str | None = None, besides: int = 0) -> None:
    """Raises TooManyAttempts when one more attempt is one too many, not counting the `besides` newest.

    Asked before an attempt is begun, it spares whoever floods us from costing us a write each time.
    """
    seconds = max(wait(limit, value, now, besides=besides) for limit, value in _limits_of(email, network, device))
    if seconds:
        raise TooManyAttempts(seconds=seconds)


def begin_attempt(email: str, *, network: str, now: datetime, device: str | None = None) -> list[int]:
    """Count an attempt to sign in before it is known how it ends, so that many at once are many.

    Against this account from this network, against the network, the account and the house; but on a device that
    the owner was seen on before, against that device alone. The caller commits, and takes it back with
    `forget_attempt` when the password is right or when it was not even looked at.
    """
    attempts = [FailedSignIn(bucket=bucket(*limit), at=now) for limit in _limits_of(email, network, device)]
    db.session.add_all(attempts)
    db.session.flush()
    return [attempt.id for attempt in attempts]


def forget_attempt(attempts: list[int]) -> None:
    """Take back an attempt that was begun."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.id.in_(attempts)))


def check_password(email: str, password: str, *, network: str, now: datetime, device: str | None = None) -> Person:
    """Whose address and password these are. Slow, changes nothing: never while a transaction is open.

    Raises TooManyAttempts when this attempt, begun beforehand, is one too many, and WrongEmailOrPassword. The same
    work is done whether the address is known or not.
    """
    require_patience(email, network=network, device=device, now=now, besides=1)
    person = by_email(key_of(email))
    stored = person.password_hash if person is not None else None
    is_right = passwords.matches(stored, password)
    if person is None or not is_right or person.joined_at is None or person.suspended_at is not None:
        raise WrongEmailOrPassword
    return person


def hold_proved(proved: Person) -> Person:
    """The person whose password was found right, held: a new password or a suspension meanwhile undoes the proof.

    Raises WrongEmailOrPassword.
    """
    person = lock_row(Person, proved.id)
    if person.password_hash != proved.password_hash or person.suspended_at is not None:
        raise WrongEmailOrPassword
    return person


def _limits_of(email: str, network: str, device: str | None) -> tuple[tuple[Limit, str], ...]:
    account = key_of(email)
    if devices.is_known(device, account):
        here = f"{account} {device}"
        return (DEVICE, here), (DEVICE_FOR_LONG, here)
    return (HERE, f"{account} {network}"), (NETWORK, network), (ACCOUNT, account), (EVERYWHERE, "")


def key_of(email: str) -> str:
    """What an address is recognised by; something nobody has, when it is no address."""
    try:
        return clean_email(email).key
    except EmailRefused:
        return ""


def forget_old_attempts(*, now: datetime) -> None:
    """Attempts older than an hour, and sign-ins a month past their end, are deleted."""
    db.session.execute(sa.delete(FailedSignIn).where(FailedSignIn.at < now - timedelta(hours=1)))
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < now - timedelta(days=30)))
