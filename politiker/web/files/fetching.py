"""Fetching a file: always as a download, and only for whoever may have it at this moment."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import abort, g, send_file
from werkzeug.wrappers import Response

from politiker.core import database
from politiker.core.database import db
from politiker.discussions.moderation.keeping import was_reported
from politiker.discussions.rooms.standing import seen_by_id
from politiker.discussions.threads import attachments
from politiker.events import materials
from politiker.files import storing
from politiker.files.errors import FileIsGone
from politiker.files.models import StoredFile
from politiker.policy import Permission, Role, can
from politiker.registrations.models import CERTAIN
from politiker.registrations.queries import standing_at
from politiker.registrations.questions import queries as questions
from politiker.registrations.questions.reading import note_file_read
from politiker.web.access import Access, open_to
from politiker.web.files.door import blueprint
from politiker.web.opened_rooms import through_glass

CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blueprint.get("/filer/<uid>")
@open_to(Access.SIGNED_IN)
def fetch(uid: str) -> Response:
    """The file by its random name; what one may not have is as absent as what never was."""
    file = _file_or_404(uid)
    if not (_hangs_where_one_reads(file.id) or _is_material_for_one(file.id) or _is_answer_for_one(file.id)):
        abort(404)
    try:
        path = storing.path_of(file.uid)
        answer = send_file(
            path, file.media_type, as_attachment=True, download_name=file.name, etag=file.uid, conditional=True
        )
    except (FileIsGone, OSError):
        abort(404)
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file_or_404(uid: str) -> Any:
    query = sa.select(StoredFile.id, StoredFile.uid, StoredFile.name, StoredFile.media_type)
    file = db.session.execute(query.where(StoredFile.uid == uid)).one_or_none()
    if file is None:
        abort(404)
    return file


def _hangs_where_one_reads(file_id: int) -> bool:
    """Whether it hangs on a post in a room that whoever asks may fetch files of now."""
    place = attachments.place_of(file_id)
    room = seen_by_id(place.room_id, by=g.actor, now=g.now) if place is not None else None
    if place is None or room is None:
        return False
    if not room.is_open and g.actor.has(Role.MODERATOR) and was_reported(place.post_id):
        room = replace(room, is_reported=True)
    return attachments.may_fetch(g.actor, through_glass(room), place)


def _is_material_for_one(file_id: int) -> bool:
    """Whether it is a material, open now, of an event where whoever asks has a seat, or which is for all who see it."""
    material = materials.material_with_file(file_id)
    event = standing_at(material.event_id, g.actor.person_id) if material is not None else None
    if material is None or event is None or not can(g.actor, Permission.SEE_EVENT, event):
        return False
    if can(g.actor, Permission.EDIT_EVENT, event):
        return True
    opens_at = materials.opens_at(material.opening, material.opens_at, material.ends_at)
    if opens_at is not None and opens_at > g.now:
        return False
    return material.is_for_all or (event.state in CERTAIN and can(g.actor, Permission.SEE_JOIN_LINK, event))


def _is_answer_for_one(file_id: int) -> bool:
    """Whether a guest answered with it, and whoever asks is that guest or handles the registrations of the event.

    The look of the one who handles them is recorded.
    """
    seat = questions.owner_of_file(file_id)
    if seat is None:
        return False
    if can(g.actor, Permission.STATE_NEEDS, seat):
        return True
    if not can(g.actor, Permission.SEE_REGISTRATIONS, seat):
        return False
    with database.writing():
        note_file_read(seat.event_id, by=g.actor, now=g.now)
        db.session.commit()
    return True
