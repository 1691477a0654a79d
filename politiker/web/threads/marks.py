"""How far one has read a thread, and how much one wants to hear of it."""

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.discussions.rooms.models import Level
from politiker.discussions.threads import following
from politiker.discussions.threads.models import Thread
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.threads.door import THREAD, blueprint, path_of, thread_or_404
from politiker.web.threads.forms import LevelForm, ReadForm


@blueprint.post(f"{THREAD}/laest")
@open_to(Access.MEMBER)
def mark_read(room: str, thread_id: int, slug: str) -> Response:
    """Note how far somebody has read: the script on the page says so when the page is shown, or a press does."""
    there, seen = thread_or_404(room, thread_id)
    form = ReadForm()
    number = form.number.data or ""
    if not form.validate_on_submit() or not (number.isascii() and number.isdecimal() and len(number) < 10):
        abort(400)
    following.mark_read(db.session.get_one(Thread, seen.id), int(number), room=there, by=g.actor)
    db.session.commit()
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return Response(status=204)
    return redirect(path_of(there.address, seen.id, seen.title), 303)


@blueprint.post(f"{THREAD}/foelg")
@open_to(Access.MEMBER)
def choose_level(room: str, thread_id: int, slug: str) -> Response:
    """Follow the thread, hear as usual, or nothing."""
    there, seen = thread_or_404(room, thread_id)
    form, then = LevelForm(), f"{path_of(there.address, seen.id, seen.title)}?besked=gemt"
    if not form.validate_on_submit():
        abort(400)
    if earlier := answered_before(form, then=then):
        return redirect(earlier, 303)
    thread = db.session.get_one(Thread, seen.id)
    following.choose_level(thread, Level(form.level.data), room=there, by=g.actor)
    db.session.commit()
    return redirect(then, 303)
