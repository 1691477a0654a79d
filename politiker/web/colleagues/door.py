"""The way in to colleagues: whom one may open, and what is said to somebody who looks up too many."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, render_template
from werkzeug.wrappers import Response

from politiker.core import database
from politiker.core.database import db
from politiker.people.directory import finding, members
from politiker.people.directory.alarm import sound_alarm
from politiker.people.directory.members import Capacity, Member
from politiker.people.limits import Limit, TooManyAttempts
from politiker.registrations import whereabouts
from politiker.web.colleagues import words

Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response

blueprint = Blueprint("colleagues", __name__)


def member_or_404(uid: str) -> tuple[Member, Capacity]:
    """A person whoever is looking may open, and as whom; for everybody else there is no such page."""
    found = members.member(uid, now=g.now)
    if found is None:
        abort(404)
    if mine := whereabouts.worked_on(g.actor):
        found = replace(found, event_ids=whereabouts.events_of(found.id, mine))
    capacity = members.capacity_in(g.actor, found)
    if capacity is None:
        abort(404)
    return found, capacity


def met() -> Any:
    """Those at one's own events, as a statement; None for who has no events."""
    mine = whereabouts.worked_on(g.actor)
    return whereabouts.people_at(mine) if mine else None


def searcher_or_404() -> None:
    """Looking for people is for those who may find somebody."""
    if not finding.browses(g.actor) and not whereabouts.worked_on(g.actor):
        abort(404)


def too_many(limit: Limit, error: TooManyAttempts) -> Page:
    """Enough for this hour; the administrators hear of it."""
    with database.writing():
        sound_alarm(limit, by=g.actor, now=g.now)
        db.session.commit()
    seconds = error.facts["seconds"]
    page = render_template("colleagues/_too_many.html", words=words.TOO_MANY[limit.kind], minutes=-(-seconds // 60))
    return page, 429, {"Retry-After": str(seconds)}
