"""A guest chooses between points of the programme held side by side; the organiser sees how many chose each."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import RadioField
from wtforms.fields import SelectChoice

from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations import own, programme_seats, queries
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.models import Registration
from politiker.registrations.programme_seats import Parallel
from politiker.web.access import Access, open_to
from politiker.web.dates.door import blueprint
from politiker.web.events.words import choice_words
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.registrations import addresses

NONE = "0"


def _form(parallels: list[Parallel], chosen: set[int], **more: Any) -> ChangingForm:
    """A form with the points of each hour, and "nothing at this hour"; those full for others stand without a button."""
    fields = {}
    for number, parallel in enumerate(parallels):
        options = [
            SelectChoice(str(choice.id), _words(choice))
            for choice in parallel.choices
            if not choice.is_full or choice.id in chosen
        ]
        mine = next((str(choice.id) for choice in parallel.choices if choice.id in chosen), NONE)
        fields[f"hour_{number}"] = RadioField(
            danish.when(parallel.starts_at, parallel.starts_at, danish.local(g.now).date()),
            choices=[*options, SelectChoice(NONE, _("Nothing at this hour"))],
            default=mine,
            validate_choice=False,
        )
    made: type[ChangingForm] = type("ChooseItemsForm", (ChangingForm,), dict(fields))
    return made(**more)


def _words(choice: programme_seats.Choice) -> str:
    title = f"{choice.track}: {choice.title}" if choice.track else choice.title
    return f"{title} ({choice_words(choice.capacity, choice.held)})"


def _wanted(form: ChangingForm, parallels: list[Parallel]) -> list[int]:
    """The ids that were chosen; what is no number chooses nothing that is there, and is refused."""
    given = [form[f"hour_{number}"].data or NONE for number in range(len(parallels))]
    return [int(id) if id.isascii() and id.isdigit() and len(id) < 10 else -1 for id in given if id != NONE]


def _own(event_id: int) -> tuple[Event, Registration]:
    """One's own certain seat at an event; without one there is nothing to choose."""
    assert g.actor.person_id is not None
    event = own.event_to_show(event_id, g.actor)
    registration = queries.own(event_id, g.actor.person_id)
    if event is None or registration is None or not registration.is_certain:
        abort(404)
    return event, registration


@blueprint.route(f"{addresses.EVENT}/program", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN)
def choose_items(event_id: int, slug: str) -> Page:
    """Choose between the points of the programme that are held side by side, and change one's mind later."""
    event, registration = _own(event_id)
    parallels = programme_seats.parallels(event_id)
    form = _form(parallels, programme_seats.chosen_by(registration.id))
    if form.validate_on_submit():
        there = addresses.own_page(event, besked="program-valgt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            programme_seats.choose_items(registration, _wanted(form, parallels), by=g.actor, now=g.now)
        except RuleBroken as rule:
            refuse(form, _sentence(rule))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event, registration = _own(event_id)
        parallels = programme_seats.parallels(event_id)
        again = _form(parallels, programme_seats.chosen_by(registration.id), formdata=None)
        again.form_errors = form.form_errors
        status, form = 422, again
    else:
        status = 200
    full = [choice for parallel in parallels for choice in parallel.choices if choice.is_full]
    return render_template(
        "dates/choose_items.html",
        event=event,
        form=form,
        full=[choice.title for choice in full],
        url=addresses.of_event("dates.choose_items", event.id, event.title),
        own_url=addresses.own_page(event),
    ), status


def _sentence(rule: RuleBroken) -> str:
    match rule:
        case programme_seats.ItemIsFull():
            return _("The last seat at “%(title)s” has just been taken. Choose another.", title=rule.facts["title"])
        case programme_seats.ItemHasBegun():
            return _("It has begun, so it can no longer be chosen or left.")
        case programme_seats.ItemIsNotThere():
            return _("The programme was changed meanwhile. Choose again.")
        case programme_seats.SeatIsNotCertain() | EventIsCalledOff():
            return _("You need a seat at the event to choose.")
        case _:
            raise rule


@blueprint.get(f"{EVENT}/valg-i-programmet")
@open_to(Access.STAFF)
def items(event_id: int) -> Page:
    """How many have chosen each point of the programme."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    read_only()
    today = danish.local(g.now).date()
    hours = [
        (danish.when(one.starts_at, one.starts_at, today), one.choices) for one in programme_seats.parallels(event.id)
    ]
    edit_url = url_for("organiser.edit", event_id=event.id, _anchor="programme")
    return render_template(
        "dates/items.html", event=event, sections=sections(event, "dates.items"), hours=hours, edit_url=edit_url
    )
