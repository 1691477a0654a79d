"""The matrix of who may do what, drawn by asking the rules of `policy` and not by writing the answers down.

Each rule is asked for one actor of every role about four things: one's own, one in one's own municipality, one
at an event one is assigned to, and one that is none of these.
"""

from dataclasses import dataclass, field
from typing import Any

from politiker.core.words import gettext as _
from politiker.policy import STRANGER, Actor, Permission, Right, Role, can

MINE, OTHERS = 1, 2


@dataclass(frozen=True)
class Thing:
    """Whatever a rule may look at: an event, a registration or a person, as the rule likes to read it."""

    id: int = OTHERS
    person_id: int = OTHERS
    event_id: int = OTHERS
    municipality_id: int = OTHERS
    is_published: bool = True
    is_public: bool = False


@dataclass(frozen=True)
class Things:
    """The things one rule is asked about. What is left out does not exist for that rule."""

    other: Any = None
    own: Any = None
    same_municipality: Any = None
    assigned_event: Any = None


NOTHING = Things()
PERSON = Things(
    other=Thing(), own=Thing(id=MINE, person_id=MINE), same_municipality=Thing(municipality_id=MINE)
)  # fmt: skip
EVENT = Things(other=Thing(), assigned_event=Thing(id=MINE, event_id=MINE))
DRAFT = Things(
    other=Thing(is_published=False), assigned_event=Thing(id=MINE, event_id=MINE, is_published=False)
)  # fmt: skip
REGISTRATION = Things(
    other=Thing(),
    own=Thing(person_id=MINE),
    same_municipality=Thing(municipality_id=MINE),
    assigned_event=Thing(event_id=MINE),
)
RIGHT = Things(other=(OTHERS, Right.REGISTRATIONS), assigned_event=(MINE, Right.REGISTRATIONS))


@dataclass(frozen=True)
class Kind:
    """One column: a kind of person."""

    code: str
    name: str
    actor: Actor = field(repr=False)


@dataclass(frozen=True)
class Row:
    """One act, and for each kind of person, by code, the mark that says how far the right goes."""

    number: int
    permission: str
    group: str
    name: str
    marks: dict[str, str]


@dataclass(frozen=True)
class Matrix:
    """The whole: columns, rows, and what each mark means."""

    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    legend: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """The matrix as lists and words, for whoever reads it with a program."""
        return {
            "kinds": {kind.code: kind.name for kind in self.kinds},
            "legend": self.legend,
            "rows": [vars(row) for row in self.rows],
        }


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


def acts() -> tuple[tuple[str, Permission, str, Things], ...]:
    """Every permission with its group, its name and the things it is about, in the order of the matrix."""
    p = Permission
    account, events, seats, house = _("Account"), _("Events"), _("Registrations"), _("Administration")
    return (
        (account, p.END_OWN_SESSIONS, _("End one's own log-ins"), PERSON),
        (account, p.OWN_FEED, _("Have a personal calendar feed"), PERSON),
        (events, p.SEE_PUBLIC_EVENTS, _("See events that are open to everybody"), NOTHING),
        (events, p.SEE_MEMBERS_EVENTS, _("See events for members only"), NOTHING),
        (events, p.SEE_EVENT, _("See an event that is not published yet"), DRAFT),
        (events, p.CREATE_EVENT, _("Create an event"), NOTHING),
        (events, p.EDIT_EVENT, _("Edit, publish and call off an event"), EVENT),
        (events, p.APPOINT_ORGANISER, _("Put another organiser in charge of an event"), NOTHING),
        (events, p.HOLDS_RIGHT, _("Pass on a right to an event that one holds oneself"), RIGHT),
        (seats, p.REGISTER, _("Sign up for an event"), EVENT),
        (seats, p.WITHDRAW_REGISTRATION, _("Withdraw a registration"), REGISTRATION),
        (seats, p.ANSWER_OFFER, _("Answer the offer of a seat"), REGISTRATION),
        (seats, p.SEE_JOIN_LINK, _("See the link to an event on the net, with a seat"), REGISTRATION),
        (seats, p.SEE_SHOWN_PARTICIPANTS, _("See participants who chose to be shown, with a seat"), REGISTRATION),
        (seats, p.SEE_REGISTRATIONS, _("See everybody signed up for an event"), EVENT),
        (seats, p.DECIDE_EVENT_REGISTRATIONS, _("Sign up a group for an event"), EVENT),
        (seats, p.DECIDE_REGISTRATION, _("Answer a request to be let off"), REGISTRATION),
        (seats, p.STATE_NEEDS, _("State needs and whether to be shown on the list"), REGISTRATION),
        (seats, p.READ_NEEDS, _("Read the needs of guests"), EVENT),
        (house, p.INVITE_PERSON, _("Invite a person"), NOTHING),
        (house, p.GRANT_ROLE, _("Give a role or note a mandate (on the server only)"), PERSON),
    )


def mark(actor: Actor, permission: Permission, things: Things) -> str:
    """How far one right goes: `+` everything, `o` own, `m` own municipality, `e` assigned events, `-` not at all."""
    if can(actor, permission, things.other):
        return "+"
    narrow = (("o", things.own), ("m", things.same_municipality), ("e", things.assigned_event))
    return "".join(m for m, thing in narrow if thing is not None and can(actor, permission, thing)) or "-"


def matrix() -> Matrix:
    """Every rule asked for every kind of person."""
    columns = kinds()
    return Matrix(
        kinds=columns,
        rows=tuple(
            Row(
                number=permission.value,
                permission=permission.name.lower(),
                group=group,
                name=name,
                marks={kind.code: mark(kind.actor, permission, things) for kind in columns},
            )
            for group, permission, name, things in acts()
        ),
        legend={
            "+": _("allowed"),
            "o": _("only what is one's own"),
            "m": _("only in one's own municipality"),
            "e": _("only events one is assigned to"),
            "-": _("not allowed"),
        },
    )
