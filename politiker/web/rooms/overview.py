"""Samtaler: where is something for me?"""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template

from politiker.discussions.confidential import reading
from politiker.discussions.rooms import queries
from politiker.discussions.rooms.models import Level, RoomKind
from politiker.web.access import Access, open_to
from politiker.web.rooms import words
from politiker.web.rooms.door import blueprint, title_of
from politiker.web.threads.door import path_of


@dataclass(frozen=True)
class Card:
    """A room as it stands in the list."""

    address: str
    title: str
    purpose: str
    news: str
    breadth: str
    activity: str
    is_locked: bool
    is_muted: bool
    is_confidential: bool


@blueprint.get("/samtaler")
@open_to(Access.MEMBER)
def overview() -> str:
    """The rooms one may read, with what is new in each; first what waits for an answer, and where one left off."""
    if not queries.may_have_rooms(g.actor):
        abort(404)
    # A confidential room whose key is not here does not exist, so it has no title either.
    rows = [row for row in queries.rooms_of(g.actor, now=g.now) if title_of(row) is not None]
    asked = [row for row in rows if row.is_invited]
    mine = [row for row in rows if not row.is_invited]
    there = [row for row in mine if row.archived_at is None]
    heard = [row.id for row in there if row.unread is not None]
    left_off = queries.to_continue(g.actor, heard, now=g.now) if heard else None
    sealed = [row for row in there if row.is_confidential and row.level is not Level.MUTE]
    unread = {row.id: row.unread for row in mine}
    unread |= reading.unread_in(sealed, me=g.actor.person_id) if sealed else {}
    return render_template(
        "rooms/overview.html",
        asked=[(row.address, title_of(row)) for row in asked if row.archived_at is None],
        left_off=left_off,
        left_off_url=path_of(left_off.address, left_off.id, left_off.title) if left_off is not None else None,
        groups=[(name, _cards([row for row in there if row.kind is kind], unread)) for kind, name in words.GROUPS],
        put_away=_cards([row for row in mine if row.archived_at is not None], unread),
        start=_where_to_start(there),
        may_create=g.actor.is_councillor,
        has_drafts=any(row.has_drafts for row in rows),
    )


def _cards(rows: list[Any], unread: dict[int, int | None]) -> list[Card]:
    """The liveliest first."""
    rows = sorted(rows, key=lambda row: (row.last_post_at is None, -_seconds(row), row.id))
    return [
        Card(
            address=row.address,
            title=title_of(row) or "",
            purpose=row.purpose if row.kind is RoomKind.OPEN else "",
            news=words.news(unread[row.id]),
            breadth=words.breadth(row),
            activity=words.activity(row.last_post_at, g.now),
            is_locked=row.locked_at is not None,
            is_muted=row.level is Level.MUTE,
            is_confidential=row.is_confidential,
        )
        for row in rows
    ]


def _seconds(row: Any) -> float:
    return row.last_post_at.timestamp() if row.last_post_at is not None else 0


def _where_to_start(rows: list[Any]) -> str | None:
    """The open room that was made first: the one about the role itself."""
    some = [row for row in rows if row.kind is RoomKind.OPEN and row.locked_at is None]
    return min(some, key=lambda row: row.id).address if some else None
