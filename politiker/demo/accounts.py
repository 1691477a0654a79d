"""The seven accounts anybody can try, all with one password; those with a role also with one second factor."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from politiker.core.database import db
from politiker.demo.names import DOMAIN
from politiker.events.queries import rights_of
from politiker.people import actions, passwords
from politiker.people.councils.periods import first_year_at, period_of
from politiker.people.factors import seals
from politiker.people.factors.models import Factor, FactorKind
from politiker.people.factors.queries import has_factor
from politiker.people.models import Duty, Municipality, Party, Person
from politiker.people.queries import actor_from, by_email, mandates_of, roles_of
from politiker.policy import Actor, Role, system

PASSWORD = "demo-politiker-2026"  # public on purpose; production refuses to start with such accounts
FACTOR_KEY = "POLITIKERDEMOABC"  # as public
DEMO = system("demo")
ELECTION = 2025


@dataclass(frozen=True)
class Account:
    """Who it is, and what the person may be."""

    key: str
    name: str
    seat: tuple[str, str] | None = None
    duty: tuple[Duty, str | None] = (Duty.MEMBER, None)
    is_new: bool = False
    role: Role | None = None
    town: str | None = None

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


ACCOUNTS = (
    Account("karen", "Karen Friis", seat=("Aarhus", "A")),
    Account("mads", "Mads Holm", seat=("Ringsted", "V"), duty=(Duty.COMMITTEE_CHAIR, "Børne- og skoleudvalget")),
    Account("amina", "Amina Yusuf", seat=("København", "Ø"), is_new=True),
    Account("birgit", "Birgit Lund", role=Role.SECRETARY, town="Ringsted"),
    Account("ole", "Ole Krog", role=Role.ORGANISER),
    Account("mona", "Mona Bech", role=Role.MODERATOR),
    Account("adam", "Adam Sø", role=Role.ADMINISTRATOR),
)


def are_here() -> bool:
    """Whether the demonstration was loaded before: its first account is there."""
    return by_email(ACCOUNTS[0].email) is not None


def open_all(now: datetime) -> None:
    """Make the seven, signed up and ready to sign in."""
    password_hash = passwords.hashed(PASSWORD)
    begins, _ = period(now)
    for account in ACCOUNTS:
        person = actions.add_person(account.name, account.email, by=DEMO, now=now, is_demo=True)
        person.password_hash, person.joined_at = password_hash, min(now, begins)
        if account.seat is not None:
            seat(person, *account.seat, now=now, is_new=account.is_new, duties=(account.duty,))
        if account.role is not None:
            place = municipality_id(account.town) if account.town else None
            actions.give_role(person, account.role, by=DEMO, now=min(now, begins), municipality_id=place)


def enrol(now: datetime) -> bool:
    """Give those with a role the second factor without which it does not work; whether anybody lacked it.

    In rows, and not by showing a code: the code that is shown now is to be used by whoever tries the demonstration.
    """
    lacking = [person for person in map(_known, ACCOUNTS) if person is not None and not has_factor(person.id)]
    sealed = seals.seal(FACTOR_KEY, secret=current_app.config["SECRET_KEY"], now=now)
    db.session.add_all(
        Factor(
            uid=secrets.token_hex(12), person_id=person.id, kind=FactorKind.TOTP, name="App med koder", secret=sealed,
            created_at=now, confirmed_at=now,
        )
        for person in lacking
    )  # fmt: skip
    db.session.flush()
    return bool(lacking)


def _known(account: Account) -> Person | None:
    return by_email(account.email) if account.role is not None else None


def seat(
    person: Person, town: str, letter: str, *, now: datetime, is_new: bool, duties: tuple[tuple[Duty, str | None], ...]
) -> None:
    """Give a person a seat in a council for the present period."""
    begins, ends = period(now)
    place = municipality_id(town)
    party = party_id(place, town, letter)
    actions.give_mandate(
        person, place, party, starts_at=begins, ends_at=ends, by=DEMO, is_first_period=is_new, duties=duties
    )


def period(now: datetime) -> tuple[datetime, datetime]:
    """The four years a council sits, 2026–2029 and so on, as moments in UTC."""
    return period_of(first_year_at(now))


def municipality_id(name: str) -> int:
    """The municipality with this name."""
    return db.session.execute(sa.select(Municipality.id).where(Municipality.name == name)).scalar_one()


def party_id(municipality: int, town: str, letter: str) -> int:
    """The list with this letter in a municipality; a local list is made when it is first needed."""
    known = sa.select(Party.id).where(
        Party.municipality_id == municipality, Party.election == ELECTION, Party.letter == letter
    )
    found = db.session.execute(known).scalar_one_or_none()
    if found is not None:
        return found
    party = Party(
        municipality_id=municipality, election=ELECTION, letter=letter, name=f"Lokallisten {town}", is_local=True
    )
    db.session.add(party)
    db.session.flush()
    return party.id


def account(key: str) -> Person:
    """One of the seven by its first name."""
    person = by_email(f"{key}@{DOMAIN}")
    assert person is not None
    return person


def actor(person_id: int, now: datetime) -> Actor:
    """What somebody may be at this moment."""
    standings = sa.union_all(mandates_of(person_id), roles_of(person_id), rights_of(person_id))
    return actor_from(person_id, db.session.execute(standings), now)
