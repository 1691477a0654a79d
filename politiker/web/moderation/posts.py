"""Everything that can be done about one post and whoever wrote it, on one page."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort, g, render_template, request, url_for
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.moderation import blocks, people, posts, removal
from politiker.discussions.moderation.keeping import OnePost, keeps
from politiker.discussions.moderation.models import Reason, Undo
from politiker.discussions.moderation.posts import Hidden
from politiker.discussions.threads.models import Post
from politiker.people.models import Municipality, Person
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import (
    POST,
    Page,
    ReasonForm,
    apart,
    blueprint,
    carry_out,
    kept_post,
    person_or_404,
    post_path,
    said,
)
from politiker.web.organiser.fields import choices
from politiker.web.threads.faces import DUTIES

MOST_OTHERS = 50


class SilenceForm(ReasonForm):
    """For how long, and why."""

    days = RadioField(
        _("For how long?"), [InputRequired(_("Choose for how long."))], choices=choices(words.DAYS)
    )  # fmt: skip


class BetweenForm(ReasonForm):
    """The other of two, and why."""

    other = SelectField(_("The other"), [InputRequired(_("Choose the other."))])


@blueprint.get(POST)
@open_to(Access.MEMBER, sensitive=True)
def post(post_id: int) -> Page:
    """What is to be done about this post?"""
    return _page(kept_post(post_id))


@blueprint.post(f"{POST}/skjul")
@open_to(Access.MEMBER, sensitive=True)
def hide_post(post_id: int) -> Page:
    """Hide a post; as political campaigning only when another moderator agrees."""
    one, form = kept_post(post_id), ReasonForm()

    def act() -> str:
        came = posts.hide(one, Reason(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "indlaeg-skjult" if came is Hidden.NOW else "fjernelse-bedt")

    return carry_out(form, act, lambda: _again(post_id, "hide", form))


@blueprint.post(f"{POST}/vis")
@open_to(Access.MEMBER, sensitive=True)
def show_post(post_id: int) -> Page:
    """Show a hidden post again."""
    one, form = kept_post(post_id), ReasonForm(reasons=words.UNDONE)

    def act() -> str:
        posts.show(one, Undo(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "indlaeg-vist")

    return carry_out(form, act, lambda: _again(post_id, "show", form))


@blueprint.post(f"{POST}/slet")
@open_to(Access.MEMBER, sensitive=True)
def delete_post(post_id: int) -> Page:
    """Delete for good what a hidden post says."""
    one, form = kept_post(post_id), ReasonForm()

    def act() -> str:
        posts.delete(one, Reason(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "indlaeg-slettet-helt")

    return carry_out(form, act, lambda: _again(post_id, "delete", form))


@blueprint.post(f"{POST}/advar")
@open_to(Access.MEMBER, sensitive=True)
def warn(post_id: int) -> Page:
    """Write to the author that the post breaks a rule."""
    one, form = kept_post(post_id), ReasonForm()

    def act() -> str:
        people.warn(one, Reason(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "advaret")

    return carry_out(form, act, lambda: _again(post_id, "warn", form))


@blueprint.post(f"{POST}/ti-stille")
@open_to(Access.MEMBER, sensitive=True)
def silence(post_id: int) -> Page:
    """Keep the author from writing in the room for a while."""
    one, form = kept_post(post_id), SilenceForm()
    if not keeps(g.actor, one.room):
        abort(403)

    def act() -> str:
        author = db.session.get_one(Person, one.post.author_id)
        lasts = timedelta(days=int(form.days.data))
        people.silence(author, one.room, lasts, Reason(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "bragt-til-tavshed")

    return carry_out(form, act, lambda: _again(post_id, "silence", form))


@blueprint.post(f"{POST}/mellem")
@open_to(Access.STAFF)
def impose(post_id: int) -> Page:
    """Come between the author and another: neither hears from the other."""
    one = kept_post(post_id)
    if not can(g.actor, Permission.SEE_REPORTS):
        abort(403)
    form = BetweenForm()
    form.other.choices = _others(one)

    def act() -> str:
        author = db.session.get_one(Person, one.post.author_id)
        other = person_or_404(form.other.data)
        blocks.impose(author, other, Reason(form.reason.data), by=g.actor, now=g.now)
        return _done(post_id, "skilt-ad")

    return carry_out(form, act, lambda: _again(post_id, "impose", form))


def _done(post_id: int, notice: str) -> str:
    if request.args.get("fra") == "moderation":  # the form stood on the page of the day's work
        return url_for("moderation.desk", besked=notice)
    return url_for("moderation.post", post_id=post_id, besked=notice)


def _again(post_id: int, name: str, form: ChangingForm) -> Page:
    return _page(kept_post(post_id), {name: form}), 422


def _page(one: OnePost, refused: dict[str, Any] | None = None) -> str:
    """The page with one form of each kind; the one that was refused as it was filled in."""
    forms: dict[str, Any] = {
        "hide": ReasonForm(formdata=None),
        "show": ReasonForm(formdata=None, reasons=words.UNDONE),
        "delete": ReasonForm(formdata=None),
        "warn": ReasonForm(formdata=None),
        "silence": SilenceForm(formdata=None),
        "impose": BetweenForm(formdata=None),
    } | (refused or {})
    forms["impose"].other.choices = _others(one)
    for name, form in forms.items():
        apart(form, name)
    author = db.session.get_one(Person, one.post.author_id)
    place = one.post.municipality_id
    return render_template(
        "moderation/post.html",
        said=said,
        one=one,
        author=author,
        municipality=db.session.get_one(Municipality, place).name if place is not None else None,
        duties=DUTIES,
        forms=forms,
        wrong=next(iter((refused or {}).values()), None),
        refused=set(refused or {}),
        is_own=one.post.author_id == g.actor.person_id,
        waits=removal.open_removal(one.post.id) is not None,
        keeps_room=keeps(g.actor, one.room),
        is_moderator=can(g.actor, Permission.SEE_REPORTS),
        post_url=post_path(one.post.id),
    )


def _others(one: OnePost) -> Any:
    """Those who have written in the thread last, less the author and oneself; nobody of a room one does not keep."""
    if not keeps(g.actor, one.room):
        return choices({"": _("Choose a person")})
    query = (
        sa.select(Person.uid, Person.name)
        .join(Post, Post.author_id == Person.id)
        .where(Post.thread_id == one.thread.id, Person.id.not_in([one.post.author_id, g.actor.person_id]))
        .group_by(Person.id, Person.uid, Person.name)
        .order_by(sa.func.max(Post.number).desc())
        .limit(MOST_OTHERS)
    )
    return choices({"": _("Choose a person")} | {uid: name for uid, name in db.session.execute(query)})
