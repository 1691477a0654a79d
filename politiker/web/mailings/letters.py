"""The letters about one event: those written by hand, and every letter by participant."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, redirect, render_template, request, url_for
from wtforms import HiddenField
from wtforms.validators import AnyOf

from politiker.core import database
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.policy import Permission
from politiker.registrations.mailings import log, queries
from politiker.registrations.mailings.errors import NothingToSendAgain
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.mailings import words
from politiker.web.mailings.door import LETTERS, blueprint, number
from politiker.web.mailings.writing import people_in_words
from politiker.web.organiser.door import Page, event_for, let_go, sections

BACK = {"alle": "mailings.letters", "fejl": "mailings.failed"}  # where one comes from, and is sent back to


class AgainForm(ChangingForm):
    """One press that sends one letter again, and the page one is on."""

    back = HiddenField(validators=[AnyOf(list(BACK))])


@dataclass(frozen=True)
class Shown:
    """One letter as it stands in a list: `id` to send it again by, or None when that cannot be."""

    id: int | None
    name: str
    words: str
    kind: str
    at: datetime | None
    why: str


@blueprint.get(LETTERS)
@open_to(Access.STAFF)
def overview(event_id: int) -> Page:
    """What was written to the participants by hand, drafts among it, and the way to write more."""
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    before = number(request.args.get("foer", ""))
    rows = queries.mailings_of(event_id, before=before or None)
    page = rows[: queries.PAGE]
    return render_template(
        "mailings/overview.html",
        event=event,
        sections=sections(event, "mailings.overview"),
        drafts=[(row, words.AUDIENCES[row.audience]) for row in page if row.sent_at is None],
        sent=[(row, people_in_words(row.recipients)) for row in page if row.sent_at is not None],
        failed=log.failed_at({event_id}).get(event_id, 0),
        ready_made=[
            (name, url_for("mailings.write", event_id=event_id, tekst=which.value))
            for which, name in words.READY_MADE.items()
        ],
        older_url=url_for("mailings.overview", event_id=event_id, foer=page[-1].id)
        if len(rows) > queries.PAGE
        else None,
        newer_url=url_for("mailings.overview", event_id=event_id) if before else None,
    )


@blueprint.get(f"{LETTERS}/alle")
@open_to(Access.STAFF)
def letters(event_id: int) -> Page:
    """Every letter about a place at the event, by participant. The look is recorded."""
    return _all(event_id)


def _all(event_id: int, refused: str = "") -> Page:
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    after = number(request.args.get("efter", ""))
    with database.writing():
        rows, has_more = log.read_letters(event, by=g.actor, now=g.now, after=after)
        db.session.commit()
    here = url_for("mailings.letters", event_id=event_id)
    return render_template(
        "mailings/letters.html",
        event=event,
        sections=sections(event, "mailings.letters"),
        refused=refused,
        rows=[
            (row.name, [(shown(mail), AgainForm(formdata=None, back="alle")) for mail in row.letters]) for row in rows
        ],
        older_url=url_for("mailings.letters", event_id=event_id, efter=rows[-1].number) if has_more else None,
        newer_url=here if after else None,
    ), 422 if refused else 200


def shown(mail: object) -> Shown:
    """A letter in the outbox, in words."""
    state = words.state_of(mail)
    said, kind = words.STATES[state]
    why = words.why_failed(mail.error) if state == "failed" else ""  # type: ignore[attr-defined]  # a row
    can = state in {"sent", "failed"}
    return Shown(mail.id if can else None, words.name_of(mail), said, kind, words.moment_of(mail), why)  # type: ignore[attr-defined]


@blueprint.post(f"{LETTERS}/igen/<int(max=9223372036854775807):mail_id>")
@open_to(Access.STAFF)
def send_again(event_id: int, mail_id: int) -> Page:
    """One letter once more."""
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    form = AgainForm()
    sentence = _("The letter is on its way already.")
    if form.validate_on_submit():
        there = (
            url_for("mailings.failed", besked="brev-igen")
            if form.back.data == "fejl"
            else url_for("mailings.letters", event_id=event_id, besked="brev-igen")
        )
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            log.send_again(event, mail_id, by=g.actor, now=g.now)
        except NothingToSendAgain as rule:
            sentence = words.words_for(rule) or sentence
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    return _all(event_id, refused=sentence)
