"""Which room an address means, for whoever asks. A room one may not read is as absent as one that never was."""

from typing import Any

from flask import Blueprint, abort, g, redirect
from werkzeug.wrappers import Response

from politiker.discussions.confidential import titles
from politiker.discussions.rooms.models import RoomKind
from politiker.discussions.rooms.standing import SeenRoom, knows, reads, seen
from politiker.web.forms import ChangingForm, answered_before, came_before
from politiker.web.opened_rooms import through_glass

Page = str | tuple[str, int] | Response

blueprint = Blueprint("rooms", __name__)
ROOM = "/samtaler/<room>"


def room_or_404(address: str) -> SeenRoom:
    """The room at an address, which whoever asks may read."""
    room = seen(address, by=g.actor, now=g.now)
    room = through_glass(room) if room is not None else None
    if room is None or not reads(g.actor, room):
        abort(404)
    return room


def plain_room_or_404(address: str) -> SeenRoom:
    """The same, but never a confidential room: its pages are its own."""
    room = room_or_404(address)
    if room.is_confidential:
        abort(404)
    return room


def known_room(address: str) -> SeenRoom | None:
    """The room at an address, if whoever asks may read it or is asked into it."""
    room = seen(address, by=g.actor, now=g.now)
    return room if room is not None and knows(g.actor, room) else None


def network(address: str) -> SeenRoom | None:
    """A network whoever asks is in; no other room is joined or left."""
    room = seen(address, by=g.actor, now=g.now)
    is_mine = room is not None and room.kind is RoomKind.NETWORK and reads(g.actor, room)
    return room if is_mine else None


def sent_before(form: ChangingForm, room: SeenRoom | None, then: str) -> str | None:
    """Where this very form was sent on to before, or None the first time; of a confidential room no time is kept."""
    if room is not None and room.is_confidential:
        return then if came_before(form) else None
    return answered_before(form, then=then)


def done_before_or_404(form: ChangingForm, address: str, then: str) -> Response:
    """The room is not there for whoever asks: because this very form took them out a moment ago, or never was."""
    room = seen(address, by=g.actor, now=g.now)
    if form.idempotency_key.data and (earlier := sent_before(form, room, then)):
        return redirect(earlier, 303)
    abort(404)


def title_of(room: Any) -> str | None:
    """What a room is called, for somebody who may know of it; None when the key of a confidential one is not here."""
    return titles.title_of(room) if room.is_confidential else room.title


def purpose_of(room: Any) -> str:
    """What a room is for, in the same way."""
    return (titles.purpose_of(room) or "") if room.is_confidential else room.purpose
