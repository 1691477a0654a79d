"""What the matrix asks the rules about: one person of each kind, and things of every sort that they may meet."""

from dataclasses import dataclass, field
from typing import Any

from politiker.core.words import gettext as _
from politiker.policy.actors import STRANGER, Actor, Right, Role

MINE, OTHERS = 1, 2


@dataclass(frozen=True)
class Thing:
    """Whatever a rule may look at: a person, an event, a seat, a mandate or a room, as the rule likes it."""

    id: int = OTHERS
    person_id: int = OTHERS
    event_id: int = OTHERS
    municipality_id: int = OTHERS
    is_published: bool = True
    is_public: bool = False
    is_vouched: bool = True
    is_open: bool = False
    is_reported: bool = False
    member_ids: frozenset[int] = frozenset({OTHERS})
    owner_ids: frozenset[int] = frozenset({OTHERS})
    opened_to_ids: frozenset[int] = frozenset()

    @property
    def municipality_ids(self) -> frozenset[int]:
        return frozenset({self.municipality_id})

    @property
    def event_ids(self) -> frozenset[int]:
        return frozenset({self.event_id})


@dataclass(frozen=True)
class Things:
    """The things one rule is asked about. What is left out does not exist for that rule.

    `closed` is the same as `other` behind a closed door: a right to the one need not be a right to the other.
    """

    other: Any = None
    closed: Any = None
    own: Any = None
    same_municipality: Any = None
    assigned_event: Any = None
    with_me: Any = None
    owned_by_me: Any = None
    reported: Any = None
    opened_to_me: Any = None


NOTHING = Things()
PERSON = Things(
    other=Thing(),
    own=Thing(id=MINE, person_id=MINE),
    same_municipality=Thing(municipality_id=MINE),
    assigned_event=Thing(event_id=MINE),
)
PLACE = Things(other=Thing(), same_municipality=Thing(municipality_id=MINE))
MANDATE = Things(other=Thing(), own=Thing(person_id=MINE), same_municipality=Thing(municipality_id=MINE))
EVENT = Things(other=Thing(), assigned_event=Thing(id=MINE, event_id=MINE))
DRAFT = Things(
    other=Thing(is_published=False), assigned_event=Thing(id=MINE, event_id=MINE, is_published=False)
)  # fmt: skip
SEAT = Things(
    other=Thing(),
    own=Thing(person_id=MINE),
    same_municipality=Thing(municipality_id=MINE),
    assigned_event=Thing(event_id=MINE),
)
RIGHT = Things(other=(OTHERS, Right.REGISTRATIONS), assigned_event=(MINE, Right.REGISTRATIONS))
POST = Things(other=Thing(), own=Thing(person_id=MINE))

_MY_EVENT = Thing(event_id=MINE)
_WITH_ME = Thing(member_ids=frozenset({MINE, OTHERS}))
_OWNED_BY_ME = Thing(member_ids=frozenset({MINE, OTHERS}), owner_ids=frozenset({MINE}))
_REPORTED = Thing(is_reported=True)
_OPENED_TO_ME = Thing(opened_to_ids=frozenset({MINE}))
CLOSED_ROOM = Things(
    other=Thing(),
    assigned_event=_MY_EVENT,
    with_me=_WITH_ME,
    owned_by_me=_OWNED_BY_ME,
    reported=_REPORTED,
    opened_to_me=_OPENED_TO_ME,
)
# A room that stands open, for rules that ask less of those who only need to look.
ROOM = Things(
    other=Thing(is_open=True), assigned_event=_MY_EVENT, with_me=_WITH_ME, owned_by_me=_OWNED_BY_ME
)  # fmt: skip
ANY_ROOM = Things(
    other=Thing(is_open=True),
    closed=Thing(),
    assigned_event=_MY_EVENT,
    with_me=_WITH_ME,
    owned_by_me=_OWNED_BY_ME,
    reported=_REPORTED,
    opened_to_me=_OPENED_TO_ME,
)


@dataclass(frozen=True)
class Kind:
    """One column: a kind of person."""

    code: str
    name: str
    actor: Actor = field(repr=False)


def kinds() -> tuple[Kind, ...]:
    """The eight kinds of people, each with one role and no more."""

    def actor(**standing: Any) -> Actor:
        return Actor(person_id=MINE, **standing)

    every_right = frozenset((MINE, right) for right in Right)
    return (
        Kind("AN", _("Not logged in"), STRANGER),
        Kind("PE", _("Without a mandate yet"), actor()),
        Kind("CO", _("Councillor"), actor(councillor_in=frozenset({MINE}))),
        Kind("LA", _("Former councillor"), actor(was_councillor=True)),
        Kind("SE", _("Municipal secretary"), actor(secretary_of=frozenset({MINE}), roles=frozenset({Role.SECRETARY}))),
        Kind("OR", _("Organiser (role)"), actor(roles=frozenset({Role.ORGANISER}), rights=every_right)),
        Kind("MO", _("Moderator"), actor(roles=frozenset({Role.MODERATOR}))),
        Kind("AD", _("Administrator"), actor(roles=frozenset({Role.ADMINISTRATOR}))),
    )
