"""Who may do what, on one page.

Actions ask `require`, templates ask `can`, lists use a query that a twin test holds together with this page.
The rows are those of the permission matrix; `policy_matrix.matrix()` draws it by asking these rules, and both
`house policy` and the page "Hvem må hvad" show what it draws.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from politiker.core.errors import Forbidden


class Role(enum.StrEnum):
    """A role given to a person. A councillor is not a role but a mandate."""

    ORGANISER = "organiser"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"
    SECRETARY = "secretary"


class Right(enum.StrEnum):
    """A narrow right to one event, given to one person."""

    EDIT = "edit"
    REGISTRATIONS = "registrations"
    NEEDS = "needs"
    CHECK_IN = "check_in"
    MONEY = "money"


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person with what the person may be at this moment, or a job by its name."""

    person_id: int | None = None
    councillor_in: frozenset[int] = frozenset()
    was_councillor: bool = False
    secretary_of: frozenset[int] = frozenset()
    roles: frozenset[Role] = frozenset()
    rights: frozenset[tuple[int, Right]] = frozenset()
    job: str | None = field(default=None)

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def is_councillor(self) -> bool:
        return bool(self.councillor_in)

    @property
    def is_member(self) -> bool:
        """Councillors, and those who work for them."""
        return self.is_councillor or bool(self.secretary_of) or bool(self.roles)

    def has(self, role: Role) -> bool:
        return role in self.roles

    def holds(self, right: Right, event_id: int | None) -> bool:
        """An organiser with this right to this event."""
        return Role.ORGANISER in self.roles and (event_id, right) in self.rights

    def works_on(self, event_id: int | None) -> bool:
        """An organiser with any right to this event but the one to read needs, which alone opens nothing else."""
        mine = {event for event, right in self.rights if right is not Right.NEEDS}
        return Role.ORGANISER in self.roles and event_id in mine


STRANGER = Actor()


def system(job: str) -> Actor:
    """The house itself, doing a named job."""
    return Actor(job=job)


class AnEvent(Protocol):
    """As much of an event as the rules need to see."""

    id: Any
    is_published: Any
    is_public: Any


class ARegistration(Protocol):
    """As much of a registration as the rules need to see."""

    person_id: Any
    event_id: Any


class APerson(Protocol):
    """As much of a person as the rules need to see."""

    id: Any


class Permission(enum.Enum):
    """One thing one may be allowed to do; the number is its row in the matrix."""

    SEE_PUBLIC_EVENTS = 2
    END_OWN_SESSIONS = 5
    SEE_MEMBERS_EVENTS = 23
    CREATE_EVENT = 24
    EDIT_EVENT = 25
    REGISTER = 26
    WITHDRAW_REGISTRATION = 27
    SEE_REGISTRATIONS = 29
    SEE_SHOWN_PARTICIPANTS = 290
    STATE_NEEDS = 300
    READ_NEEDS = 30
    DECIDE_REGISTRATION = 34
    DECIDE_EVENT_REGISTRATIONS = 28
    ANSWER_OFFER = 270
    OWN_FEED = 36
    SEE_EVENT = 230
    SEE_JOIN_LINK = 231
    INVITE_PERSON = 170
    GRANT_ROLE = 57
    HOLDS_RIGHT = 240
    APPOINT_ORGANISER = 241


def _see_event(actor: Actor, event: AnEvent) -> bool:
    if actor.job or actor.has(Role.ADMINISTRATOR) or actor.works_on(event.id):
        return True
    return bool(event.is_published) and (bool(event.is_public) or actor.is_member)


def _edit_event(actor: Actor, event: AnEvent) -> bool:
    return actor.has(Role.ADMINISTRATOR) or actor.holds(Right.EDIT, event.id)


def _own(actor: Actor, thing: ARegistration) -> bool:
    return actor.person_id is not None and actor.person_id == thing.person_id


def _oneself(actor: Actor, person: APerson) -> bool:
    return actor.person_id is not None and actor.person_id == person.id


def _feed(actor: Actor, person: APerson) -> bool:
    has_a_calendar_here = actor.is_councillor or bool(actor.secretary_of) or actor.has(Role.ORGANISER)
    return _oneself(actor, person) and has_a_calendar_here


def _register(actor: Actor, event: AnEvent) -> bool:
    return actor.is_councillor and bool(event.is_published)


def _own_seat(actor: Actor, registration: ARegistration) -> bool:
    """One's own, as a councillor sitting or lapsed: no role gives a seat."""
    return _own(actor, registration) and (actor.is_councillor or actor.was_councillor)


def _withdraw(actor: Actor, registration: ARegistration) -> bool:
    return _own_seat(actor, registration) or _run_registrations(actor, registration.event_id)


def _run_registrations(actor: Actor, event_id: int) -> bool:
    return actor.job is not None or actor.holds(Right.REGISTRATIONS, event_id)


Rule = Callable[[Actor, Any], bool]

RULES: dict[Permission, Rule] = {
    Permission.SEE_PUBLIC_EVENTS: lambda actor, thing: True,
    Permission.END_OWN_SESSIONS: _oneself,
    Permission.SEE_MEMBERS_EVENTS: lambda actor, thing: actor.is_member,
    Permission.SEE_EVENT: _see_event,
    Permission.CREATE_EVENT: lambda actor, thing: actor.has(Role.ORGANISER) or actor.has(Role.ADMINISTRATOR),
    Permission.EDIT_EVENT: _edit_event,
    Permission.REGISTER: _register,
    Permission.WITHDRAW_REGISTRATION: _withdraw,
    Permission.SEE_REGISTRATIONS: lambda actor, event: actor.holds(Right.REGISTRATIONS, event.id),
    Permission.SEE_SHOWN_PARTICIPANTS: lambda actor, seat: actor.is_councillor and _own(actor, seat),
    Permission.SEE_JOIN_LINK: _own_seat,
    Permission.STATE_NEEDS: _own_seat,
    Permission.READ_NEEDS: lambda actor, event: actor.holds(Right.NEEDS, event.id),
    Permission.DECIDE_REGISTRATION: lambda actor, reg: _run_registrations(actor, reg.event_id) and not _own(actor, reg),
    Permission.DECIDE_EVENT_REGISTRATIONS: lambda actor, event: _run_registrations(actor, event.id),
    Permission.ANSWER_OFFER: lambda actor, registration: actor.is_councillor and _own(actor, registration),
    Permission.APPOINT_ORGANISER: lambda actor, thing: actor.has(Role.ADMINISTRATOR),
    Permission.HOLDS_RIGHT: lambda actor, right: actor.holds(right[1], right[0]),
    Permission.OWN_FEED: _feed,
    Permission.INVITE_PERSON: lambda actor, thing: (
        actor.has(Role.ADMINISTRATOR) or actor.has(Role.ORGANISER) or bool(actor.job)
    ),
    Permission.GRANT_ROLE: lambda actor, thing: bool(actor.job),
}


def can(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """May this actor do this to this thing, now?"""
    return RULES[permission](actor, thing)


def require(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Raises Forbidden unless `can`."""
    if not can(actor, permission, thing):
        raise Forbidden(permission=permission)
