"""A room: what is being talked about here?"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for

from politiker.core.words import gettext as _
from politiker.discussions.moderation.keeping import keeps
from politiker.discussions.rooms import queries
from politiker.discussions.rooms.queries import Wanted
from politiker.discussions.rooms.standing import knows, reads, seen, writes
from politiker.discussions.threads.models import ThreadKind
from politiker.policy import Permission, can
from politiker.web import confidential
from politiker.web.access import Access, open_to
from politiker.web.opened_rooms import through_glass
from politiker.web.rooms import words
from politiker.web.rooms.door import Page, blueprint
from politiker.web.threads.door import path_of
from politiker.web.threads.faces import KINDS, moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNANSWERED = "ubesvarede"
FILTERS = {
    "": _("All"),
    UNANSWERED: _("Unanswered"),
    "spoergsmaal": _("Questions"),
    "erfaringer": _("Experiences"),
    "opslag": _("Announcements"),
}
ASKED = {
    "spoergsmaal": ThreadKind.QUESTION,
    "erfaringer": ThreadKind.EXPERIENCE,
    "opslag": ThreadKind.ANNOUNCEMENT,
}


@dataclass(frozen=True)
class Line:
    """A thread as it stands in the list."""

    title: str
    url: str
    kind: str
    answer: tuple[str, str] | None
    posts: str
    when: str
    news: str
    is_pinned: bool
    is_locked: bool


@blueprint.get("/samtaler/<room>")
@open_to(Access.MEMBER)
def show(room: str) -> Page:
    """The threads of a room, the liveliest first. Whoever is asked in answers that first."""
    there = seen(room, by=g.actor, now=g.now)
    if there is not None and there.is_confidential:
        return confidential.room_page(there)
    there = through_glass(there) if there is not None else None
    if there is None or not knows(g.actor, there):
        abort(404)
    if not reads(g.actor, there):
        return redirect(url_for(".invitation", room=room), 303)
    shown = request.args.get("vis", "")
    shown = shown if shown in FILTERS else ""
    before = _moment(request.args.get("foer", ""))
    wanted = Wanted(kind=ASKED.get(shown), unanswered=shown == UNANSWERED, before=before)
    found = queries.threads_in(there.id, wanted, by=g.actor)
    last = found.rows[-1] if found.has_more else None
    return render_template(
        "rooms/show.html",
        room=there,
        lines=[_line(row, room) for row in (*found.pinned, *found.rows)],
        filters=[(name, url_for(".show", room=room, vis=key or None), key == shown) for key, name in FILTERS.items()],
        is_filtered=bool(shown),
        is_first=before is None,
        older_url=url_for(".show", room=room, vis=shown or None, foer=_mark(last)) if last is not None else None,
        newer_url=url_for(".show", room=room, vis=shown or None) if before is not None else None,
        may_start=writes(g.actor, there, g.now),
        is_silenced=there.silenced_until is not None and there.silenced_until > g.now,
        silenced_until=moment(there.silenced_until, g.now) if there.silenced_until is not None else "",
        may_search=can(g.actor, Permission.SEARCH_POSTS, there),
        breadth=words.breadth(there),
        keeps_it=keeps(g.actor, there),
    )


def _line(row: Any, address: str) -> Line:
    new = row.post_count - row.read_number
    is_muted = row.level == "mute"
    return Line(
        title=row.title,
        url=path_of(address, row.id, row.title),
        kind=KINDS[row.kind],
        answer=_answer(row),
        posts=words.posts(row.post_count),
        when=moment(row.last_post_at, g.now),
        news=words.new_posts(new) if new > 0 and not is_muted else "",
        is_pinned=row.pinned_at is not None,
        is_locked=row.locked_at is not None,
    )


def _answer(row: Any) -> tuple[str, str] | None:
    """Whether a question is answered, as words and the kind of tag."""
    if row.kind is not ThreadKind.QUESTION:
        return None
    if row.useful_post_id is not None:
        return _("Answered"), "success"
    return (_("Not answered yet"), "warning") if row.post_count == 1 else None


def _mark(row: Any) -> str:
    """Where the next page begins: the last thread of this one, by moment and number."""
    return f"{(row.last_post_at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _moment(text: str) -> tuple[datetime, int] | None:
    """What `_mark` made; anything else is the first page."""
    found = re.fullmatch(r"([0-9]{1,16})-([0-9]{1,9})", text, re.ASCII)
    return (EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None
