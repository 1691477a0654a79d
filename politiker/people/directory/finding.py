"""Who is in my shoes? Those who said yes to being found, in the order of the alphabet and never of a list."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.people.directory.members import Seat, runs, seats_from, with_seats
from politiker.people.directory.models import NameWord
from politiker.people.directory.names import SHORTEST_PREFIX, is_long_enough, words_of
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Person
from politiker.policy import Actor, Role

MOST_HITS = 20
SHORTEST_COMMITTEE, SHORTEST_ROOT = 3, 4  # letters
LAST_SIGN = "\U0010ffff"


class NothingAsked(RuleBroken):
    """Nobody is listed without a question."""


class NameIsTooShort(RuleBroken):
    """One word of the name needs three letters."""


class CommitteeIsTooShort(RuleBroken):
    """A committee needs three letters."""


class NameIsNeeded(RuleBroken):
    """An organiser looks up the guests of the own events by name, and does not browse."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for. Those whose committees are called like `like` come first."""

    name: str = ""
    duties: tuple[Duty, ...] = ()
    committee: str = ""
    municipality: str = ""
    like: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A colleague one may open."""

    uid: str
    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Found:
    """At most twenty, and whether there are more."""

    hits: tuple[Hit, ...]
    has_more: bool


def sees_all(by: Actor) -> bool:
    """Councillors, moderators and administrators find everybody who said yes."""
    return by.is_councillor or by.has(Role.MODERATOR) or by.has(Role.ADMINISTRATOR)


def browses(by: Actor) -> bool:
    """Who has this page in the menu: those, and a secretary for the own municipality."""
    return sees_all(by) or bool(by.secretary_of)


def own_duties(by: Actor, *, now: datetime) -> list[tuple[Duty, str | None]]:
    """What somebody does in their council now, for "in the same role as you"."""
    query = (
        sa.select(MandateDuty.duty, MandateDuty.committee)
        .join(Mandate, Mandate.id == MandateDuty.mandate_id)
        .where(
            Mandate.person_id == by.person_id,
            runs(Mandate.starts_at, Mandate.ends_at, now),
            runs(MandateDuty.starts_at, MandateDuty.ends_at, now),
        )
        .order_by(MandateDuty.id)
    )
    return [(duty, committee) for duty, committee in db.session.execute(query)]


def roots_of(committees: list[str]) -> tuple[str, ...]:
    """How like-named committees begin their words: "Børne- og skoleudvalget" is like "Børn og Unge" and "Skole"."""
    words = (word.removesuffix("udvalget").removesuffix("udvalg") for name in committees for word in _plain(name))
    return tuple(dict.fromkeys(word[:SHORTEST_ROOT] for word in words if len(word) >= SHORTEST_ROOT))


def _plain(text: str) -> list[str]:
    return [word for word in "".join(sign if sign.isalpha() else " " for sign in text.lower()).split()]


def search(wanted: Wanted, *, by: Actor, now: datetime, met: Any = None) -> Found:
    """Whom a question finds: one statement, whatever is asked and however many there are.

    `met` is a statement for the persons at the asker's own events, whom an organiser may look up by name. Raises
    NothingAsked, NameIsTooShort, CommitteeIsTooShort, NameIsNeeded.
    """
    words = words_of(wanted.name)
    _check(wanted, words, by)
    first = sa.func.max(sa.case((_is_like(wanted.like), 1), else_=0)) if wanted.like else sa.literal(0)
    hits = (
        sa.select(NameWord.person_id.label("id"), NameWord.sort.label("sort"), first.label("first"))
        .join(Person, Person.id == NameWord.person_id)
        .join(Mandate, sa.and_(Mandate.person_id == Person.id, runs(Mandate.starts_at, Mandate.ends_at, now)))
        .where(
            NameWord.place == 0,
            Person.shown_at.is_not(None),
            Person.suspended_at.is_(None),
            Person.id != by.person_id,
            _in_sight(by, met if words else None),
            *(_has_word(word) for word in words),
        )
        .group_by(NameWord.person_id, NameWord.sort)
        .order_by(sa.desc("first"), NameWord.sort, NameWord.person_id)
        .limit(MOST_HITS + 1)
    )
    if wanted.municipality:
        hits = hits.join(Municipality, Municipality.id == Mandate.municipality_id)
        hits = hits.where(Municipality.code == wanted.municipality)
    if wanted.duties or wanted.committee or wanted.like:
        does = sa.and_(MandateDuty.mandate_id == Mandate.id, runs(MandateDuty.starts_at, MandateDuty.ends_at, now))
        hits = hits.join(MandateDuty, does)
    if wanted.duties:
        hits = hits.where(MandateDuty.duty.in_(wanted.duties))
    if wanted.committee:
        hits = hits.where(_is_called(wanted.committee.strip()))
    return _read(hits.subquery(), now)


def _check(wanted: Wanted, words: tuple[str, ...], by: Actor) -> None:
    committee = wanted.committee.strip()
    if wanted.name.strip() and not is_long_enough(words):
        raise NameIsTooShort
    if committee and len("".join(_plain(committee))) < SHORTEST_COMMITTEE:
        raise CommitteeIsTooShort
    if not (words or wanted.duties or committee or wanted.municipality):
        raise NothingAsked
    if not words and not browses(by):
        raise NameIsNeeded


def _in_sight(by: Actor, met: Any) -> Any:
    """The rows about members that the policy lets somebody see; a twin test holds the two together."""
    if sees_all(by):
        return sa.true()
    mine = Mandate.municipality_id.in_(by.secretary_of)
    return mine if met is None else sa.or_(mine, Person.id.in_(met))


def _has_word(word: str) -> Any:
    """The name has this word, or, from three letters on, one that begins with it."""
    other = sa.orm.aliased(NameWord)
    fits = sa.and_(other.word >= word, other.word < word + LAST_SIGN)
    is_it = fits if len(word) >= SHORTEST_PREFIX else other.word == word
    return NameWord.person_id.in_(sa.select(other.person_id).where(is_it))


def _is_called(text: str) -> Any:
    """The committee has this in its name. SQLite knows small from capital only in a to z, so both are asked for."""
    ways = {text, text.lower(), text[:1].upper() + text[1:].lower()}
    return sa.or_(*(MandateDuty.committee.icontains(way, autoescape=True) for way in sorted(ways)))


def _is_like(roots: tuple[str, ...]) -> Any:
    return sa.or_(*(_is_called(root) for root in roots))


def _read(hits: Any, now: datetime) -> Found:
    query = (
        sa.select(Person.id, Person.uid, Person.name, *with_seats())
        .select_from(hits)
        .join(Person, Person.id == hits.c.id)
        .join(Mandate, sa.and_(Mandate.person_id == Person.id, runs(Mandate.starts_at, Mandate.ends_at, now)))
        .join(Municipality, Municipality.id == Mandate.municipality_id)
        .outerjoin(
            MandateDuty,
            sa.and_(MandateDuty.mandate_id == Mandate.id, runs(MandateDuty.starts_at, MandateDuty.ends_at, now)),
        )
        .order_by(sa.desc(hits.c.first), hits.c.sort, Person.id, Mandate.id, MandateDuty.id)
    )
    found = []
    for (_id, uid, name), rows in groupby(db.session.execute(query), key=lambda row: (row[0], row[1], row[2])):
        found.append(Hit(uid, name, seats_from([tuple(row[3:]) for row in rows])))
    return Found(tuple(found[:MOST_HITS]), len(found) > MOST_HITS)
