"""Writing in a confidential room: a new thread, an answer, other words for a post, and taking one back."""

import functools
from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from politiker.core import idempotency, markdown
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.markdown import LONGEST_TEXT, TextTooLong
from politiker.core.words import gettext as _
from politiker.discussions.confidential import drafts, reading, voices, writing
from politiker.discussions.confidential.models import SealedPost, SealedThread
from politiker.discussions.confidential.voices import Manner
from politiker.discussions.confidential.writing import Written
from politiker.discussions.rooms.standing import writes
from politiker.discussions.threads.models import ThreadKind
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.browser import is_reading
from politiker.web.confidential import words
from politiker.web.confidential.door import (
    POST,
    ROOM,
    THREAD,
    Inside,
    Page,
    blueprint,
    member_inside,
    place_of,
    post_or_404,
    pressed,
    take_back,
    thread_or_404,
)
from politiker.web.confidential.forms import DraftForm, EditForm, PressForm, ReplyForm, StartForm
from politiker.web.files.door import takes_files
from politiker.web.forms import ChangingForm, came_before

SENT_BY = ("confidential.start", "confidential.reply")


def writer_inside(address: str) -> Inside:
    """The room for somebody who may write in it now."""
    there = member_inside(address)
    if not writes(g.actor, there.room, g.now):
        abort(403)
    return there


@blueprint.route(f"{ROOM}/ny-samtale", methods=["GET", "POST"])
@open_to(Access.MEMBER)
@takes_files
def start(room: str) -> Page:
    """Start a conversation."""
    there = writer_inside(room)
    begun = drafts.find(drafts.NEW_THREAD, seals=there.seals, me=g.actor.person_id)
    form = StartForm(data=begun)
    form.choose(words.manners(voices.may_show(there.seals, g.actor.person_id, now=g.now)))
    if is_reading():
        return _start_page(form, there, has_draft=bool(begun))

    def act() -> str:
        written = Written(form.body.data, form.poll(), tuple(form.files.clean))
        kind, manner = ThreadKind(form.kind.data), Manner(form.voice.data)
        post = writing.open_thread(there.room, kind, form.title.data, written, manner, by=g.actor, now=g.now)
        drafts.drop(drafts.NEW_THREAD, seals=there.seals, me=g.actor.person_id)
        return place_of(there, post.thread_uid, 1)

    then = url_for("rooms.show", room=room)
    return _sent(form, act, then, lambda **more: _start_page(form, there, **more), there, drafts.NEW_THREAD)


