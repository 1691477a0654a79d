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


@dataclass(slots=True)
class Piece:
    """Something made ready, of which version, from when until when it is true, and how much room it takes."""

    content: Any
    version: int
    made: datetime
    until: datetime
    size: int
    is_wanted: bool = False


class Fragments:
    """The pieces of one house. When there are too many, the oldest go that nobody asked for since the last time."""

    def __init__(self) -> None:
        self.pieces: OrderedDict[Hashable, Piece] = OrderedDict()
        self.size = 0
        self.guard = threading.Lock()

    def find(self, key: Hashable, version: int, now: datetime) -> Any | None:
        """The piece, if it is of this version and true at this moment."""
        piece = self.pieces.get(key)
        if piece is None or piece.version != version or not piece.made <= now < piece.until:
            return None
        piece.is_wanted = True  # without a lock: twenty are asked for at once
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
                oldest, piece = self.pieces.popitem(last=False)
                if piece.is_wanted:
                    piece.is_wanted, self.pieces[oldest] = False, piece
                else:
                    self.size -= piece.size

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
