"""Make, change, publish and call off an event."""

from collections.abc import Iterator

from flask import g, redirect, render_template, request, url_for

from politiker.core.database import db
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.events import actions, queries
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.planning.versions import ChangedMeanwhile
from politiker.policy import Permission
from politiker.registrations.errors import CapacityBelowSeated, EventCannotMoveIntoPast, EventIsCalledOff
from politiker.registrations.event_changes import call_off_event, change_event
from politiker.registrations.models import OPEN
from politiker.registrations.programme_seats import ItemBelowSeated
from politiker.registrations.queries import counts
from politiker.registrations.terms.errors import CapacityBelowReserved
from politiker.registrations.terms.wording import prices_in_words, terms_of
from politiker.web.access import Access, open_to
from politiker.web.dates.clash_box import clash_box
from politiker.web.forms import ChangingForm, answered_before, refuse, remember_answer
from politiker.web.organiser.door import (
    EVENT,
    Page,
    blueprint,
    creator_or_404,
    event_for,
    event_page,
    let_go,
    sections,
    whole_event_for,
)
from politiker.web.organiser.event_form import EventForm
from politiker.web.organiser.fields import TextField
from politiker.web.organiser.two_versions import both_versions, chosen_of_both, differences
from politiker.web.terms.words import words_for as terms_words_for


class PublishForm(ChangingForm):
    """One press."""


class CallOffForm(ChangingForm):
    """Why the event does not take place, as guests will read it."""

    reason = TextField(_("Why is it called off"), longest=400, required=_("Write why the event is called off."))


def _status(form: ChangingForm) -> int:
    return 422 if form.is_submitted() else 200


@blueprint.route("/arrangoer/nyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
def create() -> Page:
    """A new draft, seen by its organiser alone."""
    creator_or_404()
    form = EventForm(queries.venues())
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        event = actions.draft_event(form.details, by=g.actor, now=g.now)
        there = _after_saving(event)
        remember_answer(form, there)
        db.session.commit()
        return redirect(there, 303)
    if form.is_submitted():
        let_go()
    else:
        form.contact_name.data = g.signed_in.name
        form.venue_id.data = request.args.get("sted")
    return render_template("organiser/create.html", form=form, venue_url=url_for("organiser.add_venue")), _status(form)


@blueprint.route(f"{EVENT}/rediger", methods=["GET", "POST"])
@open_to(Access.STAFF)
def edit(event_id: int) -> Page:
    """Change an event; guests of a published one are told of what concerns them."""
    event = whole_event_for(Permission.EDIT_EVENT, event_id)
    if event.twin_of_id is not None:
        return redirect(url_for("terms.on_the_net", event_id=event.twin_of_id), 302)
    venues, before = queries.venues(), EventDetails.of(event)
    both = chosen_of_both(venues, before) if request.method == "POST" else None
    form = EventForm(venues, before=before) if both is None else EventForm(venues, before=before, formdata=both)
    if form.validate_on_submit():
        there = _after_saving(event)
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            change_event(event, form.details, by=g.actor, now=g.now, seen=form.seen.data)
        except ChangedMeanwhile as rule:
            let_go()
            theirs = rule.facts["theirs"]
            if found := differences(form, theirs):
                return both_versions(url_for("organiser.edit", event_id=event_id), theirs.title, found, theirs)
            return redirect(there, 303)
        except CapacityBelowSeated as rule:
            form.capacity.errors = [_seated(rule.facts["seated"])]
        except ItemBelowSeated as rule:
            refuse(form, _chosen(rule.facts["title"], rule.facts["seated"]))
        except EventCannotMoveIntoPast:
            form.starts_on.errors = [
                _("A published event must begin later than now, and one that has begun cannot be moved.")
            ]
        except CapacityBelowReserved as rule:
            form.capacity.errors = [terms_words_for(rule)]
        except EventIsCalledOff:
            refuse(form, _("The event is called off and cannot be changed any more."))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    elif place := request.args.get("sted"):
        form.venue_id.data = place
    return render_template(
        "organiser/edit.html",
        form=form,
        event=event,
        venue_url=url_for("organiser.add_venue", event=event.id),
        clashes=clash_box(event),
        sections=sections(event, "edit"),
    ), _status(form)


def _seated(seated: int) -> str:
    return ngettext(
        "%(num)d seat is taken. There cannot be fewer seats than that.",
        "%(num)d seats are taken. There cannot be fewer seats than that.",
        seated,
    )


def _chosen(title: str, seated: int) -> str:
    return ngettext(
        "%(num)d guest has chosen “%(title)s”, so it must stay with at least so many seats.",
        "%(num)d guests have chosen “%(title)s”, so it must stay with at least so many seats.",
        seated,
        title=title,
    )


def _after_saving(event: Event) -> str:
    """A draft goes on to be looked at and published; "save and add more" comes back to the programme."""
    if "more" in request.form:
        return url_for("organiser.edit", event_id=event.id, besked="gemt", _anchor="programme")
    if not event.is_published and not event.is_template:
        return url_for("organiser.publish", event_id=event.id, besked="gemt")
    return url_for("organiser.edit", event_id=event.id, besked="gemt")


@blueprint.route(f"{EVENT}/udgiv", methods=["GET", "POST"])
@open_to(Access.STAFF)
def publish(event_id: int) -> Page:
    """The draft in short, what is missing in it, and the button that lets others see it."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = PublishForm()
    if form.validate_on_submit():
        there = event_page(event.id, event.title, besked="udgivet")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.publish(event, by=g.actor, now=g.now)
        except (actions.EventIsPast, IllegalMove) as rule:
            refuse(form, _not_published(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
    event = whole_event_for(Permission.EDIT_EVENT, event_id)
    price = event.price_text or prices_in_words(terms_of(event))
    return render_template(
        "organiser/publish.html",
        form=form,
        event=event,
        page_url=event_page(event.id, event.title),
        price=price,
        missing=list(_missing(event, price)),
        clashes=None if event.is_published else clash_box(event),
        sections=sections(event, "publish"),
    ), _status(form)


def _missing(event: Event, price: str) -> Iterator[str]:
    """What guests will ask about, if nobody writes it first."""
    if event.venue is None and event.join_link is None:
        yield _("There is neither a place nor a link to the meeting.")
    if not event.description:
        yield _("There is no description.")
    if not event.programme:
        yield _("There is no programme.")
    if not price:
        yield _("It is not said what it costs.")


def _not_published(rule: RuleBroken) -> str:
    if isinstance(rule, actions.EventIsPast):
        return _("The event has begun already. Change its date before you publish it.")
    return _("The event is published already, or called off.")


@blueprint.route(f"{EVENT}/aflys", methods=["GET", "POST"])
@open_to(Access.STAFF)
def call_off(event_id: int) -> Page:
    """Call an event off for good, with a reason that every guest is told."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = CallOffForm()
    if form.validate_on_submit():
        there = event_page(event.id, event.title, besked="aflyst")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            call_off_event(event, form.reason.data, by=g.actor, now=g.now)
        except IllegalMove:
            refuse(form, _("Only a published event that is not over can be called off, and only once."))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    standing = counts(event.id)
    return render_template(
        "organiser/call_off.html",
        form=form,
        event=event,
        told=sum(n for state, n in standing.items() if state in OPEN),
        sections=sections(event, "call_off"),
    ), _status(form)
