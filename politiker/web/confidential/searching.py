"""Searching inside a confidential room. The words come in a form, so that they stand in no address and no log."""

from flask import render_template, url_for

from politiker.core.database import read_only
from politiker.discussions.confidential.searching import Found, search
from politiker.web.access import Access, open_to
from politiker.web.confidential import words
from politiker.web.confidential.door import ROOM, Page, blueprint, member_inside, place_of
from politiker.web.confidential.forms import SearchForm


@blueprint.route(f"{ROOM}/find", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def find(room: str) -> Page:
    """What was said in this room about something."""
    there, form = member_inside(room), SearchForm()
    found: Found | None = None
    if form.validate_on_submit():
        read_only()
        found = search(form.words.data, there.seals)
    hits = [
        (hit.title, words.voice(hit.voice)[0], hit.excerpt, place_of(there, hit.thread_uid, hit.number))
        for hit in (found.hits if found is not None else [])
    ]
    page = render_template(
        "confidential/find.html",
        form=form,
        there=there,
        found=found,
        hits=hits,
        url=url_for(".find", room=there.room.address),
        place="rooms",
    )
    return page, 422 if form.errors else 200
