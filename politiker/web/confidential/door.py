"""The way in to a confidential room: who comes in, and what is left behind on the way.

Its pages are kept by nobody (`no-store`), found by no machine, and called "Samtale" whatever they are about, for a
title stands on a shared screen. Of the one who reads no new trace is made: these pages do not count as pages that
matter, for those note to the minute when somebody used one. Nothing is sent on to another site: the policy of the
house, `same-origin`, gives a stranger no referrer, and a stricter one would take the Origin from our own forms too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from werkzeug.wrappers import Response

from politiker.core import database
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.discussions.confidential import reading, titles
from politiker.discussions.confidential.members import has_consented, is_member
from politiker.discussions.confidential.models import SealedPost, SealedThread
from politiker.discussions.confidential.seals import Seals, seals_of
from politiker.discussions.moderation import glass
from politiker.discussions.rooms.standing import SeenRoom, seen
from politiker.policy import Permission, Role, can
from politiker.web.forms import ChangingForm, came_before, refuse

Page = str | tuple[str, int] | Response

blueprint = Blueprint("confidential", __name__)
ROOM = "/samtaler/<room>"
THREAD = f"{ROOM}/<thread>"
POST = f"{THREAD}/<int(max=2147483647):number>"


@dataclass(frozen=True)
class Inside:
    """A confidential room that somebody is in now, and its seals. Behind broken glass one only reads."""

    room: SeenRoom
    seals: Seals
    is_behind_glass: bool = False

    @property
    def me(self) -> int | None:
        """Whose marks are looked for: one's own, and behind glass nobody's."""
        return None if self.is_behind_glass else g.actor.person_id

    @property
    def title(self) -> str:
        return titles.title_of(self.room) or ""

    @property
    def url(self) -> str:
        return url_for("rooms.show", room=self.room.address)


def inside(address: str) -> Inside:
    """The room at an address for whoever may read it: a member who has agreed to its rules, or an administrator to whom
    it is open in an emergency. For everybody else it does not exist; a member who has not agreed is asked first.
    """
    g.is_quiet = True
    room = seen(address, by=g.actor, now=g.now)
    if room is None:
        abort(404)
    return inside_of(room)


def inside_of(room: SeenRoom) -> Inside:
    """The same for a room one has met already."""
    g.is_quiet = True
    if not room.is_confidential or not titles.is_here(room):
        abort(404)
    if is_member(g.actor, room):
        if not has_consented(room, g.actor.person_id):
            abort(redirect(url_for("confidential.rules", room=room.address), 303))
        return Inside(room, seals_of(room))
    if g.actor.has(Role.ADMINISTRATOR):
        room = replace(room, opened_to_ids=glass.opened_to(room.id, g.now))
        if can(g.actor, Permission.READ_CLOSED_ROOM, room):
            _note_reading(room)
            return Inside(room, seals_of(room), is_behind_glass=True)
    abort(404)


def _note_reading(room: SeenRoom) -> None:
    """That an administrator read is remembered, for that is no member's reading."""
    with database.writing():
        glass.note_read(room.id, by=g.actor, now=g.now)
        db.session.commit()


def member_inside(address: str) -> Inside:
    """The room for somebody who is in it, and not behind glass, which is for reading alone."""
    there = inside(address)
    if there.is_behind_glass:
        abort(403)
    return there


def thread_or_404(there: Inside, uid: str) -> SealedThread:
    """A thread of this room."""
    thread = reading.thread_in(there.seals, uid)
    if thread is None:
        abort(404)
    return thread


def post_or_404(thread: SealedThread, number: int) -> SealedPost:
    """A post of this thread that still stands."""
    post = reading.post_in(thread, number)
    if post is None or post.deleted is not None:
        abort(404)
    return post


def place_of(there: Inside, thread_uid: str, number: int) -> str:
    """Where a post is: its page, and there the post."""
    return url_for(
        "confidential.thread", room=there.room.address, thread=thread_uid, side=reading.page_of(number),
        _anchor=f"indlaeg-{number}",
    )  # fmt: skip


def pressed(form: ChangingForm, act: Callable[[], object], then: str) -> Response:
    """One press of a button: done once, however often it comes. What cannot be done any more is 422."""
    if not form.validate_on_submit():
        abort(400)
    if not came_before(form):
        try:
            act()
        except RuleBroken:
            db.session.rollback()
            raise
        db.session.commit()
    return redirect(then, 303)


def take_back(form: ChangingForm, sentence: str) -> None:
    """Nothing was done: say why at the top of the form."""
    db.session.rollback()
    read_only()
    refuse(form, sentence)


@blueprint.after_request
def leave_nothing(answer: Response) -> Response:
    """Nobody keeps it and no machine lists it."""
    return hushed(answer)


def hushed(answer: Any) -> Response:
    """An answer nobody keeps and no machine lists."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    whole: Response = answer
    return whole