def _start_page(form: StartForm, there: Inside, *, has_draft: bool = False, preview: Markup | None = None) -> Page:
    page = render_template(
        "confidential/start.html",
        form=form,
        there=there,
        has_draft=has_draft,
        preview=preview,
        draft_place=drafts.NEW_THREAD,
        place="rooms",
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{THREAD}/svar", methods=["GET", "POST"])
@open_to(Access.MEMBER)
@takes_files
def reply(room: str, thread: str) -> Page:
    """Answer in a conversation, perhaps with a quotation."""
    there = writer_inside(room)
    talk = thread_or_404(there, thread)
    me = g.actor.person_id
    title = there.seals.open(talk.sealed_content, SealedThread.sealed_content, thread)["title"]
    begun = drafts.find(talk.uid, seals=there.seals, me=me)
    spoken = voices.voice_in(talk.uid, there.seals, me)
    form = ReplyForm(data={"body": _quotation(talk, there) + begun.get("body", "")})
    form.choose(None if spoken is not None else words.manners(voices.may_show_in(talk, there.seals, me)))
    as_whom = " · ".join(part for part in words.voice(spoken) if part)
    if is_reading():
        return _reply_page(form, thread, title, there, as_whom=as_whom, has_draft=bool(begun))

    def act() -> str:
        held = thread_or_404(there, thread)
        manner = Manner(form.voice.data) if "voice" in form else Manner.ALIAS
        written = Written(form.body.data, None, tuple(form.files.clean))
        post = writing.reply(held, written, manner, room=there.room, by=g.actor, now=g.now)
        drafts.drop(thread, seals=there.seals, me=me)
        return place_of(there, thread, post.number)

    then = url_for(".thread", room=room, thread=thread)
    again = functools.partial(_reply_page, form, thread, title, there, as_whom=as_whom)
    return _sent(form, act, then, again, there, thread)


def _quotation(talk: SealedThread, there: Inside) -> str:
    """The post that is to be quoted, when the address names one that stands."""
    asked = request.args.get("citat", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    posts = reading.thread_page(talk, there.seals, me=there.me, page=reading.page_of(number)).posts if number else []
    found = next((post for post in posts if post.number == number and post.deleted is None), None)
    return writing.quote(found.body, words.voice(found.voice)[0]) if found is not None else ""


def _reply_page(
    form: ReplyForm, uid: str, title: str, there: Inside, *, as_whom: str, has_draft: bool = False,
    preview: Markup | None = None,
) -> Page:  # fmt: skip
    page = render_template(
        "confidential/reply.html",
        form=form,
        there=there,
        title=title,
        url=url_for(".thread", room=there.room.address, thread=uid),
        as_whom=as_whom,
        has_draft=has_draft,
        preview=preview,
        draft_place=uid,
        place="rooms",
    )
    return page, 422 if form.errors else 200


def _sent(
    form: Any, act: Callable[[], str], then: str, again: Callable[..., Page], there: Inside, draft_place: str
) -> Page:
    """What is done with a form one writes with: shown as it will look, refused with all that was typed, or sent."""
    is_right = form.validate()
    if "preview" in request.form:
        _keep_draft(form, there, draft_place)
        return again(preview=_looks(form))
    if not is_right:
        return again()
    if came_before(form):
        return redirect(then, 303)
    try:
        then = act()
    except tuple(words.REFUSALS) as error:
        take_back(form, words.REFUSALS[type(error)](error.facts))
        return again()
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(then, 303)


def _looks(form: Any) -> Markup | None:
    """How it will look. Nothing is to be sent yet, so nothing but a text that is too long is wrong yet."""
    for field in form:
        field.errors = []
    try:
        return Markup(markdown.render(form.body.data or ""))  # noqa: S704  # made safe by core.markdown
    except TextTooLong as error:
        form.form_errors.append(words.REFUSALS[TextTooLong](error.facts))
        return None


def _keep_draft(form: Any, there: Inside, place: str) -> None:
    content = {name: request.form.get(name, "") for name in drafts.FIELDS}
    if sum(map(len, content.values())) <= LONGEST_TEXT + 1000:
        drafts.save(place, content, seals=there.seals, me=g.actor.person_id, now=g.now)
        db.session.commit()
    read_only()


@blueprint.post(f"{ROOM}/kladde")
@open_to(Access.MEMBER)
def save_draft(room: str) -> Any:
    """Keep what one has written so far, sealed; 204 when it is kept. What was sent already is not kept again."""
    there, form = writer_inside(room), DraftForm()
    if not form.validate_on_submit():
        abort(400)
    place = form.place.data or ""
    if place != drafts.NEW_THREAD:
        thread_or_404(there, place)
    keys = [f"{endpoint}:{form.idempotency_key.data}" for endpoint in SENT_BY]
    if form.idempotency_key.data and idempotency.came_already(g.actor.person_id, keys):
        return "", 204
    content = {name: request.form.get(name, "").replace("\0", "") for name in drafts.FIELDS}
    if sum(map(len, content.values())) > LONGEST_TEXT + 1000:
        return "", 422
    drafts.save(place, content, seals=there.seals, me=g.actor.person_id, now=g.now)
    db.session.commit()
    return "", 204


@blueprint.post(f"{ROOM}/forhaandsvis")
@open_to(Access.MEMBER)
def preview(room: str) -> Any:
    """How what one is writing will look, for the script: {"html": …}, or {"error": …} with 422. Nothing is kept."""
    member_inside(room)
    form = DraftForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        return {"html": markdown.render(request.form.get("body", ""))}
    except TextTooLong:
        return {"error": _("The text is too long to be a post.")}, 422


@blueprint.route(f"{POST}/ret", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def edit(room: str, thread: str, number: int) -> Page:
    """Say one's own post in other words; the members can still read the earlier ones."""
    there = writer_inside(room)
    post = post_or_404(thread_or_404(there, thread), number)
    if post.author_mark != there.seals.author(thread, g.actor.person_id):
        abort(403)
    before = there.seals.open(post.sealed_body, SealedPost.sealed_body, post.uid)["body"]
    form, back_url = EditForm(data={"body": before}), place_of(there, thread, number)

    def again(preview: Markup | None = None) -> Page:
        page = render_template(
            "confidential/edit.html", form=form, there=there, number=number, preview=preview, back_url=back_url,
            url=request.path, place="rooms",
        )  # fmt: skip
        return page, 422 if form.errors else 200

    if is_reading():
        return again()
    if "preview" in request.form:
        form.validate()
        return again(preview=_looks(form))

    def act() -> str:
        writing.edit(post, form.body.data, room=there.room, by=g.actor, now=g.now)
        return back_url

    return _sent(form, act, back_url, again, there, "")


@blueprint.route(f"{POST}/slet", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def delete(room: str, thread: str, number: int) -> Page:
    """Take a post back: one's own, or as the facilitator anybody's."""
    there = member_inside(room)
    talk, back_url = thread_or_404(there, thread), place_of(there, thread, number)
    form = PressForm()
    post = reading.post_in(talk, number)
    if post is None or (post.deleted is not None and is_reading()):
        abort(404)
    if post.deleted is not None:
        return redirect(back_url, 303)
    is_own = post.author_mark == there.seals.author(thread, g.actor.person_id)
    if not is_own and not can(g.actor, Permission.DELETE_POST, there.room):
        abort(403)
    if not is_reading():
        return _deleted(form, post, there, back_url)
    return render_template(
        "confidential/delete.html", form=form, there=there, number=number, is_own=is_own, url=request.path,
        back_url=back_url, place="rooms",
    )  # fmt: skip


def _deleted(form: ChangingForm, post: SealedPost, there: Inside, then: str) -> Response:
    return pressed(form, lambda: writing.delete(post, room=there.room, by=g.actor, now=g.now), then)
