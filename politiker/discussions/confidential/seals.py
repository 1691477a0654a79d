"""The seals and marks of one room."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from politiker.core import sealing
from politiker.discussions.rooms.models import Room


class ASealedRoom(Protocol):
    """As much of a confidential room as its seals need to know."""

    @property
    def id(self) -> Any: ...
    @property
    def address(self) -> Any: ...
    @property
    def sealed_mark_key(self) -> Any: ...


@dataclass(frozen=True)
class Seals:
    """What seals, opens and marks in one room. A row is named by its key, for a text opens in its own row only."""

    room_id: int
    address: str
    mark_key: bytes = field(repr=False)

    def seal(self, column: Any, content: Any, *key: str | int) -> str:
        """Plain data, sealed for a column of the row with this key."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return sealing.seal(text.encode(), room=self.address, place=place(column, *key))

    def open(self, sealed: str, column: Any, *key: str | int) -> Any:
        """The plain data again. Raises KeyIsMissing, SealIsBroken."""
        return json.loads(sealing.unseal(sealed, room=self.address, place=place(column, *key)))

    def author(self, thread_uid: str, person_id: int) -> str:
        """What stands for somebody as an author of one thread."""
        return self.mark("author", thread_uid, person_id)

    def mark(self, purpose: str, *about: str | int) -> str:
        """What stands for somebody in some other connection, unrelated to every other mark of theirs."""
        return sealing.mark(self.mark_key, purpose, *about)


def place(column: Any, *key: str | int) -> str:
    """The place a text is sealed for: table, column and row."""
    return f"{column.class_.__tablename__}.{column.key}:{'/'.join(str(part) for part in key)}"


def seals_of(room: ASealedRoom) -> Seals:
    """The seals of a confidential room. Raises KeyIsMissing, SealIsBroken."""
    key = sealing.unseal(room.sealed_mark_key, room=room.address, place=place(Room.sealed_mark_key, room.address))
    return Seals(room.id, room.address, key)


def new_uid() -> str:
    """A name for a row: 128 random bits, in letters that no address of an open thread begins with."""
    return secrets.token_hex(16)


def hour(now: datetime) -> datetime:
    """The hour of a moment: as exactly as anything is timed here."""
    return now.replace(minute=0, second=0, microsecond=0)
