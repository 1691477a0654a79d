"""What the rules look at: as much of each thing as they need to see, and no more."""

from dataclasses import dataclass
from typing import Any, Protocol


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


class AMember(APerson, Protocol):
    """A person as others meet them: the councils they sit in, and the events they are at."""

    municipality_ids: Any
    event_ids: Any


class AMunicipality(Protocol):
    """Whatever belongs to one municipality: an application, a mandate, the council itself."""

    municipality_id: Any


@dataclass(frozen=True)
class Place:
    """A council as the rules see it: it is nobody's own."""

    municipality_id: int
    person_id: None = None


class AnApplication(AMunicipality, Protocol):
    """As much of an application as the rules need to see."""

    person_id: Any
    is_vouched: Any


class ARoom(Protocol):
    """As much of a room as the rules need to see: who is in it, whose it is, and the event it belongs to.

    `opened_to_ids` are the administrators who can read it for an hour in an emergency: two had to want it, the one who
    reads and another who allowed it.
    """

    member_ids: Any
    owner_ids: Any
    event_id: Any
    is_open: Any
    is_reported: Any
    opened_to_ids: Any
