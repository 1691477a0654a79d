"""What a confidential room is called, for those who may know."""

from typing import Any

from politiker.core import sealing
from politiker.core.sealing import KeyIsMissing
from politiker.discussions.confidential.seals import place
from politiker.discussions.rooms.models import Room


def title_of(room: Any) -> str | None:
    """The title of a room, for a page of somebody who is in it or asked into it; it needs address and sealed_title.

    None when the key it was sealed with is not here: then the room does not exist for anybody.
    """
    return _opened(room.sealed_title, room.address, Room.sealed_title)


def purpose_of(room: Any) -> str | None:
    """What a room is for, in the same way; it needs address and sealed_purpose."""
    return _opened(room.sealed_purpose, room.address, Room.sealed_purpose)


def is_here(room: Any) -> bool:
    """Whether the house has the key of a confidential room. Without it the room is as absent as one that never was."""
    return room.sealed_mark_key is not None and sealing.key_id(room.sealed_mark_key) in {
        k.id for k in sealing.room_keys()
    }


def _opened(sealed: str | None, address: str, column: Any) -> str | None:
    if sealed is None:
        return None
    try:
        return sealing.unseal(sealed, room=address, place=place(column, address)).decode()
    except KeyIsMissing:
        return None
