"""Making a confidential room, agreeing to its rules, and the list of what is talked about in it."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from politiker.core import sealing
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.confidential import drafts, founding, reading, titles
from politiker.discussions.confidential.members import has_consented, is_member
from politiker.discussions.confidential.reading import Line
from politiker.discussions.rooms.standing import SeenRoom, knows, seen, writes
from politiker.web.access import Access, open_to
from politiker.web.confidential import words
from politiker.web.confidential.door import ROOM, Inside, Page, blueprint, hushed, inside_of, take_back
from politiker.web.confidential.forms import ConsentForm, NewRoomForm, SearchForm
from politiker.web.forms import answered_before, came_before, remember_answer
from politiker.web.threads.faces import KINDS


@blueprint.route("/samtaler/nyt-fortroligt-rum", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def create() -> Page:
    """Make a confidential room of one's own; whoever makes it agrees to the rules."""
    if not g.actor.is_councillor:
        abort(404)
    form, is_possible = NewRoomForm(), sealing.is_possible()
    if form.is_submitted() and not is_possible:
        take_back(form, _("There are no confidential rooms here, because the house has no key to seal them with."))
    elif form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        room = founding.create(form.title.data, form.purpose.data, by=g.actor, now=g.now)
        there = url_for("rooms.about", room=room.address)
        remember_answer(form, url_for("rooms.overview"))
        db.session.commit()
        return redirect(there, 303)
    page = render_template("confidential/create.html", form=form, is_possible=is_possible)
    return page, 422 if form.is_submitted() else 200


@blueprint.route(f"{ROOM}/regler", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def rules(room: str) -> Page:
    """The rules of the room: before one goes in, where one agrees to them; afterwards, to be read again."""
    g.is_quiet = True
    there = seen(room, by=g.actor, now=g.now)
    if there is None or not there.is_confidential or not titles.is_here(there):
        abort(404)
    if not knows(g.actor, there) or not g.actor.is_councillor:
        abort(404)
    is_inside = is_member(g.actor, there) and has_consented(there, g.actor.person_id)
    form, inside_url = ConsentForm(), url_for("rooms.show", room=room)
    if form.validate_on_submit():
        if not is_inside and not came_before(form):
            try:
                founding.consent(there, by=g.actor, now=g.now)
            except RuleBroken:
                db.session.rollback()
                raise
            db.session.commit()
        return redirect(inside_url, 303)
    page = render_template(
        "confidential/rules.html",
        form=form,
        room=there,
        title=titles.title_of(there),
        purpose=titles.purpose_of(there),
        is_inside=is_inside,
        room_url=inside_url,
    )
    return page, 422 if form.is_submitted() else 200


@dataclass(frozen=True)
class Row:
    """A thread as it stands in the list."""

    line: Line
    url: str
    kind: str
    posts: str
    news: str
    when: str


def room_page(room: SeenRoom) -> Response:
    """The page of a confidential room, for `rooms.show`, which need not know whether it may be read.

    Whoever belongs there and has not agreed to the rules, or is asked in, is shown the rules first.
    """
    if titles.is_here(room) and not is_member(g.actor, room) and knows(g.actor, room) and room.is_invited:
        g.is_quiet = True
        return hushed(redirect(url_for("confidential.rules", room=room.address), 303))
    there = inside_of(room)
    side = request.args.get("side", "1")
    page = int(side) if side.isascii() and side.isdecimal() and 0 < len(side) < 6 and int(side) > 0 else 1
    lines, has_more = reading.threads(there.seals, me=there.me, page=page)
    url = url_for("rooms.show", room=room.address)
    may_write = not there.is_behind_glass and writes(g.actor, room, g.now)
    has_draft = may_write and bool(drafts.find(drafts.NEW_THREAD, seals=there.seals, me=g.actor.person_id))
    return hushed(
        make_response(
            render_template(
                "confidential/_room.html",
                there=there,
                rows=[_row(line, there) for line in lines],
                search=SearchForm(formdata=None) if not there.is_behind_glass else None,
                may_start=may_write,
                has_draft=has_draft,
                older_url=f"{url}?side={page + 1}" if has_more else None,
                newer_url=f"{url}?side={page - 1}" if page > 1 else None,
                place="rooms",
            )
        )
    )


def _row(line: Line, there: Inside) -> Any:
    return Row(
        line=line,
        url=url_for("confidential.thread", room=there.room.address, thread=line.uid),
        kind=KINDS[line.kind],
        posts=words.posts(line.post_count),
        news=words.new_posts(line.unread) if not line.is_muted and not there.is_behind_glass else "",
        when=words.hour(line.last_post_at, g.now),
    )
