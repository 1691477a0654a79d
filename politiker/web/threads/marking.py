"""Which answer was the most useful? Whoever asked says so."""

from flask import abort, g, redirect
from wtforms import HiddenField
from wtforms.validators import AnyOf

from politiker.core.database import db
from politiker.discussions.threads import useful
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.threads.door import POST, Page, blueprint, path_of_post, post_or_404
from politiker.web.threads.forms import PostsForm


class UsefulForm(PostsForm):
    """One press: this was it, or no longer."""

    useful = HiddenField(validators=[AnyOf(["yes", "no"])])


@blueprint.post(f"{POST}/nyttigst")
@open_to(Access.MEMBER)
def mark_useful(post_id: int) -> Page:
    """Mark an answer as the most useful, or take the mark away."""
    post, thread, room = post_or_404(post_id)
    if not useful.may_mark(thread, room, by=g.actor, now=g.now):
        abort(403)
    form = UsefulForm().is_about(post.id)
    if not form.validate():
        abort(400)
    there = path_of_post(room.address, thread, post.number, post.id)
    if form.useful.data == "yes" and not thread.learning:
        there = there.replace("#", "&besked=nyttigst#")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    if form.useful.data == "yes":
        useful.mark(thread, post, room=room, by=g.actor, now=g.now)
    elif thread.useful_post_id == post.id:
        useful.unmark(thread, room=room, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)
