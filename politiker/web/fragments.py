"""Pieces of pages that are the same for everybody, kept by the version of what they tell.

Whatever changes an event locks it, and so raises its version; a piece of an older version is never shown. A piece
also ends by itself at the moment when its words would no longer be true: "i morgen", "tilmeldingen er åben".
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from politiker.core import danish

MOST_CHARACTERS = 6_000_000
OLDEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something made ready, of which version, from when until when it is true, and how much room it takes."""

    content: Any
    version: int
    made: datetime
    until: datetime
    size: int


class Fragments:
    """The pieces of one house; those not asked for longest go first when there are too many."""

    def __init__(self) -> None:
        self.pieces: OrderedDict[Hashable, Piece] = OrderedDict()
        self.size = 0
        self.guard = threading.Lock()

    def find(self, key: Hashable, version: int, now: datetime) -> Any | None:
        """The piece, if it is of this version and true at this moment."""
        piece = self.pieces.get(key)
        if piece is None or piece.version != version or not piece.made <= now < piece.until:
            return None
        with self.guard:
            if key in self.pieces:
                self.pieces.move_to_end(key)
        return piece.content

    def keep(self, key: Hashable, version: int, content: Any, *, now: datetime, until: datetime, size: int) -> None:
        """Keep a piece until a moment, but never more than ten minutes."""
        piece = Piece(content, version, now, min(until, now + OLDEST), size)
        with self.guard:
            if (earlier := self.pieces.pop(key, None)) is not None:
                self.size -= earlier.size
            self.pieces[key] = piece
            self.size += size
            while self.size > MOST_CHARACTERS:
                self.size -= self.pieces.popitem(last=False)[1].size

    def forget(self) -> None:
        """Keep nothing of what was."""
        with self.guard:
            self.pieces.clear()
            self.size = 0


def fragments() -> Fragments:
    """The pieces of this house."""
    found: Fragments = current_app.extensions["politiker.fragments"]
    return found


def midnight_after(now: datetime) -> datetime:
    """When "i dag" becomes another day in Denmark."""
    tomorrow = danish.local(now).date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), danish.COPENHAGEN).astimezone(now.tzinfo)
