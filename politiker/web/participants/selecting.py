"""One act for many: first exactly whom it touches, then one press that does it to them and to nobody else."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from wtforms import HiddenField

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.models import Participant
from politiker.registrations.participants import bulk
from politiker.registrations.participants.bulk import Deed, Plan, Touched
from politiker.registrations.participants.notes import LONGEST_TAG
from politiker.registrations.participants.table import Participants, read_participants
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser import labels
from politiker.web.organiser.door import Page, event_for, let_go, sections
from politiker.web.participants import words
from politiker.web.participants.asking import asked_from, number, parsed
from politiker.web.participants.door import blueprint
from politiker.web.participants.listing import LIST, SelectionForm, list_page


class DeedForm(ChangingForm):
    """What to do, and to whom: the random names of those who were shown, in one field."""

    deed = HiddenField()
    kind = HiddenField()
    tag = HiddenField()
    event = HiddenField()
    uids = HiddenField()


@blueprint.post(f"{LIST}/flere")
@open_to(Access.STAFF)
def preview(event_id: int) -> Page:
    """Exactly whom an act touches, and whom it passes by. Nothing is done yet."""
    event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    SelectionForm().validate()
    let_go()
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    plan, missing = _plan(request.form, event_id)
    asked = asked_from(parsed(request.form.get("query", "")))
    if plan is None:
        return list_page(event_id, refused=missing)
    with database.writing():
        found = read_participants(event, asked.wanted, by=g.actor, now=g.now)
        db.session.commit()
    ticked = set(request.form.getlist("uid"))
    everyone = request.form.get("everyone") == "yes"
    rows = [row for row in found.chosen if everyone or row.uid in ticked]
    touched = _touched(plan, rows, found)
    if not rows:
        return list_page(event_id, refused=_("Tick somebody, or choose everybody in the selection."))
    form = DeedForm(
        formdata=None,
        deed=plan.deed.value,
        kind=plan.kind.value if plan.kind else "",
        tag=plan.tag,
        event=str(plan.event_id or ""),
        uids=" ".join(row.uid for row in touched.touched),
    )
    return _preview_page(event, form, plan, touched)


@blueprint.post(f"{LIST}/flere/udfoer")
@open_to(Access.STAFF)
def carry_out(event_id: int) -> Page:
    """Do it to exactly those who were shown, all of it or nothing."""
    event = event_for(Permission.DECIDE_EVENT_REGISTRATIONS, event_id)
    form = DeedForm()
    form.validate()
    plan, missing = _plan(request.form, event_id)
    uids = (form.uids.data or "").split()
    if plan is None or not uids:
        return list_page(event_id, refused=missing or _("Tick somebody, or choose everybody in the selection."))
    there = url_for("organiser.registrations", event_id=event_id, besked="deltagere-behandlet")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        bulk.carry_out(event, plan, uids, by=g.actor, now=g.now)
    except RuleBroken as rule:
        if (sentence := words.words_for(rule)) is None:
            raise
        return list_page(event_id, refused=sentence)
    db.session.commit()
    return redirect(there, 303)


def _plan(given: Any, here: int) -> tuple[Plan | None, str]:
    """The act that was chosen, or what is missing for it."""
    deed = {one.value: one for one in Deed}.get(given.get("deed", ""))
    kind = {one.value: one for one in Participant}.get(given.get("kind", ""))
    tag = " ".join(given.get("tag", "").replace("\0", "").split())
    to = number(given.get("event", ""))
    if deed is None:
        return None, _("Choose what is to be done.")
    if deed is Deed.MARK and kind is None:
        return None, _("Choose the kind of participant.")
    if deed in {Deed.TAG, Deed.UNTAG} and not 0 < len(tag) <= LONGEST_TAG:
        return None, _("Write the tag with at most %(longest)s signs.", longest=LONGEST_TAG)
    if deed is Deed.MOVE and to not in {id for id, _t, _s in bulk.events_to_move_to(here, by=g.actor, now=g.now)}:
        return None, _("Choose the event they move to.")
    return Plan(deed, kind, tag, to or None), ""


def _touched(plan: Plan, rows: list[Any], found: Participants) -> Touched:
    tagged = {row.id: found.tags_of(row.id) for row in rows}
    there = bulk.people_at(plan.event_id) if plan.deed is Deed.MOVE and plan.event_id else set()
    return bulk.who_is_touched(plan, rows, by=g.actor, tagged=tagged, there=there)


def _preview_page(event: Event, form: DeedForm, plan: Plan, touched: Touched) -> Page:
    return render_template(
        "participants/preview.html",
        event=event,
        sections=sections(event, "organiser.registrations"),
        form=form,
        title=words.DEEDS[plan.deed],
        what=_what(plan),
        touched=touched,
        counted=ngettext("It touches %(num)d participant.", "It touches %(num)d participants.", len(touched.touched)),
        states=labels.STATES,
        is_told=plan.deed in {Deed.WITHDRAW, Deed.MOVE},
        is_grave=plan.deed is Deed.WITHDRAW,
    )


def _what(plan: Plan) -> str:
    """What the act takes, in words."""
    if plan.deed is Deed.MARK and plan.kind is not None:
        return words.KINDS[plan.kind]
    if plan.deed is Deed.MOVE and plan.event_id is not None:
        other = db.session.get(Event, plan.event_id)
        return other.title if other is not None else ""
    return plan.tag
