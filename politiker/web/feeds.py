"""One's own calendar as a feed: a secret address that calendars ask, closed again at any time."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from politiker import calendars
from politiker.core import addresses
from politiker.core.danish import slug
from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people import actions
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.policy import Permission, can, require
from politiker.registrations import feed
from politiker.web.access import Access, open_to
from politiker.web.browser import actor_of
from politiker.web.forms import ChangingForm, answered_before

blueprint = Blueprint("feeds", __name__)
LONGEST_SECRET = 100


class FeedForm(ChangingForm):
    """Nothing but a button: make a new address, or close the one there is."""


@blueprint.route("/min-kalender", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def mine() -> Response | Answer:
    """What the feed is. A new address is shown on the page that makes it, and never again."""
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.OWN_FEED, person)
    form, secret = FeedForm(), None
    if form.validate_on_submit():
        if earlier := answered_before(form, then=url_for("feeds.mine", besked="feed-lavet")):
            return redirect(earlier, 303)
        secret = actions.open_feed(person, by=g.actor, now=g.now)
        db.session.commit()
        read_only()
    page = make_response(
        render_template(
            "feeds/mine.html",
            has_feed=secret is not None or person.feed_hash is not None,
            address=addresses.absolute(url_for("feeds.show", secret=secret)) if secret else None,
            make=FeedForm(formdata=None),
            close=FeedForm(formdata=None),
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/min-kalender/luk")
@open_to(Access.SIGNED_IN, sensitive=True)
def close() -> Answer:
    """Close the feed: its address opens nothing any more."""
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.OWN_FEED, person)
    form, there = FeedForm(), url_for("feeds.mine", besked="feed")
    if not form.validate():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    actions.close_feed(person, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


@blueprint.get("/kalender/<secret>.ics")
@open_to(Access.TOKEN)
def show(secret: str) -> Response:
    """The certain seats of whoever made this address, while they still have a place here."""
    person = feed.holder(sessions.token_digest(secret)) if len(secret) <= LONGEST_SECRET else None
    if person is None or not can(actor_of(person.id, g.now), Permission.OWN_FEED, person):
        abort(404)
    seats = [_appointment(seat) for seat in feed.appointments(person.id, now=g.now)]
    answer = make_response(calendars.publish(seats, _("My events")))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


def _appointment(seat: feed.Appointment) -> calendars.Appointment:
    """A public event by its title; what is only for members as a time that is taken."""
    url = addresses.my_registrations()
    if seat.event_id is not None and seat.title is not None:
        url = addresses.seat(seat.event_id, slug(seat.title))
    return calendars.Appointment(
        uid=addresses.calendar_uid(seat.uid),
        sequence=seat.sequence,
        summary=seat.title or _("Busy"),
        description="",
        location=seat.place,
        url=url,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        organiser_name=None,
        organiser_email=None,
        stamp=g.now,
    )
