"""One letter: a draft as a recipient will read it, sent with one press; then who got it, and sending it again."""

from functools import partial

from flask import abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.registrations.mailings import actions, letters, log, queries
from politiker.registrations.mailings.errors import NothingToSendAgain
from politiker.registrations.mailings.models import Mailing
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm, answered_before, refuse
from politiker.web.mailings import words
from politiker.web.mailings.door import LETTER, PressForm, blueprint, mailing_for, number
from politiker.web.mailings.writing import people_in_words
from politiker.web.organiser.door import Page, let_go, sections


class SendForm(ChangingForm):
    """One press, with how many one was told it goes to."""

    expected = IntegerField(widget=HiddenInput())


@blueprint.get(LETTER)
@open_to(Access.STAFF)
def show(event_id: int, mailing_id: int) -> Page:
    """A draft as one of its recipients will read it, or what became of a letter that is sent."""
    event, mailing = mailing_for(event_id, mailing_id)
    return _sent(event, mailing) if mailing.is_sent else _draft(event, mailing)


def _draft(event: Event, mailing: Mailing, form: SendForm | None = None) -> Page:
    count = queries.count_of(mailing)
    which = min(number(request.args.get("nr", "")), max(count - 1, 0))
    found = letters.sample(mailing, which, g.now)
    form = form or SendForm(formdata=None)
    form.expected.raw_data, form.expected.data = None, count  # what one is told now, and not what was sent
    here = partial(url_for, "mailings.show", event_id=event.id, mailing_id=mailing.id)
    return render_template(
        "mailings/_preview.html",
        event=event,
        mailing=mailing,
        form=form,
        audience=words.AUDIENCES[mailing.audience],
        kind=words.KINDS[mailing.kind] if mailing.kind else None,
        count=count,
        people=people_in_words(count),
        sample=found,
        body=Markup(found[1].passage.html) if found and found[1].passage else "",  # noqa: S704  # safe by core.markdown
        files=queries.files_of(mailing.id),
        another=here(nr=(which + 1) % count) if count > 1 else None,
        sections=sections(event, "mailings.overview"),
    ), 422 if form.is_submitted() and form.errors else 200


def _sent(event: Event, mailing: Mailing, refused: str = "") -> Page:
    after = number(request.args.get("efter", ""))
    with database.writing():
        rows = log.read_recipients(mailing, event, by=g.actor, now=g.now, after=after)
        db.session.commit()
    outcome = log.outcome(mailing)
    here = partial(url_for, "mailings.show", event_id=event.id, mailing_id=mailing.id)
    return render_template(
        "mailings/show.html",
        event=event,
        mailing=mailing,
        refused=refused,
        audience=words.AUDIENCES[mailing.audience],
        kind=words.KINDS[mailing.kind] if mailing.kind else None,
        people=people_in_words(mailing.recipients),
        sender=queries.sender_of(mailing),
        files=queries.files_of(mailing.id),
        counts=[(*words.STATES[state], outcome[state]) for state in words.STATES if state in outcome],
        has_failed="failed" in outcome,
        press=PressForm(formdata=None),
        rows=[
            (row, *words.STATES[words.state_of(row)], words.moment_of(row), words.why_failed(row.error), _can(row))
            for row in rows[: log.PAGE]
        ],
        older_url=here(efter=after + log.PAGE) if len(rows) > log.PAGE else None,
        newer_url=here() if after else None,
        sections=sections(event, "mailings.overview"),
    ), 422 if refused else 200


def _can(row: object) -> bool:
    """Whether a letter can be sent again: it was sent, or it failed."""
    return words.state_of(row) in {"sent", "failed"}


@blueprint.post(f"{LETTER}/send")
@open_to(Access.STAFF)
def send(event_id: int, mailing_id: int) -> Page:
    """Send it, one letter each. Nothing more is asked: one has seen it and to how many it goes."""
    event, mailing = mailing_for(event_id, mailing_id)
    form, there = SendForm(), url_for("mailings.show", event_id=event_id, mailing_id=mailing_id, besked="brev-sendt")
    if mailing.days_before is not None:
        abort(404)
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.send_mailing(mailing, event, expected=form.expected.data or 0, by=g.actor, now=g.now)
        except RuleBroken as rule:
            _say(form, rule)
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    event, mailing = mailing_for(event_id, mailing_id)
    if mailing.is_sent:
        return _sent(event, mailing, refused=_("The letter is sent already."))
    return _draft(event, mailing, form)


@blueprint.route(f"{LETTER}/slet", methods=["GET", "POST"])
@open_to(Access.STAFF)
def discard(event_id: int, mailing_id: int) -> Page:
    """Asks once; then the draft and its files are gone."""
    event, mailing = mailing_for(event_id, mailing_id)
    if mailing.is_sent:
        return redirect(url_for("mailings.show", event_id=event_id, mailing_id=mailing_id), 303)
    form, there = PressForm(), url_for("mailings.overview", event_id=event_id, besked="brev-slettet")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.discard_mailing(mailing, event, by=g.actor, now=g.now)
        except RuleBroken as rule:
            _say(form, rule)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event, mailing = mailing_for(event_id, mailing_id)
    return render_template("mailings/discard.html", form=form, event=event, mailing=mailing), (
        422 if form.is_submitted() else 200
    )


@blueprint.post(f"{LETTER}/igen")
@open_to(Access.STAFF)
def send_again_to_failed(event_id: int, mailing_id: int) -> Page:
    """Once more to everybody it failed for."""
    event, mailing = mailing_for(event_id, mailing_id)
    form, there = PressForm(), url_for("mailings.show", event_id=event_id, mailing_id=mailing_id, besked="brev-igen")
    sentence = _("The letter is on its way already.")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            log.resend_failed(mailing, event, by=g.actor, now=g.now)
        except NothingToSendAgain as rule:
            sentence = words.words_for(rule) or sentence
        else:
            db.session.commit()
            return redirect(there, 303)
    let_go()
    event, mailing = mailing_for(event_id, mailing_id)
    return _sent(event, mailing, refused=sentence) if mailing.is_sent else _draft(event, mailing)


def _say(form: HouseForm, rule: RuleBroken) -> None:
    if (sentence := words.words_for(rule)) is None:
        raise rule
    refuse(form, sentence)
