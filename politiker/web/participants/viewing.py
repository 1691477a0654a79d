"""Keeping a way of looking at the list, for all who organise the event."""

from flask import abort, g, redirect, url_for
from wtforms import HiddenField

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.policy import Permission
from politiker.registrations.participants import notes
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.door import Page, event_for
from politiker.web.organiser.fields import LineField
from politiker.web.participants import words
from politiker.web.participants.asking import asked_from, parsed
from politiker.web.participants.door import blueprint
from politiker.web.participants.listing import LIST, RemoveViewForm, list_page


class ViewForm(ChangingForm):
    """What the view is called, and what is looked at; the name that was searched for is left out."""

    name = LineField("", longest=notes.LONGEST_VIEW)
    query = HiddenField()


@blueprint.post(f"{LIST}/visninger")
@open_to(Access.STAFF)
def save_view(event_id: int) -> Page:
    """Keep a view under a name."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    form = ViewForm()
    form.validate()
    asked = asked_from(parsed(form.query.data or ""))
    there = asked.address(event_id, besked="visning-gemt")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        notes.save_view(event, form.name.data or "", asked.query(with_text=False), by=g.actor)
    except RuleBroken as rule:
        if (sentence := words.words_for(rule)) is None:
            raise
        return list_page(event_id, refused=sentence)
    db.session.commit()
    return redirect(there, 303)


@blueprint.post(f"{LIST}/visninger/<int(max=2147483647):view_id>/fjern")
@open_to(Access.STAFF)
def remove_view(event_id: int, view_id: int) -> Page:
    """Forget a view; what it showed stays."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    form = RemoveViewForm()
    form.validate()
    there = url_for("organiser.registrations", event_id=event_id, besked="visning-fjernet")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    if not notes.remove_view(event, view_id, by=g.actor):
        db.session.rollback()
        abort(404)
    db.session.commit()
    return redirect(there, 303)
