"""What we ask about applications: the queue, one's own, and what helps whoever decides."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker.core.database import db
from politiker.core.names import skeleton
from politiker.people.joining.models import Application, Source
from politiker.people.models import Mandate, Municipality, Party, Person
from politiker.people.reference import national_lists
from politiker.policy import Actor, Role

TOLD_FOR = timedelta(days=30)
# Where anybody can have an address, so that it says nothing about where somebody works.
FOR_ANYBODY = frozenset(
    (
        "gmail.com", "hotmail.com", "hotmail.dk", "icloud.com", "live.com", "live.dk", "mail.dk", "mail.tele.dk",
        "me.com", "outlook.com", "outlook.dk", "proton.me", "protonmail.com", "yahoo.com", "yahoo.dk",
    )
)  # fmt: skip

# What people call a list, and the words its name has instead.
ALSO_CALLED = {skeleton(one.short): skeleton(one.name) for one in national_lists() if len(one.short) > 1} | {
    "socialdemokraterne": "socialdemokratiet"
}

# In the queue: somebody has the address, or was written to by one of us, and nobody has decided.
WAITS = sa.and_(
    Application.decided_at.is_(None),
    Application.person_id.is_not(None),
    sa.or_(Application.confirmed_at.is_not(None), Application.source != Source.APPLIED),
)
NOBODY_SAID = sa.and_(Application.vouched_at.is_(None), Application.disowned_at.is_(None))


@dataclass(frozen=True)
class Council:
    """What helps to judge an application to a municipality: the lists that stood there, and where members have mail."""

    name: str
    parties: list[tuple[int, str, str]]
    usual_domain: str | None

    @property
    def names(self) -> dict[int, str]:
        """The letter and name of each list, by its number."""
        return {id: f"{letter} {name}" for id, letter, name in self.parties}

    def is_unusual(self, email_key: str) -> bool:
        """Whether an address says nothing about working for this municipality."""
        domain = email_key.rpartition("@")[2]
        return domain in FOR_ANYBODY or (self.usual_domain is not None and domain != self.usual_domain)


def waiting(actor: Actor) -> list[Any]:
    """What waits in the queue for somebody who may see it, oldest first: the twin of `policy.SEE_QUEUE`."""
    query = sa.select(Application).where(WAITS).order_by(Application.created_at, Application.id)
    if not actor.has(Role.ADMINISTRATOR):
        query = query.where(Application.municipality_id.in_(actor.secretary_of))
    return list(db.session.scalars(query))


def by_uid(uid: str) -> Application | None:
    """An application that is in the queue or was decided, by what stands in its address."""
    query = sa.select(Application).where(Application.uid == uid, Application.person_id.is_not(None))
    return db.session.scalars(query).one_or_none()


def councils(municipality_ids: Collection[int], *, now: datetime) -> dict[int, Council]:
    """What helps to judge applications to some municipalities; three statements, however many there are."""
    ids = set(municipality_ids)
    names = db.session.execute(sa.select(Municipality.id, Municipality.name).where(Municipality.id.in_(ids)))
    parties: dict[int, list[tuple[int, str, str]]] = {}
    for row in _newest_parties(ids):
        parties.setdefault(row.municipality_id, []).append((row.id, row.letter, row.name))
    domains: dict[int, Counter[str]] = {}
    members = (
        sa.select(Mandate.municipality_id, Person.email_key)
        .join(Person, Person.id == Mandate.person_id)
        .where(Mandate.municipality_id.in_(ids), Mandate.runs(now))
    )
    for place, email_key in db.session.execute(members):
        domains.setdefault(place, Counter())[email_key.rpartition("@")[2]] += 1
    usual = {place: count.most_common(1)[0][0] for place, count in domains.items()}
    return {id: Council(name, parties.get(id, []), usual.get(id)) for id, name in names}


def _newest_parties(municipality_ids: Collection[int]) -> list[Any]:
    """The lists of the newest election in each municipality, by letter."""
    newest = (
        sa.select(Party.municipality_id, sa.func.max(Party.election).label("election"))
        .where(Party.municipality_id.in_(municipality_ids))
        .group_by(Party.municipality_id)
        .subquery()
    )
    query = (
        sa.select(Party.id, Party.municipality_id, Party.letter, Party.name)
        .join(newest, sa.and_(Party.municipality_id == newest.c.municipality_id, Party.election == newest.c.election))
        .order_by(Party.letter)
    )
    return list(db.session.execute(query))


def party_meant(municipality_id: int, text: str) -> int | None:
    """Which list somebody means who wrote its letter, its name, or both; None when it is not certain."""
    return party_among([(row.id, row.letter, row.name) for row in _newest_parties([municipality_id])], text)


def party_among(parties: list[tuple[int, str, str]], text: str) -> int | None:
    """The same, among lists at hand: the surest way of reading it that fits one list alone."""
    meant = skeleton(text).removeprefix("liste ").removeprefix("de ").strip()
    meant = ALSO_CALLED.get(meant, meant)
    if not meant:
        return None
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda letter, name: meant in {letter, name, f"{letter} {name}", f"{name} {letter}"},
        lambda letter, name: name.startswith(f"{meant} "),
        lambda letter, name: f" {meant} " in f" {name} ",
    )
    for fits in ways:
        found = [id for id, letter, name in parties if fits(letter.casefold(), skeleton(name))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def open_application(person_id: int) -> Application | None:
    """A person's own application that waits for an answer."""
    query = sa.select(Application).where(Application.person_id == person_id, WAITS).order_by(Application.id.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def own_application(person_id: int, *, now: datetime) -> Application | None:
    """The newest application of a person that waits, or was decided within the last 30 days; with its municipality."""
    query = (
        sa.select(Application)
        .where(Application.person_id == person_id)
        .where(sa.or_(Application.decided_at.is_(None), Application.decided_at > now - TOLD_FOR))
        .order_by(Application.id.desc())
        .limit(1)
        .options(joinedload(Application.municipality))
    )
    return db.session.scalars(query).one_or_none()


def said_no(actor: Actor, *, now: datetime) -> list[Any]:
    """(name, when) of those who were invited by somebody, or to a council of theirs, and declined within 30 days."""
    query = (
        sa.select(Application.name, Application.declined_at)
        .where(Application.declined_at > now - TOLD_FOR)
        .where(
            sa.or_(Application.invited_by_id == actor.person_id, Application.municipality_id.in_(actor.secretary_of))
        )
        .order_by(Application.declined_at.desc())
    )
    return list(db.session.execute(query))


def not_yet_answered(actor: Actor, *, now: datetime) -> int:
    """How many of those somebody invited have neither joined nor declined."""
    query = (
        sa.select(sa.func.count())
        .select_from(Application)
        .outerjoin(Person, Person.id == Application.person_id)
        .where(Application.source == Source.INVITED, Application.declined_at.is_(None), Person.joined_at.is_(None))
        .where(Application.invited_by_id == actor.person_id)
    )
    return int(db.session.execute(query).scalar_one())
