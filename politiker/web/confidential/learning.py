"""What a confidential thread has taught: written together, and let out only when everybody quoted agrees."""

from flask import abort, g, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.confidential import learning, releasing
from politiker.discussions.confidential.learning import LearningHasChanged
from politiker.discussions.confidential.models import SealedThread
from politiker.discussions.rooms import queries
from politiker.discussions.rooms.models import RoomKind
from politiker.web.access import Access, open_to
from politiker.web.confidential import words
from politiker.web.confidential.door import (
    THREAD,
    Inside,
    Page,
    blueprint,
    member_inside,
    pressed,
    take_back,
    thread_or_404,
)
from politiker.web.confidential.forms import AnswerForm, LearningForm, ReleaseForm
from politiker.web.confidential.writing import writer_inside
from politiker.web.forms import came_before


@blueprint.route(f"{THREAD}/laering", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def learn(room: str, thread: str) -> Page:
    """Write down together what we learned."""
    there = writer_inside(room)
    talk, back_url = thread_or_404(there, thread), url_for(".thread", room=room, thread=thread)
    now = learning.text_of(talk, there.room)
    form = LearningForm(data={"body": now, "based_on": str(talk.learning_version)})
    theirs = ""
    if form.validate_on_submit():
        if came_before(form):
            return redirect(back_url, 303)
        told = form.based_on.data or ""
        based_on = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
        try:
            learning.save(talk, form.body.data or "", based_on=based_on, room=there.room, by=g.actor, now=g.now)
        except LearningHasChanged as error:
            theirs = error.facts["body"]
            take_back(form, _("Somebody else has written in it meanwhile. Put the two together, and save again."))
            form.based_on.data = str(error.facts["version"])
            form.based_on.raw_data = None
        except tuple(words.REFUSALS) as error:
            take_back(form, words.REFUSALS[type(error)](error.facts))
        except RuleBroken:
            db.session.rollback()
            raise
        else:
            db.session.commit()
            return redirect(back_url, 303)
    page = render_template(
        "confidential/learn.html", form=form, there=there, theirs=theirs, url=request.path, back_url=back_url,
        place="rooms",
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.route(f"{THREAD}/del", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def release(room: str, thread: str) -> Page:
    """Ask those who are quoted whether a text may leave the room."""
    there = writer_inside(room)
    talk, back_url = thread_or_404(there, thread), url_for(".thread", room=room, thread=thread)
    form = ReleaseForm(data={"body": learning.text_of(talk, there.room)})
    last = min(talk.post_count, 500)
    form.posts.choices = [SelectChoice(number, _("No. %(number)s", number=number)) for number in range(1, last + 1)]
    form.room.choices = _open_rooms()
    if form.validate_on_submit():
        if came_before(form):
            return redirect(back_url, 303)
        try:
            facts = {"room": there.room, "by": g.actor, "now": g.now}
            releasing.propose(talk, form.title.data, form.body.data, form.posts.data, form.room.data, **facts)
        except tuple(words.REFUSALS) as error:
            take_back(form, words.REFUSALS[type(error)](error.facts))
        except RuleBroken:
            db.session.rollback()
            raise
        else:
            db.session.commit()
            return redirect(back_url, 303)
    elif form.is_submitted():
        read_only()
    page = render_template(
        "confidential/release.html", form=form, there=there, title=_title(thread, there), url=request.path,
        back_url=back_url, place="rooms",
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _title(uid: str, there: Inside) -> str:
    talk = thread_or_404(there, uid)
    return str(there.seals.open(talk.sealed_content, SealedThread.sealed_content, uid)["title"])


def _open_rooms() -> list[SelectChoice]:
    """The open rooms one may write in."""
    rooms = [row for row in queries.rooms_of(g.actor, now=g.now) if row.kind is RoomKind.OPEN]
    there = [row for row in rooms if row.locked_at is None and row.archived_at is None]
    return [SelectChoice(row.id, row.title) for row in sorted(there, key=lambda row: str(row.title))]


@blueprint.post(f"{THREAD}/del/<release>")
@open_to(Access.MEMBER)
def answer_release(room: str, thread: str, release: str) -> Page:
    """Say yes or no to a text that quotes oneself."""
    there = member_inside(room)
    talk, form = thread_or_404(there, thread), AnswerForm()
    found = releasing.release_in(talk, release)
    if found is None:
        abort(404)

    def act() -> None:
        releasing.answer(found, form.is_yes.data == "yes", room=there.room, by=g.actor, now=g.now)

    return pressed(form, act, url_for(".thread", room=room, thread=thread))
