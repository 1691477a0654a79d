"""What somebody has written in confidential rooms, for their own eyes.

It stands in no dossier that anybody else puts together: it takes the keys to find it, and one has to be signed in
as oneself to be handed it.
"""

from typing import Any

from politiker.discussions.confidential import own
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require


def own_words(person: Person, *, by: Actor) -> list[dict[str, Any]]:
    """Each post of one's own with its room, thread, alias and hour. Raises Forbidden for everybody else's."""
    require(by, Permission.EXPORT_OWN_DATA, person)
    return own.written(person.id)
