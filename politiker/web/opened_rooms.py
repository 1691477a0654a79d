"""A closed room that another administrator opened to the one who looks, for an hour."""

from dataclasses import replace

from flask import g

from politiker.core import database
from politiker.core.database import db
from politiker.discussions.moderation import glass
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.policy import Role
from politiker.web.browser import is_reading


def through_glass(room: SeenRoom) -> SeenRoom:
    """The room as an administrator meets it to whom it was opened; for everybody else as it was.

    Only to read, and each page that is read is noted in the trail. It costs a statement, and only for an administrator
    who may not read the room otherwise.
    """
    if not g.actor.has(Role.ADMINISTRATOR) or not is_reading() or reads(g.actor, room):
        return room
    opened_to = glass.opened_to(room.id, g.now)
    if g.actor.person_id not in opened_to:
        return room
    with database.writing():
        glass.note_read(room.id, by=g.actor, now=g.now)
        db.session.commit()
    return replace(room, opened_to_ids=opened_to)
