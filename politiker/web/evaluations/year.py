"""What a year of events came to, for those who make them."""

from flask import abort, g, render_template, request

from politiker.core import danish
from politiker.insight.year import FIRST_YEAR, read_year
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.evaluations import words
from politiker.web.evaluations.door import blueprint


@blueprint.get("/arrangoer/aaret")
@open_to(Access.STAFF)
def year() -> str:
    """How many met somebody from another list and another municipality?"""
    if not can(g.actor, Permission.SEE_YEAR):
        abort(404)
    this_year = danish.local(g.now).year
    asked = request.args.get("aar", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    chosen = min(max(chosen, FIRST_YEAR), this_year)
    return render_template(
        "evaluations/year.html",
        found=read_year(chosen, by=g.actor, now=g.now),
        words=words,
        earlier=chosen - 1 if chosen > FIRST_YEAR else None,
        later=chosen + 1 if chosen < this_year else None,
    )
