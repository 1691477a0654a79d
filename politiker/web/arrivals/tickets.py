"""A guest's ticket: a square code with a number, to be shown at the door."""

import io

import segno
from flask import abort, g, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from politiker.core import addresses, danish
from politiker.registrations.arrivals.queries import ticket_of
from politiker.registrations.arrivals.tickets import shown
from politiker.web.access import Access, open_to
from politiker.web.arrivals.door import blueprint
from politiker.web.registrations.addresses import AT_EVENT, of_event


@blueprint.get(f"{AT_EVENT}/billet")
@open_to(Access.SIGNED_IN)
def ticket(event_id: int, slug: str) -> str:
    """What do I show at the door?"""
    mine = ticket_of(event_id, g.actor.person_id)
    if mine is None or slug != danish.slug(mine.title):
        abort(404)
    square = segno.make(_address(mine.ticket), error="m", micro=False)
    return render_template(
        "arrivals/ticket.html",
        mine=mine,
        number=shown(mine.ticket),
        when=danish.when(mine.starts_at, mine.ends_at, danish.local(g.now).date()),
        seat_url=of_event("registrations.register", event_id, mine.title),
        square=Markup(  # noqa: S704  # drawn by us
            square.svg_inline(
                omitsize=True, border=4, dark="#000", light="#fff", svgclass="ticket__code", lineclass=None
            )
        ),
    )


@blueprint.get(f"{AT_EVENT}/billet.svg")
@open_to(Access.SIGNED_IN)
def ticket_code(event_id: int, slug: str) -> Response:
    """The square alone, for the page about one's own seat."""
    mine = ticket_of(event_id, g.actor.person_id)
    if mine is None or slug != danish.slug(mine.title):
        abort(404)
    drawn = io.BytesIO()
    segno.make(_address(mine.ticket), error="m", micro=False).save(
        drawn, kind="svg", omitsize=True, border=4, dark="#000", light="#fff", xmldecl=False, lineclass=None
    )
    return Response(drawn.getvalue(), content_type="image/svg+xml")


@blueprint.get("/billet/<number>")
@open_to(Access.PUBLIC)
def scanned(number: str) -> str:
    """Whoever scans a ticket without standing at the door learns nothing, not even whether there is such a ticket."""
    return render_template("arrivals/scanned.html")


def _address(ticket: str) -> str:
    return addresses.absolute(url_for("arrivals.scanned", number=ticket))
