"""One post: where it stands, its history, and what one may do with it."""

import itertools

from flask import abort, g, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from politiker.core import markdown
from politiker.core.database import db, read_only
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import attachments, posts, reading
from politiker.discussions.threads.models import Post, PostVersion, Thread
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.browser import is_reading
from politiker.web.files.door import takes_files
from politiker.web.forms import answered_before, refuse, remember_answer
from politiker.web.organiser.fields import choices
from politiker.web.threads import editor
from politiker.web.threads.door import POST, Page, blueprint, path_of, path_of_post, post_or_404, room_path
from politiker.web.threads.faces import moment
from politiker.web.threads.forms import REFUSALS, DeleteForm, EditForm, ThanksForm, without_errors

NAMES_SHOWN = 100
MOST_TEXT = 60_000  # characters of earlier versions on one page


@blueprint.get(POST)
@open_to(Access.MEMBER)
def find_post(post_id: int) -> Response:
    """From a link to a post to the page of its thread on which it stands now."""
    post, thread, room = post_or_404(post_id)
    return redirect(_place(post, thread, room), 302)


@blueprint.route(f"{POST}/ret", methods=["GET", "POST"])
@open_to(Access.MEMBER)
@takes_files
def edit_post(post_id: int) -> Page:
    """Say one's own post in other words."""
    post, thread, room = post_or_404(post_id)
    if not posts.is_own(post, by=g.actor):
        abort(403)
    form = EditForm(data={"body": post.body, "title": thread.title})
    if post.number != 1:
        del form.title
    hanging = attachments.files_of([post.id]).get(post.id, [])
    form.take_off.choices = choices({file.uid: file.name for file in hanging})
    if is_reading():
        if not posts.may_edit(post, thread, room, by=g.actor, now=g.now):
            abort(403)
        return _edit_page(form, post, thread, room)
    is_right = form.validate()
    if editor.wants_preview():
        return _previewed(form, post, thread, room)
    if not is_right:
        return _edit_page(form, post, thread, room)
    if earlier := answered_before(form):
        return redirect(earlier, 303)
    facts = {"by": g.actor, "now": g.now, "files": form.files.clean, "take_off": form.take_off.data or []}
    facts["title"] = form.title.data if "title" in form else None
    try:
        posts.edit(post, form.text, thread=thread, room=room, **facts)
    except tuple(REFUSALS) as error:
        db.session.rollback()
        read_only()
        refuse(form, REFUSALS[type(error)](error.facts))
        return _edit_page(form, *post_or_404(post_id))
    except RuleBroken:
        db.session.rollback()
        raise
    there = _place(post, thread, room)
    remember_answer(form, there)
    db.session.commit()
    return redirect(there, 303)


def _previewed(form: EditForm, post: Post, thread: Thread, room: SeenRoom) -> Page:
    """The page again with how it will look."""
    without_errors(form)
    try:
        shown = editor.preview(form.text, room, thread.id)
    except tuple(REFUSALS) as error:
        refuse(form, REFUSALS[type(error)](error.facts))
        return _edit_page(form, post, thread, room)
    return _edit_page(form, post, thread, room, preview=shown)


def _edit_page(form: EditForm, post: Post, thread: Thread, room: SeenRoom, preview: Markup | None = None) -> Page:
    page = render_template(
        "threads/edit_post.html",
        form=form,
        preview=preview,
        **editor.of_post(room, thread.id),
        **_facts(post, thread, room),
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{POST}/slet", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def delete_post(post_id: int) -> Page:
    """Take one's own post away, after a look at what it was."""
    post, thread, room = post_or_404(post_id)
    form, there = DeleteForm(), _place(post, thread, room)
    if not posts.is_own(post, by=g.actor):
        abort(403)
    if not form.validate_on_submit():
        if post.deleted_at is not None or post.hidden_at is not None:
            return redirect(there, 303)
        return render_template(
            "threads/delete_post.html", form=form, said=_html(post.html), **_facts(post, thread, room)
        )
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        posts.delete(post, thread=thread, room=room, by=g.actor, now=g.now)
    except posts.PostIsGone:
        db.session.rollback()
        return redirect(there, 303)
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(there, 303)


@blueprint.get(f"{POST}/historik")
@open_to(Access.MEMBER)
def post_history(post_id: int) -> Page:
    """What a post said before it was edited, for everybody who may read the post."""
    post, thread, room = post_or_404(post_id)
    if post.deleted_at is not None or post.hidden_at is not None:
        abort(404)
    before = request.args.get("foer", "")
    is_number = before.isascii() and before.isdecimal() and len(before) < 10
    earlier = reading.versions(post.id, posts.MOST_VERSIONS + 1, before=int(before) if is_number else None)
    shown = _as_many_as_fit(earlier[: posts.MOST_VERSIONS])
    return render_template(
        "threads/post_history.html",
        now_said=_html(post.html),
        edited=moment(post.edited_at, g.now) if post.edited_at is not None else None,
        versions=[(one.number, moment(one.until, g.now), _html(markdown.render(one.body))) for one in shown],
        older=shown[-1].number if len(shown) < len(earlier) else None,
        **_facts(post, thread, room),
    )


def _as_many_as_fit(versions: list[PostVersion]) -> list[PostVersion]:
    """The latest of them, whose text is made anew for the page: one at least, and no more than a page can hold."""
    lengths = itertools.accumulate(len(one.body) for one in versions)
    return [one for n, (one, length) in enumerate(zip(versions, lengths, strict=True)) if n == 0 or length <= MOST_TEXT]


@blueprint.get(f"{POST}/tak")
@open_to(Access.MEMBER)
def thanks(post_id: int) -> Page:
    """Who has thanked for a post, for those who are in the room."""
    post, thread, room = post_or_404(post_id)
    if not can(g.actor, Permission.SEE_READERS, room):
        abort(403)
    names = reading.who_thanked(post.id, NAMES_SHOWN + 1)
    facts = _facts(post, thread, room)
    return render_template("threads/thanks.html", names=names[:NAMES_SHOWN], has_more=len(names) > NAMES_SHOWN, **facts)


@blueprint.post(f"{POST}/tak")
@open_to(Access.MEMBER)
def thank(post_id: int) -> Response:
    """Thank for a post, or take the thanks back."""
    post, thread, room = post_or_404(post_id)
    form, there = ThanksForm().is_about(post.id), _place(post, thread, room)
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    act = posts.thank if form.thanks.data == "yes" else posts.take_thanks_back
    try:
        act(post, thread=thread, room=room, by=g.actor)
    except posts.OwnPost:
        db.session.rollback()
        raise Forbidden from None
    except posts.PostIsGone:
        db.session.rollback()
        return redirect(there, 303)
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(there, 303)


def _place(post: Post, thread: Thread, room: SeenRoom) -> str:
    return path_of_post(room.address, thread, post.number, post.id)


def _facts(post: Post, thread: Thread, room: SeenRoom) -> dict[str, object]:
    return {
        "post": post,
        "thread": thread,
        "room": room,
        "back": _place(post, thread, room),
        "path": path_of(room.address, thread.id, thread.title),
        "room_path": room_path(room.address),
        "place": "rooms",
    }


def _html(html: str) -> Markup:
    return Markup(html)  # noqa: S704  # made safe by core.markdown
