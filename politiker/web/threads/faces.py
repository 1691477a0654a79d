"""What a page of a thread tells everybody who may read it, made once for each version of the thread."""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g
from markupsafe import Markup

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import attachments, reading
from politiker.discussions.threads.models import ThreadKind
from politiker.discussions.threads.reading import Said, SeenThread
from politiker.people.models import Duty
from politiker.web.fragments import fragments, midnight_after
from politiker.web.frames import part
from politiker.web.threads.door import path_of, room_path

OWN, POLL = "<!--own-->", "<!--poll-->"

KINDS = {
    ThreadKind.QUESTION: _("Question"),
    ThreadKind.EXPERIENCE: _("Experience"),
    ThreadKind.ANNOUNCEMENT: _("Announcement"),
}
DUTIES = {
    Duty.MAYOR: _("mayor"),
    Duty.DEPUTY_MAYOR: _("deputy mayor"),
    Duty.COMMITTEE_CHAIR: _("committee chair"),
    Duty.MEMBER: _("council member"),
    Duty.SUBSTITUTE: _("substitute"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One post: what stands before and after what each reader sees for themselves."""

    id: int
    number: int
    author_id: int
    thanks: int
    is_gone: bool
    has_poll: bool
    before: str
    after: str
    end: str


@dataclass(frozen=True)
class Face:
    """The pieces of one page of a thread."""

    path: str
    title: str
    head: Markup
    breadcrumbs: Markup
    top: Markup
    cards: tuple[Card, ...]
    pager: Markup


def face_of(room: SeenRoom, thread: SeenThread) -> Face:
    """The face of a page at this version of the thread. Ask only for one that whoever is looking may read."""
    kept = fragments()
    key = ("thread", thread.id, thread.page, room.address, room.title)
    face: Face | None = kept.find(key, thread.lock_version, g.now)
    if face is None:
        face = _made(room, thread)
        pieces = (len(card.before) + len(card.after) + len(card.end) for card in face.cards)
        size = len(face.top) + 2 * len(face.pager) + len(face.breadcrumbs) + sum(pieces)
        kept.keep(key, thread.lock_version, face, now=g.now, until=midnight_after(g.now), size=size)
    return face


def _made(room: SeenRoom, thread: SeenThread) -> Face:
    posts = reading.posts_of(thread.id, thread.page)
    path = path_of(room.address, thread.id, thread.title)
    files = attachments.files_of([post.id for post in posts if post.has_files])
    facts = {
        "room": room,
        "thread": thread,
        "path": path,
        "room_path": room_path(room.address),
        "learning_path": f"{room_path(room.address)}/{thread.id}/laering",
    }
    return Face(
        path=path,
        title=thread.title,
        head=part("threads/_head.html"),
        breadcrumbs=part("threads/_breadcrumbs.html", **facts),
        top=part("threads/_top.html", kind=KINDS[thread.kind], **facts),
        cards=tuple(_card(post, thread, files.get(post.id, [])) for post in posts),
        pager=part("threads/_pager.html", **facts),
    )


def _card(post: Said, thread: SeenThread, files: list[Any]) -> Card:
    is_gone = post.deleted_at is not None or post.hidden_at is not None
    template: Any = current_app.jinja_env.get_template("threads/_post.html").module
    html = template.card(
        post=post,
        is_gone=is_gone,
        speaks_for=speaks_for(post),
        at=moment(post.created_at, g.now),
        edited=moment(post.edited_at, g.now) if post.edited_at is not None else None,
        is_useful=post.id == thread.useful_post_id,
        body=Markup(post.html),  # noqa: S704  # made safe by core.markdown when it was written
        files=files,
        poll=Markup(POLL),  # noqa: S704  # a mark of our own
        own=Markup(OWN),  # noqa: S704  # a mark of our own
    )
    before, _mark, rest = str(html).rpartition(OWN)
    rest_before, _mark, between = before.rpartition(POLL)
    return Card(
        post.id, post.number, post.author_id, post.thanks, is_gone, post.has_poll and not is_gone,
        rest_before, between, rest,
    )  # fmt: skip


def speaks_for(post: Said) -> str:
    """The duty and the municipality somebody had when they wrote: "udvalgsformand, Ringsted". Never the party."""
    duty = DUTIES.get(post.duty) if post.duty is not None else None
    return ", ".join(word for word in (duty, post.municipality) if word)


def moment(at: datetime, now: datetime) -> str:
    """ "i dag kl. 9.30", "i går kl. 14", or the day with its clock."""
    day, today = danish.local(at).date(), danish.local(now).date()
    words = _("yesterday") if (today - day).days == 1 else danish.day(day, today)
    return _("%(day)s at %(clock)s", day=words, clock=danish.clock(at))


@functools.lru_cache(maxsize=1000)
def thanks_words(n: int) -> str:
    """ "3 har takket"; nothing when nobody has."""
    return ngettext("%(n)s has thanked", "%(n)s have thanked", n) if n else ""
