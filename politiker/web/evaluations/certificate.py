"""A certificate of attendance: one's own to print, and the page where anybody sees that it is true."""

from flask import abort, g, redirect, render_template
from werkzeug.wrappers import Response

from politiker.core import addresses, danish, database
from politiker.core.database import db
from politiker.evaluations import certificates
from politiker.evaluations.queries import certificate_of
from politiker.people.limits import TooManyAttempts, note, wait
from politiker.registrations.printing import typesetting
from politiker.web.access import Access, open_to
from politiker.web.account.door import network
from politiker.web.evaluations.after import guest_or_404
from politiker.web.evaluations.door import GUESSES, blueprint
from politiker.web.organiser.door import Page
from politiker.web.registrations.addresses import EVENT, of_event

MINE = f"{EVENT}/dokumentation"


@blueprint.get(MINE)
@open_to(Access.SIGNED_IN)
def certificate(event_id: int, slug: str) -> Page:
    """My certificate, to print; one that is not made yet is made on the page about the time after the event."""
    event, seat = guest_or_404(event_id)
    made, facts = certificate_of(seat), certificates.facts_of(seat.id)
    if made is None or facts is None or slug != event.slug:
        return redirect(of_event("evaluations.after", event.id, event.title), 303)
    return render_template(
        "evaluations/certificate.html",
        event=event,
        facts=facts,
        days=[certificates.lines_of(day) for day in facts.days],
        issued=danish.long_day(danish.local(made.issued_at).date()),
        code=made.code,
        address=_address(made.code),
        is_installed=typesetting.is_installed(),
    )


@blueprint.get(f"{MINE}.pdf")
@open_to(Access.SIGNED_IN)
def certificate_as_pdf(event_id: int, slug: str) -> Response:
    """The same as tagged PDF; not found where PDF is not installed, and the page says so."""
    event, seat = guest_or_404(event_id)
    made, facts = certificate_of(seat), certificates.facts_of(seat.id)
    if made is None or facts is None or slug != event.slug or not typesetting.is_installed():
        abort(404)
    pdf = certificates.as_pdf(
        facts,
        code=made.code,
        address=_address(made.code),
        organiser=addresses.settings().organiser_name,
        issued_at=made.issued_at,
        now=g.now,
    )
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="dokumentation-{event.slug}.pdf"'
    return answer


@blueprint.get("/dokumentation/<code>")
@open_to(Access.PUBLIC)
def verify(code: str) -> str:
    """Is this certificate true? Whoever guesses is slowed down, and learns nothing from a wrong one."""
    seconds = wait(GUESSES, network(), g.now)
    if seconds:
        raise TooManyAttempts(seconds=seconds)
    facts = certificates.shown_by(code)
    if facts is None:
        with database.writing():
            note((GUESSES, network()), now=g.now)
            db.session.commit()
        abort(404)
    return render_template(
        "evaluations/verify.html", facts=facts, days=[certificates.lines_of(day) for day in facts.days], code=code
    )


def _address(code: str) -> str:
    return addresses.absolute(f"/dokumentation/{code}")
