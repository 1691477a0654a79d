"""What makes writing easy: the field for a post, how it will look, and the names one may write after an "@"."""

import contextlib
from typing import Any

from flask import g, request, url_for
from markupsafe import Markup

from politiker.core import database, markdown
from politiker.core.database import db
from politiker.core.markdown import LONGEST_TEXT, TextTooLong
from politiker.core.words import gettext as _
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import drafts, mentions
from politiker.discussions.threads.drafts import DraftIsTooLong
from politiker.web.access import Access, open_to
from politiker.web.forms import HouseForm
from politiker.web.organiser.fields import TextField
from politiker.web.rooms.door import plain_room_or_404
from politiker.web.threads import experience
from politiker.web.threads.door import ROOMS, blueprint, thread_or_404
from politiker.web.threads.harmless import HARMLESS


class BodyField(TextField):
    """A post in markdown."""

    keeps = HARMLESS

    def __init__(self, label: str, *, longest: int = LONGEST_TEXT, **more: Any) -> None:
        super().__init__(label, longest=longest, **more)


class PreviewForm(HouseForm):
    """Whatever is in the form one writes in; only what it says is read."""


def wants_preview() -> bool:
    """Whether the button "Forhåndsvis" was pressed: nothing is to be sent yet."""
    return "preview" in request.form


def preview(text: str, room: SeenRoom, thread_id: int | None = None) -> Markup:
    """How a text will look when it is sent. Raises TextTooLong of `core.markdown`."""
    named = mentions.resolve(text, room, thread_id, by=g.actor, now=g.now)
    return Markup(markdown.render(text, named=named.keys()))  # noqa: S704  # made safe by core.markdown


def keep_draft(place: str, room: SeenRoom) -> None:
    """Keep what came with this form as one's draft; one that is too long is refused when it is sent."""
    with contextlib.suppress(DraftIsTooLong):
        drafts.save(place, sent_fields(), room=room, by=g.actor, now=g.now)


def sent_fields() -> dict[str, str]:
    """What came with this form of all that a draft keeps."""
    return {name: request.form.get(name, "").replace("\0", "").replace("\r\n", "\n") for name in drafts.FIELDS}


@blueprint.post("/kladder/forhaandsvis/<room>", endpoint="preview")
@open_to(Access.MEMBER)
def show_preview(room: str) -> Any:
    """How what one is writing will look, for the script: {"html": …}, or {"error": …} with 422."""
    there, form = plain_room_or_404(room), PreviewForm()
    form.validate()
    database.read_only()
    fields = sent_fields()
    try:
        return {
            "html": str(preview(fields["body"] or experience.compose(fields), there, _thread_id(there, request.form)))
        }
    except TextTooLong:
        return {"error": _("The text is too long to be a post.")}, 422


@blueprint.get(f"{ROOMS}/<room>/navne")
@open_to(Access.MEMBER)
def names(room: str) -> Any:
    """At most eight people one may name in the room, for the script: what to show and what to write."""
    there = plain_room_or_404(room)
    thread_id = _thread_id(there, request.args)
    with database.writing():
        found = mentions.suggest(request.args.get("q", ""), there, thread_id, by=g.actor, now=g.now)
        db.session.commit()
    called = [person.name for person in found]
    return [
        {
            "name": person.name,
            "place": person.municipality,
            "written": f"@{person.name}"
            + (f" ({person.municipality})" if called.count(person.name) > 1 and person.municipality else ""),
        }
        for person in found
    ]


def _thread_id(room: SeenRoom, sent: Any) -> int | None:
    """The thread one writes in, if it is one of the room; nothing for a new one."""
    text = sent.get("thread_id", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return thread_or_404(room.address, int(text))[1].id


def in_room(room: SeenRoom) -> dict[str, Any]:
    """What the editor of `threads/_editor.html` needs where one starts a conversation."""
    return {"place_of_draft": drafts.in_room(room.id)} | _urls(room)


def in_thread(room: SeenRoom, thread_id: int) -> dict[str, Any]:
    """What the editor of `threads/_editor.html` needs where one answers."""
    return {"place_of_draft": drafts.in_thread(thread_id), "thread_id": thread_id} | _urls(room)


def of_post(room: SeenRoom, thread_id: int) -> dict[str, Any]:
    """What the editor of `threads/_editor.html` needs where one edits a post: the same, but no draft."""
    return {"thread_id": thread_id} | _urls(room)


def _urls(room: SeenRoom) -> dict[str, Any]:
    """Where the script asks how it will look, and for names."""
    address = room.address
    return {
        "preview_url": url_for("threads.preview", room=address),
        "names_url": url_for("threads.names", room=address),
    }
