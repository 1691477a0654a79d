"""Karen (A, Aarhus), Mads (V, Ringsted), Amina (Ø, København), Birgit the secretary, Ole the organiser, and others.

Call inside an app context; the person is flushed, not committed.
"""

import itertools
from datetime import UTC, datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people import actions, passwords
from politiker.people.models import Duty, Municipality, Party, Person
from politiker.policy import Actor, Role, system
from politiker.web.browser import actor_of

PERIOD = (datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2029, 12, 31, 23, tzinfo=UTC))
PASSWORD = "et langt og godt kodeord"
HASH = passwords.hashed(PASSWORD)
TESTER = system("test")
_numbers = itertools.count(1)


def person(name: str = "", *, email: str = "", joined: bool = True, now: datetime = PERIOD[0]) -> Person:
    """Somebody with an account and no rights."""
    n = next(_numbers)
    somebody = actions.add_person(
        name or f"Person {'abcdefghij'[n % 10]}", email or f"p{n}@example.dk", by=TESTER, now=now
    )
    if joined:
        somebody.joined_at, somebody.password_hash = now, HASH
    db.session.flush()
    return somebody


def municipality(name: str) -> Municipality:
    return db.session.scalars(sa.select(Municipality).where(Municipality.name == name)).one()


def councillor(
    name: str = "",
    *,
    town: str = "Aarhus",
    letter: str = "A",
    duty: Duty = Duty.MEMBER,
    newly_elected: bool = False,
    period: tuple[datetime, datetime] = PERIOD,
    email: str = "",
) -> Person:
    """Somebody who sits in a council."""
    somebody = person(name, email=email)
    place = municipality(town)
    party = db.session.scalars(sa.select(Party).where(Party.municipality_id == place.id, Party.letter == letter)).one()
    actions.give_mandate(
        somebody, place.id, party.id, starts_at=period[0], ends_at=period[1], by=TESTER,
        is_first_period=newly_elected, duties=((duty, None),),
    )  # fmt: skip
    return somebody


def karen() -> Person:
    return councillor("Karen Friis", town="Aarhus", letter="A", email="karen@example.dk")


def mads() -> Person:
    return councillor("Mads Holm", town="Ringsted", letter="V", duty=Duty.COMMITTEE_CHAIR, email="mads@example.dk")


def amina() -> Person:
    return councillor("Amina Yusuf", town="København", letter="Ø", newly_elected=True, email="amina@example.dk")


def with_role(role: Role, name: str = "", *, town: str | None = None, email: str = "") -> Person:
    """Somebody with a role and no mandate."""
    somebody = person(name, email=email)
    place = municipality(town).id if town else None
    actions.give_role(somebody, role, by=TESTER, now=PERIOD[0], municipality_id=place)
    return somebody


def ole() -> Person:
    return with_role(Role.ORGANISER, "Ole Krog", email="ole@example.dk")


def birgit() -> Person:
    return with_role(Role.SECRETARY, "Birgit Lund", town="Ringsted", email="birgit@example.dk")


def adam() -> Person:
    return with_role(Role.ADMINISTRATOR, "Adam Sø", email="adam@example.dk")


def actor(somebody: Person, now: datetime) -> Actor:
    """What somebody may be at this moment."""
    db.session.flush()
    return actor_of(somebody.id, now)
