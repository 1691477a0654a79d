"""What we learned: writing the box on top of a thread together, and what it said before."""

from flask import abort, g, redirect, render_template, request
from markupsafe import Markup
from wtforms import HiddenField

from politiker.core import markdown
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import learning
from politiker.discussions.threads.learning import LONGEST_LEARNING, VERSIONS_SHOWN, LearningHasChanged
from politiker.discussions.threads.models import Thread
from politiker.discussions.threads.reading import SeenThread
from politiker.discussions.threads.writing import NothingWritten, ThreadIsLocked
from politiker.web.access import Access, open_to
from politiker.web.browser import is_reading
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.threads import editor
from politiker.web.threads.door import ROOMS, Page, blueprint, may_answer, path_of, thread_or_404
from politiker.web.threads.editor import BodyField
from politiker.web.threads.faces import moment

LEARNING = f"{ROOMS}/<room>/<int(max=2147483647):thread_id>/laering"


class LearnForm(ChangingForm):
    """What one wants it to say, and the version one has read."""

    body = BodyField(
        _("What we learned"),
        longest=LONGEST_LEARNING,
        description=_(
            "Short: what should the next one in your shoes know? Everybody who writes here can go on with it."
        ),
    )
    based_on = HiddenField(default="0")


@blueprint.route(LEARNING, methods=["GET", "POST"])
@open_to(Access.MEMBER)
def learn(room: str, thread_id: int) -> Page:
    """What did we learn of this?"""
    there, seen = thread_or_404(room, thread_id)
    if not may_answer(there, seen):
        abort(403)
    thread = db.session.get_one(Thread, thread_id)
    form = LearnForm(data={"body": thread.learning, "based_on": str(thread.learning_version)})
    if is_reading():
        return _page(form, there, seen, thread)
    is_right = form.validate()
    if editor.wants_preview():
        read_only()
        return _page(form, there, seen, thread, shown=is_right)
    if not is_right:
        read_only()
        return _page(form, there, seen, thread), 422
    back = f"{path_of(there.address, seen.id, seen.title)}?besked=laering"
    if earlier := answered_before(form, then=back):
        return redirect(earlier, 303)
    try:
        based_on = _number(form.based_on.data)
        learning.save(thread, form.body.data, based_on=based_on, room=there, by=g.actor, now=g.now)
    except (LearningHasChanged, NothingWritten, ThreadIsLocked) as error:
        db.session.rollback()
        return _refused(form, error, there, seen)
    db.session.commit()
    return redirect(back, 303)


def _refused(form: LearnForm, error: Exception, room: SeenRoom, seen: SeenThread) -> Page:
    """The page again with what was typed; when somebody saved meanwhile, with theirs beside it."""
    read_only()
    thread = db.session.get_one(Thread, seen.id)
    if isinstance(error, LearningHasChanged):
        form.based_on.data = str(thread.learning_version)
        refuse(form, _("Somebody saved another version while you wrote. Nothing is lost: both are here."))
    elif isinstance(error, NothingWritten):
        form.body.errors = [_("Write what you learned.")]
    else:
        refuse(form, _("The conversation is locked, so nobody answers any more."))
    return _page(form, room, seen, thread, theirs=isinstance(error, LearningHasChanged)), 422


def _page(
    form: LearnForm, room: SeenRoom, seen: SeenThread, thread: Thread, *, shown: bool = False, theirs: bool = False
) -> str:
    """`shown`: with a preview. `theirs`: with what somebody else saved meanwhile."""
    return render_template(
        "threads/learn.html",
        form=form,
        room=room,
        thread=seen,
        thread_path=path_of(room.address, seen.id, seen.title),
        has_versions=thread.learning_version > 0,
        preview=editor.preview(form.body.data, room, seen.id) if shown else None,
        theirs=_safe(thread.learning_html) if theirs else None,
        their_text=thread.learning,
        writer=learning.last_writer(thread.id) if theirs else None,
        **editor.of_post(room, seen.id),
    )


@blueprint.get(f"{LEARNING}/versioner")
@open_to(Access.MEMBER)
def learned(room: str, thread_id: int) -> Page:
    """What did the box say before, and who wrote it?"""
    there, seen = thread_or_404(room, thread_id)
    before = request.args.get("foer", "")
    rows = learning.versions(seen.id, before=int(before) if _is_number(before) else None)
    if not rows:
        abort(404)
    shown = rows[:VERSIONS_SHOWN]
    return render_template(
        "threads/learned.html",
        room=there,
        thread=seen,
        thread_path=path_of(there.address, seen.id, seen.title),
        rows=[(row, moment(row.at, g.now), _safe(markdown.render(row.body))) for row in shown],
        older=shown[-1].number if len(rows) > VERSIONS_SHOWN else None,
    )


def _safe(html: str) -> Markup:
    return Markup(html)  # noqa: S704  # made safe by core.markdown


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _number(text: str | None) -> int:
    return int(text) if text and _is_number(text) else 0
