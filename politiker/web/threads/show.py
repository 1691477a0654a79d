"""The page of a thread: what was said since I was here?

The posts are the same for everybody and made once for each version of the thread. What is one's own is put in:
where one left off, what one may do with each post, and the form to answer with.
"""

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from politiker.discussions.threads import reading
from politiker.web.access import Access, open_to
from politiker.web.frames import framed
from politiker.web.threads.door import THREAD, blueprint, path_of, side_asked_for, thread_or_404
from politiker.web.threads.faces import face_of
from politiker.web.threads.readers import posts_for, put_around


@blueprint.get(THREAD)
@open_to(Access.MEMBER)
def show(room: str, thread_id: int, slug: str) -> str | Response:
    """A page of posts: the one asked for, or the one with the first that whoever is looking has not read."""
    there, thread = thread_or_404(room, thread_id, side_asked_for())
    if thread.merged_into_id is not None:
        return _on_to(thread.merged_into_id)
    if thread.page > thread.pages:
        abort(404)
    path = path_of(there.address, thread.id, thread.title)
    if request.path != path:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(f"{path}{query}", 301)
    face = face_of(there, thread)
    above, below = put_around(there, thread, face)
    content = f"{face.top}{above}{posts_for(there, thread, face)}{face.pager}{below}"
    return framed(title=face.title, head=face.head, breadcrumbs=face.breadcrumbs, content=content)


def _on_to(thread_id: int) -> Response:
    """To the thread that this one was made part of; whether one may read that is asked there."""
    there = reading.where_it_went(thread_id)
    if there is None:
        abort(404)
    return redirect(path_of(*there), 302)
