"""Also on the net: an event in two ways, and the guest who changes from one to the other."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission, require
from politiker.registrations import own, queries
from politiker.registrations.event_changes import change_on_the_net
from politiker.registrations.terms import twins
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.event_form import MOST_SEATS, https_only
from politiker.web.organiser.fields import CleanedField, NumberField
from politiker.web.registrations.addresses import EVENT as GUESTS_EVENT
from politiker.web.registrations.addresses import own_page
from politiker.web.registrations.own_state import event_to_show, page
from politiker.web.registrations.terms import ChangeWayForm
from politiker.web.terms.door import blueprint
from politiker.web.terms.words import words_for


class NetForm(ChangingForm):
    """The seats and the link on the net."""

    capacity = NumberField(
        _("Seats on the net"), least=1, most=MOST_SEATS, required=_("Write how many can take part on the net.")
    )
    join_link = CleanedField(
        _("Link to the meeting"),
        longest=500,
        clean=https_only,
        sentence=_("Write the whole address of the meeting. It must begin with https://."),
    )


@blueprint.route(f"{EVENT}/paa-nettet", methods=["GET", "POST"])
@open_to(Access.STAFF)
def on_the_net(event_id: int) -> Page:
    """Can one also take part on the net? With seats, a waiting list and letters of its own."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    if event.twin_of_id is not None:
        return redirect(url_for("terms.on_the_net", event_id=event.twin_of_id), 302)
    twin = _twin(event)
    form = NetForm(data={"capacity": twin.capacity, "join_link": twin.join_link or ""} if twin else None)
    if form.validate_on_submit():
        there = url_for("terms.on_the_net", event_id=event_id, besked="paa-nettet")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            link = form.join_link.data or None
            if twin is None:
                twins.make_twin(event, form.capacity.data, link, by=g.actor, now=g.now)
            else:
                change_on_the_net(twin, form.capacity.data, link, by=g.actor, now=g.now)
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
        twin = _twin(event)
    return render_template(
        "terms/on_the_net.html", form=form, event=event, twin=twin, sections=sections(event, "terms.on_the_net")
    ), 422 if form.is_submitted() else 200


def _twin(event: Event) -> Event | None:
    other = twins.other_way(event)
    return db.session.get_one(Event, other) if other is not None else None


@blueprint.post(f"{GUESTS_EVENT}/anden-maade")
@open_to(Access.SIGNED_IN)
def change_way(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Take part in the other way instead; one keeps the place here when there is no room there."""
    event = own.event_to_act_on(event_id, g.actor)
    registration = queries.own(event.id, g.actor.person_id) if event is not None else None
    if event is None or registration is None:
        abort(404)
    require(g.actor, Permission.ANSWER_OFFER, registration)
    form = ChangeWayForm()
    if not form.validate():
        return page(event_to_show(event_id), refused=form)
    other = twins.other_way(db.session.get_one(Event, event_id, populate_existing=True))
    there: Any = own_page(db.session.get_one(Event, other), "anden-maade") if other is not None else own_page(event)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        twins.change_way(registration, by=g.actor, now=g.now)
    except RuleBroken as rule:
        if (words := words_for(rule)) is None:
            raise
        refuse(form, words)
        return page(event_to_show(event_id), refused=form)
    db.session.commit()
    return redirect(there, 303)
