"""Min side: what we know about whoever asks, and what they can change themselves."""

from datetime import datetime, timedelta

from flask import Blueprint, current_app, g, render_template

from politiker.core import danish
from politiker.people import queries
from politiker.web.access import Access, open_to

blueprint = Blueprint("own", __name__)


@blueprint.get("/min-side")
@open_to(Access.SIGNED_IN)
def show() -> str:
    """What we know about whoever asks."""
    person = queries.whole_person(g.actor.person_id)
    return render_template(
        "own/show.html",
        person=person,
        mandates=[(mandate, _period(mandate.starts_at, mandate.ends_at)) for mandate in person.mandates],
        roles=queries.roles_by_date(person.id, now=g.now),
        has_feed_page="feeds.mine" in current_app.view_functions,
    )


def _period(start: datetime, end: datetime) -> str:
    """ "1. januar 2026 – 31. december 2029": what ends at midnight ends on the day before."""
    days = (danish.local(start).date(), danish.local(end - timedelta(seconds=1)).date())
    return " – ".join(f"{day.day}. {danish.MONTHS[day.month - 1]} {day.year}" for day in days)
