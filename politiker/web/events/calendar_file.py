"""An event as a file for one's calendar: no join link, and no guest."""

from flask import g, make_response, redirect, url_for
from werkzeug.wrappers import Response

from politiker import calendars
from politiker.core import addresses
from politiker.core.danish import slug as slug_of
from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import EVENT, blueprint
from politiker.web.events.show import event_or_404


@blueprint.get(f"{EVENT}.ics")
@open_to(Access.PUBLIC)
def calendar_file(event_id: int, slug: str) -> Response:
    """The event as iCalendar, to whoever may see its page."""
    head = event_or_404(event_id)
    row = queries.told(event_id)
    if slug != slug_of(row.title):
        return redirect(url_for("events.calendar_file", event_id=event_id, slug=slug_of(row.title)), 301)
    keep_for_strangers(event=(event_id, head.lock_version))
    url = addresses.event(event_id, slug)
    called_off = row.called_off_at is not None
    appointment = calendars.Appointment(
        uid=f"event-{event_id}@{addresses.settings().host}",
        sequence=row.revision,
        summary=_("Called off: %(title)s", title=row.title) if called_off else row.title,
        description=f"{row.summary}\n{url}",
        location=f"{row.venue}, {row.address}, {row.postcode} {row.town}" if row.venue else _("Online"),
        url=url,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        organiser_name=None,
        organiser_email=None,
        stamp=g.now,
        is_called_off=called_off,
    )
    answer = make_response(calendars.publish([appointment], row.title))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    return answer
