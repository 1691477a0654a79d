"""What one eats and needs: asked when the seat is certain, told by one's own choice, taken back at any time."""

from typing import Any

from flask import abort, g, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.registrations import needs as room
from politiker.registrations import own, queries
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import Diet, Registration
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.registrations.addresses import EVENT, blueprint, event_page, of_event, own_page
from politiker.web.registrations.own_state import ActForm
from politiker.web.registrations.seat import act
from politiker.web.registrations.words import words_for

DIETS = {
    Diet.NONE: _("I eat everything"),
    Diet.VEGETARIAN: _("Vegetarian"),
    Diet.VEGAN: _("Vegan"),
    Diet.HALAL: _("Halal"),
    Diet.GLUTEN_FREE: _("Gluten-free"),
    Diet.LACTOSE_FREE: _("Lactose-free"),
    Diet.OTHER: _("Something else"),
}


def at_most(longest: int) -> Length:
    """Refuse a longer note, and say how much room there is."""
    return Length(max=longest, message=_("Write at most %(longest)s characters.", longest=longest))


class NeedsForm(ChangingForm):
    """What the kitchen and the organiser must know."""

    diet = RadioField(
        _("What do you eat?"),
        [InputRequired(_("Choose what you eat."))],
        choices=[SelectChoice(diet.value, words) for diet, words in DIETS.items()],
    )
    diet_note = TextAreaField(
        _("Allergies or anything else about food"),
        [at_most(room.LONGEST_DIET_NOTE)],
        filters=[room.tidy_note],
        description=_("The kitchen gets the note without your name."),
    )
    access_note = TextAreaField(
        _("What do you need to take part?"),
        [at_most(room.LONGEST_ACCESS_NOTE)],
        filters=[room.tidy_note],
        description=_("For example step-free access, a hearing loop, a companion or a place to rest."),
    )

    @classmethod
    def at(cls, event: Event, **filled: Any) -> "NeedsForm":
        """The questions of an event: nobody is asked about food at one on the net."""
        form = cls(**filled)
        if event.venue is None:
            del form.diet
            del form.diet_note
        return form

    def told(self) -> dict[str, Any]:
        """The answers as the room wants them."""
        return {
            "diet": Diet(self.diet.data) if self.diet else Diet.NONE,
            "diet_note": self.diet_note.data if self.diet_note else "",
            "access_note": self.access_note.data,
        }


@blueprint.route(f"{EVENT}/behov", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def needs(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Who sees it, for how long, and the three questions."""
    event = own.event_to_show(event_id, g.actor)
    registration = queries.own(event.id, g.actor.person_id) if event is not None else None
    if event is None or registration is None:
        abort(404)
    if request.method != "POST":
        if slug != event.slug:
            return redirect(of_event("registrations.needs", event.id, event.title), 301)
        told = room.own_needs(registration, by=g.actor)
        return _page(event, registration, NeedsForm.at(event, obj=told), has_told=told is not None), 200
    form = NeedsForm.at(event)
    if form.validate():
        there = own_page(event, "behov")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            room.state_needs(registration, **form.told(), by=g.actor, now=g.now)
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    read_only()
    return _page(event, registration, form), 422


def _page(event: Event, registration: Registration, form: NeedsForm, *, has_told: bool = False) -> str:
    why_not = None
    if not registration.is_certain:
        why_not = words_for(SeatIsNotCertain())
    elif event.is_over(g.now):
        why_not = words_for(room.EventIsOver())
    return render_template(
        "registrations/needs.html",
        event=event,
        event_url=event_page(event),
        form=form,
        heading=_("Food and needs") if event.venue else _("Your needs"),
        why_not=why_not,
        has_told=has_told,
        act=ActForm(formdata=None),
    )


@blueprint.post(f"{EVENT}/behov/slet")
@open_to(Access.SIGNED_IN, sensitive=True)
def withdraw_needs(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Take back what one told."""
    return act(
        event_id, ActForm(), lambda registration, by, now: room.withdraw_needs(registration, by=by), "behov-slettet"
    )
