"""One's drafts: kept while one writes, and a page of them all."""

import re
from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import HiddenField

from politiker.core import idempotency, markdown
from politiker.core.database import db
from politiker.discussions.rooms.standing import SeenRoom, reads, seen_by_id
from politiker.discussions.threads import drafts
from politiker.discussions.threads.drafts import DraftIsTooLong, Kept
from politiker.discussions.threads.models import Thread
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm, answered_before
from politiker.web.threads import experience
from politiker.web.threads.door import Page, blueprint, moderates, path_of
from politiker.web.threads.editor import sent_fields
from politiker.web.threads.faces import moment

SENT_BY = ("threads.start", "threads.reply")  # the endpoints that turn a draft into a post
LONGEST_BEGINNING = 200  # characters of a draft in the list
_PLACE = re.compile(r"(room|thread):([0-9]{1,9})")


class DraftForm(HouseForm):
    """What one is writing, sent by the script. Saved twice it is the same draft, so it needs no key."""

    place = HiddenField()
    idempotency_key = HiddenField()


class DeleteForm(ChangingForm):
    """One draft that is not wanted."""

    place = HiddenField()


@blueprint.post("/kladder")
@open_to(Access.MEMBER)
def save_draft() -> Any:
    """Keep what one has written so far; 204 when it is kept. What came after it was sent is not kept again."""
    form = DraftForm()
    form.validate()
    place = form.place.data or ""
    room = _room_of(place)
    keys = [f"{endpoint}:{form.idempotency_key.data}" for endpoint in SENT_BY]
    if form.idempotency_key.data and idempotency.is_known(g.actor.person_id, keys):
        return "", 204
    try:
        drafts.save(place, sent_fields(), room=room, by=g.actor, now=g.now)
    except DraftIsTooLong:
        return "", 422
    db.session.commit()
    return "", 204


def _room_of(place: str) -> SeenRoom:
    """The room a draft belongs in, which whoever asks may read."""
    found = _PLACE.fullmatch(place)
    if found is None:
        abort(404)
    number = int(found[2])
    thread = db.session.get(Thread, number) if found[1] == "thread" else None
    if found[1] == "thread" and thread is None:
        abort(404)
    room = seen_by_id(thread.room_id if thread else number, by=g.actor, now=g.now)
    if room is None or room.is_confidential or not reads(g.actor, room):
        abort(404)
    if thread is not None and thread.hidden_at is not None and not moderates(room):
        abort(404)
    return room


@blueprint.get("/kladder", endpoint="drafts")
@open_to(Access.SIGNED_IN)
def show_drafts() -> Page:
    """What have I begun to write, and where?"""
    kept = drafts.mine(by=g.actor, now=g.now)
    rows = [(draft, _beginning(draft), moment(draft.saved_at, g.now), _url(draft)) for draft in kept]
    forms = {draft.place: DeleteForm(formdata=None, place=draft.place) for draft in kept}
    return render_template("threads/drafts.html", rows=rows, forms=forms, most=drafts.MOST_LISTED)


@blueprint.post("/kladder/slet")
@open_to(Access.SIGNED_IN)
def delete_draft() -> Page:
    """Throw one draft away."""
    form, there = DeleteForm(), url_for("threads.drafts", besked="kladde-slettet")
    if not form.validate():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    drafts.discard(form.place.data or "", by=g.actor)
    db.session.commit()
    return redirect(there, 303)


def _beginning(draft: Kept) -> str:
    text = draft.fields.get("body") or experience.compose(draft.fields) or draft.fields.get("poll_question", "")
    return markdown.summary(text, LONGEST_BEGINNING)


def _url(draft: Kept) -> str | None:
    """Where one goes on writing; None where one may not read any more."""
    if draft.room_address is None:
        return None
    if draft.thread_id is not None:
        return f"{path_of(draft.room_address, draft.thread_id, draft.thread_title or '')}#svar"
    return url_for("threads.start", room=draft.room_address, kind=draft.fields.get("kind"))
