"""Who acts: roles, narrow rights, and what a person or a job may be at one moment."""

import enum
from dataclasses import dataclass, field


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
    SEATS = "seats"


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
