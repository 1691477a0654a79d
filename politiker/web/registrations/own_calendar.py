"""One's own seat as a file for one's calendar: the same appointment as the letter brings, so that it is there once."""

from flask import abort, g, make_response
from werkzeug.wrappers import Response

from politiker import calendars
from politiker.core import addresses
from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.registrations import own, queries
from politiker.web.access import Access, open_to
from politiker.web.registrations.addresses import AT_EVENT, blueprint


@blueprint.get(f"{AT_EVENT}.ics")
@open_to(Access.SIGNED_IN)
def calendar_file(event_id: int, slug: str) -> Response:
    """The appointment of somebody with a certain seat, with the link to an event on the net."""
    registration = queries.own(event_id, g.actor.person_id)
    if registration is None or not registration.is_certain:
        abort(404)
    event = own.with_event(registration.id).event
    if slug != event.slug:
        abort(404)
    link = event.join_link if can(g.actor, Permission.SEE_JOIN_LINK, registration) else None
    place = event.venue
    appointment = calendars.Appointment(
        uid=addresses.calendar_uid(registration.uid),
        sequence=registration.sequence,
        summary=event.title,
        description="\n".join(filter(None, [event.summary, link])),
        location=f"{place.name}, {place.address}, {place.postcode} {place.town}" if place else link or _("Online"),
        url=addresses.seat(event_id, slug),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        organiser_name=None,
        organiser_email=None,
        stamp=g.now,
    )
    answer = make_response(calendars.publish([appointment], event.title))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    return answer
