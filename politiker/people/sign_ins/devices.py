"""Devices that their owners were seen on before. The number in such a cookie opens nothing."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.register import years_before
from politiker.people.models import Person
from politiker.people.sign_ins import letters
from politiker.people.sign_ins.models import KnownDevice
from politiker.people.sign_ins.sessions import token_digest

DEVICE_KEPT_YEARS = 1


def is_known(token: str | None, email_key: str) -> bool:
    """Whether this browser is one that the owner of an address signed in on before."""
    if token is None:
        return False
    query = (
        sa.select(KnownDevice.id)
        .join(Person, Person.id == KnownDevice.person_id)
        .where(KnownDevice.token_hash == token_digest(token), Person.email_key == email_key)
    )
    return db.session.execute(query).first() is not None


def recognise(person: Person, token: str | None, *, now: datetime) -> str:
    """Know this browser again as one of the person's, or from now on; returns the number for its cookie.

    Two who share a computer share its number, which is another from the moment the second signs in: one who copied it
    before does not come to have a device of theirs. A number that nobody signed in with before is not ours, and is not
    believed. The person is written to about a new device, but not when the account is opened this very moment.
    """
    digest = token_digest(token) if token else ""
    same = {row.person_id: row for row in db.session.scalars(sa.select(KnownDevice).filter_by(token_hash=digest))}
    if person.id in same:
        same[person.id].seen_at = now
        return token or ""
    token = secrets.token_urlsafe(32)
    for row in same.values():
        row.token_hash = token_digest(token)
    device = KnownDevice(token_hash=token_digest(token), person_id=person.id, created_at=now, seen_at=now)
    db.session.add(device)
    db.session.flush()
    if person.joined_at is not None and person.joined_at < now:
        letters.new_device(person, device.id, now)
    return token


def forget_devices(*, now: datetime) -> int:
    """Forget devices that nobody signed in on for 12 months. Returns how many."""
    before = years_before(now, DEVICE_KEPT_YEARS)
    done = db.session.execute(sa.delete(KnownDevice).where(KnownDevice.seen_at < before))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
