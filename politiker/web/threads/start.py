"""Starting a conversation in a room."""

from flask import abort, g, redirect, render_template, request
from markupsafe import Markup

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.rooms.standing import SeenRoom, writes
from politiker.discussions.threads import drafts, polls, writing
from politiker.discussions.threads.models import ThreadKind
from politiker.web.access import Access, open_to
from politiker.web.browser import is_reading
from politiker.web.files.door import takes_files
from politiker.web.forms import answered_before, refuse, remember_answer
from politiker.web.rooms.door import plain_room_or_404
from politiker.web.threads import editor, experience, hurrying, polling
from politiker.web.threads.door import ROOMS, Page, blueprint, path_of, room_path
from politiker.web.threads.faces import KINDS
from politiker.web.threads.forms import REFUSALS, ExperienceForm, StartForm, form_for, without_errors

WHAT_FOR = {
    ThreadKind.QUESTION: _("You want to know something. The most useful answer can be marked."),
    ThreadKind.EXPERIENCE: _("You have tried something that others can learn from. It is told in four steps."),
    ThreadKind.ANNOUNCEMENT: _("Others should know this."),
}


@blueprint.route(f"{ROOMS}/<room>/ny", methods=["GET", "POST"])
@open_to(Access.MEMBER)
@takes_files
def start(room: str) -> Page:
    """Choose what it is, call it something, and write the first post."""
    there = plain_room_or_404(room)
    if is_reading():
        if not writes(g.actor, there, g.now):
            abort(403)
        begun = drafts.find(drafts.in_room(there.id), by=g.actor)
        kind = _kind(request.args.get("kind") or begun.get("kind"))
        data = experience.carried_over(begun, kind) | {"kind": kind.value}
        return _page(form_for(kind)(data=data), there, has_draft=bool(begun))
    form = form_for(_kind(request.form.get("kind")))()
    is_right = form.validate()
    if editor.wants_preview():
        return _previewed(form, there)
    poll = polling.new_poll(form, g.now)
    if not is_right or form.errors:
        return _page(form, there)
    if earlier := answered_before(form):
        return redirect(earlier, 303)
    try:
        location = _opened(form, there, poll)
    except tuple(REFUSALS) as error:
        db.session.rollback()
        read_only()
        refuse(form, REFUSALS[type(error)](error.facts))
        return hurrying.answered(_page(form, there), error)
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(location, 303)


def _opened(form: StartForm | ExperienceForm, room: SeenRoom, poll: polls.NewPoll | None) -> str:
    """The conversation with its poll and files; where it is found."""
    facts = {"by": g.actor, "now": g.now, "files": form.files.clean}
    thread, post = writing.open_thread(room, _kind(form.kind.data), form.title.data, form.text, **facts)
    if poll is not None:
        polls.add_poll(post, poll, by=g.actor, now=g.now)
    drafts.discard(drafts.in_room(room.id), by=g.actor)
    location = path_of(room.address, thread.id, thread.title)
    remember_answer(form, location)
    return location


def _previewed(form: StartForm | ExperienceForm, room: SeenRoom) -> Page:
    """The page again with how it will look; what is written so far is kept."""
    editor.keep_draft(drafts.in_room(room.id), room)
    db.session.commit()
    read_only()
    without_errors(form)
    try:
        shown = editor.preview(form.text, room)
    except tuple(REFUSALS) as error:
        refuse(form, REFUSALS[type(error)](error.facts))
        return _page(form, room)
    return _page(form, room, preview=shown)


def _kind(text: str | None) -> ThreadKind:
    return ThreadKind(text) if text in set(ThreadKind) else ThreadKind.QUESTION


def _page(
    form: StartForm | ExperienceForm, room: SeenRoom, *, has_draft: bool = False, preview: Markup | None = None
) -> Page:
    kind = _kind(form.kind.data)
    page = render_template(
        "threads/start.html",
        form=form,
        room=room,
        room_path=room_path(room.address),
        kind=kind,
        kinds=KINDS,
        what_for=WHAT_FOR[kind],
        is_experience=kind is ThreadKind.EXPERIENCE,
        has_draft=has_draft,
        preview=preview,
        **editor.in_room(room),
        place="rooms",
    )
    return page, 422 if form.errors else 200
