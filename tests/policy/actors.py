"""The grid: every kind of actor, alone and together, and every thing a rule may look at."""

import itertools
from typing import Any

from politiker.policy import STRANGER, Actor, Right, Role, system
from politiker.policy.acts import acts
from politiker.policy.samples import MINE, OTHERS, Thing, kinds


def plain() -> dict[str, Actor]:
    """The eight kinds of the matrix, with one role each."""
    return {kind.code: kind.actor for kind in kinds()}


def united(one: Actor, other: Actor) -> Actor:
    """One person who is both."""
    return Actor(
        person_id=one.person_id if one.person_id is not None else other.person_id,
        councillor_in=one.councillor_in | other.councillor_in,
        was_councillor=one.was_councillor or other.was_councillor,
        secretary_of=one.secretary_of | other.secretary_of,
        roles=one.roles | other.roles,
        rights=one.rights | other.rights,
    )


def pairs() -> list[tuple[str, str]]:
    """Every two kinds that one person may be at once."""
    return list(itertools.combinations([code for code in plain() if code != "AN"], 2))


def narrow(event_id: int = MINE) -> dict[str, Actor]:
    """Organisers with one right to one event, with all of them, and with none; and somebody who was an organiser."""

    def organiser(rights: set[tuple[int, Right]]) -> Actor:
        return Actor(person_id=MINE, roles=frozenset({Role.ORGANISER}), rights=frozenset(rights))

    every = {(event_id, right) for right in Right}
    found = {f"organiser with {right.value}": organiser({(event_id, right)}) for right in Right}
    found["organiser with every right"] = organiser(every)
    found["organiser with no right"] = organiser(set())
    found["no longer an organiser"] = Actor(person_id=MINE, rights=frozenset(every))
    return found


def everybody() -> dict[str, Actor]:
    """All of them, and the house itself."""
    return plain() | narrow() | {"a job": system("test"), "a stranger": STRANGER}


def things() -> list[Any]:
    """Every thing the matrix asks about, and events that are open to all."""
    found = {id(t): t for _group, _permission, _name, kinds in acts() for t in vars(kinds).values() if t is not None}
    return [*found.values(), Thing(is_public=True), Thing(id=OTHERS, is_public=True, is_published=False)]
