"""Everything that can be done about one thread, on one page."""

import re
from typing import Any

import sqlalchemy as sa
from flask import g, render_template, request, url_for
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.moderation import merging, splitting, threads
from politiker.discussions.moderation.keeping import kept, thread_as_met
from politiker.discussions.moderation.threads import Act, ThreadReason
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.rooms.standing import SeenRoom, seen_by_id
from politiker.discussions.threads.models import Thread
from politiker.discussions.threads.writing import LONGEST_TITLE
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import THREAD, Page, ReasonForm, apart, blueprint, carry_out, kept_thread
from politiker.web.organiser.fields import LineField, choices
from politiker.web.threads.door import path_of

MOST_THREADS = 50  # to choose between
_OF_THREAD = re.compile(r"(?:.*/)?([0-9]{1,9})(?:-[^/]*)?/?(?:[?#].*)?\Z", re.ASCII)
NUMBERS = re.compile(r"[0-9]{1,9}", re.ASCII)


class BecauseForm(ReasonForm):
    """Why, about a thread."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, reasons=words.THREAD_REASONS, **more)


class ActForm(BecauseForm):
    """What, and why."""

    act = RadioField(_("What is to be done?"), [InputRequired(_("Choose what is to be done."))])


class MoveForm(BecauseForm):
    """Where to."""

    room = SelectField(_("The room it belongs in"), [InputRequired(_("Choose a room."))])


class MergeForm(BecauseForm):
    """Into which other."""

    into = SelectField(_("The conversation it is to be part of"), default="")
    address = LineField(
        _("Or its address"),
        longest=500,
        description=_("Copy it from your browser, when the conversation stands in another room."),
    )


class SplitForm(BecauseForm):
    """Which posts, and what the new conversation is called."""

    numbers = LineField(
        _("Numbers of the posts"),
        longest=1000,
        required=_("Write the number of at least one post."),
        description=_("For example 5, or 5, 7, 9. The first post stays."),
    )
    and_following = BooleanField(_("And all that follow"), default=True)
    title = LineField(
        _("Title of the new conversation"), longest=LONGEST_TITLE, required=_("Write a title.")
    )  # fmt: skip


@blueprint.get(THREAD)
@open_to(Access.MEMBER, sensitive=True)
def thread(thread_id: int) -> Page:
    """What is to be done about this conversation?"""
    return _page(*kept_thread(thread_id))


@blueprint.post(f"{THREAD}/goer")
@open_to(Access.MEMBER, sensitive=True)
def do(thread_id: int) -> Page:
    """Lock, pin or hide a thread, or undo it."""
    found, room = kept_thread(thread_id)
    form = ActForm()
    form.act.choices = choices(words.ACTS)

    def act() -> str:
        reason = ThreadReason(form.reason.data)
        threads.do(Act(form.act.data), found, room, reason, by=g.actor, now=g.now)
        return url_for("moderation.thread", thread_id=thread_id, besked="gemt")

    return carry_out(form, act, lambda: _again(thread_id, "do", form))


@blueprint.post(f"{THREAD}/flyt")
@open_to(Access.MEMBER, sensitive=True)
def move(thread_id: int) -> Page:
    """Move a thread to another open room."""
    found, room = kept_thread(thread_id)
    form = MoveForm()
    form.room.choices = _rooms(room)

    def act() -> str:
        to = seen_by_id(int(form.room.data), by=g.actor, now=g.now)
        assert to is not None  # it was among the choices
        threads.move(found, room, to, ThreadReason(form.reason.data), by=g.actor, now=g.now)
        return url_for("moderation.thread", thread_id=thread_id, besked="samtale-flyttet")

    return carry_out(form, act, lambda: _again(thread_id, "move", form))


@blueprint.post(f"{THREAD}/saml")
@open_to(Access.MEMBER, sensitive=True)
def merge(thread_id: int) -> Page:
    """Make a thread part of another."""
    found, room = kept_thread(thread_id)
    form = MergeForm()
    form.into.choices = _threads(room, thread_id)

    def act() -> str:
        chosen = _OF_THREAD.match(form.address.data) if form.address.data else None
        number = int(chosen[1]) if chosen is not None else int(form.into.data or 0)
        other = thread_as_met(number, by=g.actor, now=g.now)
        if other is None:
            raise threads.NoSuchThread
        merging.merge(found, room, *other, ThreadReason(form.reason.data), by=g.actor, now=g.now)
        return url_for("moderation.thread", thread_id=number, besked="samtaler-samlet")

    return carry_out(form, act, lambda: _again(thread_id, "merge", form))


@blueprint.post(f"{THREAD}/del")
@open_to(Access.MEMBER, sensitive=True)
def split(thread_id: int) -> Page:
    """Make a thread of its own out of some posts."""
    found, room = kept_thread(thread_id)
    form = SplitForm()

    def act() -> str:
        new = splitting.split(
            found, room, [int(n) for n in NUMBERS.findall(form.numbers.data)], form.title.data,
            ThreadReason(form.reason.data), and_following=form.and_following.data, by=g.actor, now=g.now,
        )  # fmt: skip
        return url_for("moderation.thread", thread_id=new.id, besked="samtale-delt")

    return carry_out(form, act, lambda: _again(thread_id, "split", form))


def _again(thread_id: int, name: str, form: ChangingForm) -> Page:
    return _page(*kept_thread(thread_id), refused={name: form}), 422


def _page(found: Thread, room: SeenRoom, *, refused: dict[str, Any] | None = None) -> str:
    first = request.args.get("fra", "")
    forms: dict[str, Any] = {
        "do": ActForm(formdata=None),
        "move": MoveForm(formdata=None),
        "merge": MergeForm(formdata=None),
        "split": SplitForm(formdata=None, numbers=first if NUMBERS.fullmatch(first) else ""),
    } | (refused or {})
    forms["do"].act.choices = choices({act: name for act, name in words.ACTS.items() if threads.may(act, found)})
    forms["move"].room.choices = _rooms(room)
    forms["merge"].into.choices = _threads(room, found.id)
    for name, form in forms.items():
        apart(form, name)
    return render_template(
        "moderation/thread.html",
        thread=found,
        room=room,
        forms=forms,
        wrong=next(iter((refused or {}).values()), None),
        opened="split" if first else next(iter(refused or {}), ""),
        thread_url=path_of(room.address, found.id, found.title),
    )


def _rooms(room: SeenRoom) -> Any:
    """The other open rooms one keeps."""
    if not room.is_open:
        return []
    query = sa.select(Room.id, Room.title).where(kept(g.actor, g.now), Room.kind == RoomKind.OPEN, Room.id != room.id)
    rooms = db.session.execute(query.order_by(Room.title, Room.id))
    return choices({"": _("Choose a room")} | {id: title for id, title in rooms})


def _threads(room: SeenRoom, but: int) -> Any:
    """The other threads of the room that were written in last."""
    if not room.is_open:
        return []
    query = (
        sa.select(Thread.id, Thread.title)
        .where(
            Thread.room_id == room.id,
            Thread.id != but,
            Thread.hidden_at.is_(None),
            Thread.merged_into_id.is_(None),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(MOST_THREADS)
    )
    rows = db.session.execute(query)
    return choices({"": _("Choose a conversation")} | {id: title for id, title in rows})
