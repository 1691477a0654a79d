"""Which room an address means, for whoever asks. A room one may not read is as absent as one that never was."""

from flask import abort, g

from politiker.discussions.rooms.standing import SeenRoom, reads, seen


def room_or_404(address: str) -> SeenRoom:
    """The room at an address, which whoever asks may read."""
    room = seen(address, by=g.actor, now=g.now)
    if room is None or not reads(g.actor, room):
        abort(404)
    return room


def plain_room_or_404(address: str) -> SeenRoom:
    """The same, but never a confidential room: its pages are its own."""
    room = room_or_404(address)
    if room.is_confidential:
        abort(404)
    return room
