"""Who has not said that they come, and letting their seats go to those who wait."""

from flask import g, redirect, render_template, request, url_for
from wtforms import HiddenField

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.registrations.terms import presence
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.terms.door import blueprint
from politiker.web.terms.words import words_for

LIST = f"{EVENT}/kommer-de"


class PreviewForm(ChangingForm):
    """Those who are chosen; looking at the preview changes nothing."""


class ReleaseSeatsForm(ChangingForm):
    """Yes, let the seats of these go: their random names, with a space between."""

    guests = HiddenField()


@blueprint.get(LIST)
@open_to(Access.STAFF)
def confirmations(event_id: int) -> Page:
    """Who has not answered? The look is recorded."""
    return _page(event_id)


def _page(event_id: int, refused: str = "") -> Page:
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    after = request.args.get("efter", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    with database.writing():
        rows = presence.unanswered(event, by=g.actor, now=g.now, after=number)
        db.session.commit()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    shown = rows[: presence.PAGE]
    asked, said_yes = presence.answers(event_id)
    return render_template(
        "terms/confirmations.html",
        event=event,
        guests=shown,
        asked=asked,
        said_yes=said_yes,
        form=PreviewForm(formdata=None),
        may_release=can(g.actor, Permission.DECIDE_EVENT_REGISTRATIONS, event) and not event.has_begun(g.now),
        refused=refused,
        older_url=url_for("terms.confirmations", event_id=event_id, efter=shown[-1].number)
        if len(rows) > presence.PAGE
        else None,
        newer_url=url_for("terms.confirmations", event_id=event_id) if number else None,
        sections=sections(event, "terms.confirmations"),
    ), 422 if refused else 200


@blueprint.post(f"{LIST}/forhaandsvisning")
@open_to(Access.STAFF)
def preview_release(event_id: int) -> Page:
    """Whose seats would go, before they do."""
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    uids = _chosen(request.form.getlist("guest"))
    if not PreviewForm().validate_on_submit() or not uids:
        let_go()
        return _page(event_id, _("Choose at least one guest."))
    return _preview(event_id, uids, ReleaseSeatsForm(formdata=None, guests=" ".join(uids)), event.waiting)


def _chosen(uids: list[str]) -> list[str]:
    return [uid for uid in dict.fromkeys(uids) if uid.isalnum() and len(uid) <= 32][: presence.PAGE]


def _preview(event_id: int, uids: list[str], form: ReleaseSeatsForm, waiting: int, status: int = 200) -> Page:
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    with database.writing():
        guests = presence.chosen(event, uids, by=g.actor, now=g.now)
        db.session.commit()
    return render_template(
        "terms/preview_release.html", event=event_for(Permission.SEE_REGISTRATIONS, event_id), guests=guests, form=form,
        waiting=waiting,
    ), status  # fmt: skip


@blueprint.post(f"{LIST}/frigiv")
@open_to(Access.STAFF)
def release_seats(event_id: int) -> Page:
    """Let the seats go to the line; each who loses one is told. Who has answered meanwhile keeps it."""
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    form = ReleaseSeatsForm()
    uids = _chosen((form.guests.data or "").split())
    if not form.validate_on_submit() or not uids:
        let_go()
        return _page(event_id, _("Choose at least one guest."))
    there = url_for("terms.confirmations", event_id=event_id, besked="pladser-videre")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        presence.release(event, uids, by=g.actor, now=g.now)
    except RuleBroken as rule:
        if (words := words_for(rule)) is None:
            raise
        refuse(form, words)
        let_go()
        return _page(event_id, words)
    db.session.commit()
    return redirect(there, 303)
