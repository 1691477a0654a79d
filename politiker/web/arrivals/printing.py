"""Papers for the day: choose one, and fetch it as PDF or print it from the browser."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template, request, url_for
from werkzeug.wrappers import Response

from politiker.core import danish, database
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.policy import Permission
from politiker.registrations.arrivals.queries import Roll
from politiker.registrations.printing import typesetting
from politiker.registrations.printing.papers import Arrow, Paper, Sheet, as_pdf, read_papers
from politiker.web.access import Access, open_to
from politiker.web.arrivals.door import blueprint
from politiker.web.organiser.door import EVENT, event_for, sections

PRINTS = f"{EVENT}/print"
LONGEST_SIGN = 120
PAPERS = {
    "navneskilte": Paper.BADGES,
    "bordkort": Paper.TABLE_CARDS,
    "fremmoedeliste": Paper.ATTENDANCE,
    "skilt": Paper.SIGN,
}
NAMES = {
    Paper.BADGES: _("Name badges"),
    Paper.TABLE_CARDS: _("Table cards"),
    Paper.ATTENDANCE: _("Attendance list"),
    Paper.SIGN: _("Door sign"),
}
SHEETS = {Sheet.TWO_BY_FIVE: _("2 × 5 on A4 (90 × 54 mm)"), Sheet.TWO_BY_FOUR: _("2 × 4 on A4 (90 × 67 mm)")}
ARROWS = {
    Arrow.NONE: _("No arrow"),
    Arrow.LEFT: _("Arrow to the left"),
    Arrow.RIGHT: _("Arrow to the right"),
    Arrow.AHEAD: _("Arrow straight ahead"),
}


@dataclass(frozen=True)
class Wish:
    """Which paper, about whom, and how; what makes no sense is as if it had not been said."""

    paper: Paper
    only_arrived: bool
    sheet: Sheet
    text: str
    arrow: Arrow


@blueprint.get(PRINTS)
@open_to(Access.STAFF)
def papers(event_id: int) -> str:
    """What can be printed for this event?"""
    event = event_for(Permission.CHECK_IN, event_id)
    return render_template(
        "arrivals/papers.html",
        event=event,
        sections=sections(event, "arrivals.papers"),
        is_installed=typesetting.is_installed(),
        sheets=SHEETS,
        arrows=ARROWS,
        longest_sign=LONGEST_SIGN,
    )


@blueprint.get(f"{PRINTS}/<name>")
@open_to(Access.STAFF)
def paper(event_id: int, name: str) -> str:
    """A paper as a page, for the browser's own printing. That it was made is recorded."""
    wish = _wish(name)
    event, roll = _read(event_id, wish)
    return render_template(
        "arrivals/paper.html",
        event=event,
        wish=wish,
        heading=NAMES[wish.paper],
        roll=roll,
        arrow=ARROWS[wish.arrow] if wish.arrow is not Arrow.NONE else "",
        pdf_url=url_for("arrivals.paper_as_pdf", event_id=event_id, name=name, **_asked()),
        is_installed=typesetting.is_installed(),
    )


@blueprint.get(f"{PRINTS}/<name>.pdf")
@open_to(Access.STAFF)
def paper_as_pdf(event_id: int, name: str) -> Response:
    """The same as tagged PDF; not found where PDF is not installed, and the page says so."""
    wish = _wish(name)
    if not typesetting.is_installed():
        event_for(Permission.CHECK_IN, event_id)
        abort(404)
    event, roll = _read(event_id, wish)
    made = as_pdf(
        wish.paper,
        roll,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        words={
            "heading": NAMES[wish.paper],
            "nobody": _("There is nobody to print for."),
            "name": _("Name"),
            "place": _("Municipality"),
            "at": _("Came"),
            "signature": _("Signature"),
        }
        | {arrow.value: words for arrow, words in ARROWS.items()},
        sheet=wish.sheet,
        text=wish.text,
        arrow=wish.arrow,
        now=g.now,
    )
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}-{danish.slug(event.title)}.pdf"'
    return answer


def _read(event_id: int, wish: Wish) -> tuple[Any, Roll]:
    """The event and who stands on the paper, once it is committed that it was printed."""
    event = event_for(Permission.CHECK_IN, event_id)
    with database.writing():
        roll = read_papers(event, wish.paper, only_arrived=wish.only_arrived, by=g.actor, now=g.now)
        db.session.commit()
    return event_for(Permission.CHECK_IN, event_id), roll


def _asked() -> dict[str, Any]:
    """What was chosen, as it stands in the address."""
    return {key: value for key, value in request.args.items() if key in {"hvem", "ark", "tekst", "pil"}}


def _wish(name: str) -> Wish:
    if name not in PAPERS:
        abort(404)
    sheet, arrow = request.args.get("ark", ""), request.args.get("pil", "")
    text = " ".join("".join(sign for sign in request.args.get("tekst", "") if sign.isprintable()).split())
    return Wish(
        paper=PAPERS[name],
        only_arrived=request.args.get("hvem") == "kommet",
        sheet=Sheet(sheet) if sheet in set(Sheet) else Sheet.TWO_BY_FIVE,
        text=text[:LONGEST_SIGN],
        arrow=Arrow(arrow) if arrow in set(Arrow) else Arrow.NONE,
    )
