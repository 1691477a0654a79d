"""What one does with a post in a confidential room: thank, answer its poll, mark it, report it, fetch its file."""

from io import BytesIO

from flask import abort, g, redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.confidential import files, polls, reporting, thanking, writing
from politiker.discussions.confidential.polls import AlreadyAnswered, NoSuchChoice
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Reason
from politiker.discussions.moderation.reporting import AlreadyReported
from politiker.web.access import Access, open_to
from politiker.web.confidential.door import (
    POST,
    THREAD,
    Page,
    blueprint,
    inside,
    member_inside,
    place_of,
    post_or_404,
    pressed,
    take_back,
    thread_or_404,
)
from politiker.web.confidential.forms import AnswerForm, PollForm, PressForm, ReportForm
from politiker.web.forms import came_before
from politiker.web.headers import CSP


@blueprint.post(f"{POST}/tak")
@open_to(Access.MEMBER)
def thank(room: str, thread: str, number: int) -> Page:
    """Thank for a post, or take it back."""
    there = member_inside(room)
    post, form = post_or_404(thread_or_404(there, thread), number), AnswerForm()

    def act() -> None:
        thanking.thank(post, room=there.room, by=g.actor, is_thanking=form.is_yes.data == "yes")

    return pressed(form, act, place_of(there, thread, number))


@blueprint.post(f"{POST}/stem")
@open_to(Access.MEMBER)
def vote(room: str, thread: str, number: int) -> Page:
    """Answer the poll of a post, once."""
    there = member_inside(room)
    post, form = post_or_404(thread_or_404(there, thread), number), PollForm()
    sent = request.form.getlist("choice")
    chosen = [int(text) for text in sent if text.isascii() and text.isdecimal() and len(text) < 10][:20]
    if not form.validate_on_submit():
        abort(400)
    if not came_before(form):
        try:
            polls.answer(post, chosen, room=there.room, by=g.actor)
        except (AlreadyAnswered, NoSuchChoice):
            db.session.rollback()
            return redirect(place_of(there, thread, number), 303)
        except RuleBroken:
            db.session.rollback()
            raise
        db.session.commit()
    return redirect(place_of(there, thread, number), 303)


@blueprint.post(f"{POST}/nyttigt")
@open_to(Access.MEMBER)
def mark_useful(room: str, thread: str, number: int) -> Page:
    """Whoever asked says which answer helped most, or takes it back."""
    there = member_inside(room)
    talk, form = thread_or_404(there, thread), PressForm()
    post_or_404(talk, number)

    def act() -> None:
        writing.mark_useful(talk, number, room=there.room, by=g.actor, now=g.now)

    return pressed(form, act, place_of(there, thread, number))


@blueprint.route(f"{POST}/rapporter", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def report(room: str, thread: str, number: int) -> Page:
    """Ask a moderator to look at this one post."""
    there = member_inside(room)
    post, back_url = post_or_404(thread_or_404(there, thread), number), place_of(there, thread, number)
    if post.author_mark == there.seals.author(thread, g.actor.person_id):
        abort(403)
    form = ReportForm()
    if form.validate_on_submit():
        if came_before(form):
            return redirect(back_url, 303)
        try:
            reporting.report(post, Reason(form.reason.data), room=there.room, by=g.actor, now=g.now)
        except AlreadyReported:
            take_back(form, _("You have reported this post, and a moderator is looking at it."))
        except OwnPost:
            abort(403)
        else:
            db.session.commit()
            return redirect(back_url, 303)
    page = render_template(
        "confidential/report.html", form=form, there=there, number=number, url=request.path, back_url=back_url,
        place="rooms",
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.get(f"{THREAD}/filer/<file>")
@open_to(Access.MEMBER)
def fetch(room: str, thread: str, file: str) -> Response:
    """A file of a thread, as a download."""
    there = inside(room)
    talk = thread_or_404(there, thread)
    found = files.fetch(file, talk.uid, there.seals)
    if found is None:
        abort(404)
    answer = send_file(BytesIO(found.content), found.media_type, as_attachment=True, download_name=found.name)
    answer.headers["Content-Security-Policy"] = f"{CSP}; sandbox"
    return answer
