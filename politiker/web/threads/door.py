"""The way in to threads: where they are found, and which of them whoever looks may read."""

import functools
from typing import NoReturn

from flask import Blueprint, abort, g, request
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.discussions.moderation.keeping import keeps
from politiker.discussions.rooms.standing import SeenRoom, reads, seen_by_id, writes
from politiker.discussions.threads import reading
from politiker.discussions.threads.models import Post, Thread
from politiker.discussions.threads.reading import SeenThread
from politiker.web.fragments import fragments, midnight_after
from politiker.web.opened_rooms import through_glass

Page = str | tuple[str, int] | Response

blueprint = Blueprint("threads", __name__)
ROOMS = "/samtaler"
THREAD = f"{ROOMS}/<room>/<int(max=2147483647):thread_id>-<slug>"
POST = "/indlaeg/<int(max=9223372036854775807):post_id>"


def room_path(address: str) -> str:
    """The page of a room."""
    return f"{ROOMS}/{address}"


@functools.lru_cache(maxsize=5000)
def path_of(address: str, thread_id: int, title: str) -> str:
    """The page of a thread: its room's address, its number and its title."""
    return f"{ROOMS}/{address}/{thread_id}-{danish.slug(title)}"


def path_of_post(address: str, thread: Thread | SeenThread, number: int, post_id: int) -> str:
    """The page a post stands on, at the post."""
    page = reading.page_of(number)
    return f"{path_of(address, thread.id, thread.title)}?side={page}#indlaeg-{post_id}"


def moderates(room: SeenRoom) -> bool:
    """Whether whoever is looking keeps order in the room, and so sees what is hidden."""
    return keeps(g.actor, room)


def may_answer(room: SeenRoom, thread: Thread | SeenThread) -> bool:
    """Whether whoever is looking may write in the thread now."""
    is_over = thread.locked_at or thread.hidden_at or thread.merged_into_id
    return not is_over and writes(g.actor, room, g.now)


def thread_or_404(address: str, thread_id: int, page: int | None = None) -> tuple[SeenRoom, SeenThread]:
    """A thread whoever asks may read; for everybody else there is no such page, nor a confidential one."""
    key = ("is closed", address)
    is_closed = fragments().find(key, 0, g.now) is not None
    found = reading.seen_thread(address, thread_id, page, by=g.actor, now=g.now, is_closed=is_closed)
    if found is None:
        _nothing()
    if not found[0].is_open and not is_closed:
        # What a room is it stays, so that the next page need not ask twice.
        fragments().keep(key, 0, True, now=g.now, until=midnight_after(g.now), size=len(address))
    room, thread = through_glass(found[0]), found[1]
    _require_readable(room, thread)
    return room, thread


def post_or_404(post_id: int) -> tuple[Post, Thread, SeenRoom]:
    """A post whoever asks may read, with its thread and its room."""
    found = reading.post_with_thread(post_id)
    room = seen_by_id(found[1].room_id, by=g.actor, now=g.now) if found is not None else None
    if found is None or room is None:
        _nothing()
    room = through_glass(room)
    post, thread = found
    _require_readable(room, thread)
    return post, thread, room


def side_asked_for() -> int | None:
    """The page of a thread that the address names; what is no page is not there."""
    text = request.args.get("side")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 9 and int(text) > 0):
        _nothing()
    return int(text)


def _require_readable(room: SeenRoom, thread: Thread | SeenThread) -> None:
    if room.is_confidential or not reads(g.actor, room):
        _nothing()
    if thread.hidden_at is not None and not moderates(room):
        _nothing()


def _nothing() -> NoReturn:
    abort(404)
