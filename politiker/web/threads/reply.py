"""Answering in a thread: the form under it comes here, and so does whoever quotes or has something to put right."""

from flask import abort, g, redirect, render_template, request
from markupsafe import Markup

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import drafts, reading, writing
from politiker.discussions.threads.models import Post, Thread
from politiker.discussions.threads.reading import SeenThread
from politiker.web.access import Access, open_to
from politiker.web.browser import is_reading
from politiker.web.files.door import takes_files
from politiker.web.forms import answered_before, refuse, remember_answer
from politiker.web.threads import editor, hurrying
from politiker.web.threads.door import (
    THREAD,
    Page,
    blueprint,
    may_answer,
    path_of,
    path_of_post,
    room_path,
    thread_or_404,
)
from politiker.web.threads.forms import REFUSALS, AnswerForm, without_errors


@blueprint.route(f"{THREAD}/svar", methods=["GET", "POST"])
@open_to(Access.MEMBER)
@takes_files
def reply(room: str, thread_id: int, slug: str) -> Page:
    """Write an answer, with the words of another post in it when one is quoted."""
    there, thread = thread_or_404(room, thread_id)
    if is_reading():
        if not may_answer(there, thread):
            abort(403)
        return _page(AnswerForm(data={"body": _beginning(thread)}), there, thread)
    form = AnswerForm()
    is_right = form.validate()
    if editor.wants_preview():
        return _previewed(form, there, thread)
    if not is_right:
        return _page(form, there, thread)
    if earlier := answered_before(form):
        return redirect(earlier, 303)
    try:
        location = _answered(form, there, thread.id)
    except tuple(REFUSALS) as error:
        db.session.rollback()
        read_only()
        refuse(form, REFUSALS[type(error)](error.facts))
        return hurrying.answered(_page(form, there, thread), error)
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(location, 303)


def _answered(form: AnswerForm, room: SeenRoom, thread_id: int) -> str:
    """The answer, and where it is found."""
    thread = db.session.get_one(Thread, thread_id)
    post = writing.reply(thread, form.text, room=room, by=g.actor, now=g.now, files=form.files.clean)
    drafts.discard(drafts.in_thread(thread_id), by=g.actor)
    location = path_of_post(room.address, thread, post.number, post.id)
    remember_answer(form, location)
    return location


def _previewed(form: AnswerForm, room: SeenRoom, thread: SeenThread) -> Page:
    """The page again with how it will look; what is written so far is kept."""
    editor.keep_draft(drafts.in_thread(thread.id), room)
    db.session.commit()
    read_only()
    without_errors(form)
    try:
        shown = editor.preview(form.text, room, thread.id)
    except tuple(REFUSALS) as error:
        refuse(form, REFUSALS[type(error)](error.facts))
        return _page(form, room, thread)
    return _page(form, room, thread, preview=shown)


def _page(form: AnswerForm, room: SeenRoom, thread: SeenThread, *, preview: Markup | None = None) -> Page:
    path = path_of(room.address, thread.id, thread.title)
    page = render_template(
        "threads/reply.html",
        form=form,
        room=room,
        thread=thread,
        path=path,
        room_path=room_path(room.address),
        action=f"{path}/svar",
        preview=preview,
        **editor.in_thread(room, thread.id),
        place="rooms",
    )
    return page, 422 if form.errors else 200


def _beginning(thread: SeenThread) -> str:
    """What stands in the form: one's draft, and under it the words of the post one quotes."""
    begun = drafts.read(thread.draft).get("body", "")
    quoted = _quoted(thread)
    return f"{begun.rstrip()}\n\n{quoted}".lstrip() if quoted else begun


def _quoted(thread: SeenThread) -> str:
    """The post that the address names as a quote; nothing when it is not one of this thread that can be read."""
    text = request.args.get("citer", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return ""
    found = reading.post_with_thread(int(text))
    if found is None or found[1].id != thread.id or found[0].deleted_at is not None or found[0].hidden_at is not None:
        return ""
    return as_quote(found[0])


def as_quote(post: Post) -> str:
    """A post as a quote in markdown, with an empty line to go on from."""
    return "\n".join(f"> {line}".rstrip() for line in post.body.splitlines()) + "\n\n"
