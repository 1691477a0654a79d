"""One participant: what is known here, what the organisers note, and what one can do with the place."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission, can
from politiker.registrations import waiting_list
from politiker.registrations.models import CERTAIN, OPEN, Participant, Registration, State
from politiker.registrations.participants import notes
from politiker.registrations.participants.table import read_participant, taggings, tags_at
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser import labels
from politiker.web.organiser.door import Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, TextField, choices
from politiker.web.participants import words
from politiker.web.participants.changing import registration_of
from politiker.web.participants.door import blueprint
from politiker.web.participants.listing import GUEST


class NotesForm(ChangingForm):
    """What the organisers note about one participant."""

    kind = SelectField(_("Kind of participant"), choices=choices(words.KINDS))
    tags = SelectMultipleField(
        _("Tags"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    new_tag = LineField(_("A new tag"), longest=notes.LONGEST_TAG)
    note = TextField(
        _("Note"),
        longest=notes.LONGEST_NOTE,
        description=_(
            "Only the organisers of this event see it, and the participant, who may ask for all that is kept about"
            " them. It is deleted 30 days after the event. Write nothing about health or politics."
        ),
    )


@blueprint.route(GUEST, methods=["GET", "POST"])
@open_to(Access.STAFF)
def show(event_id: int, uid: str) -> Page:
    """One participant. The look is recorded."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    registration = registration_of(uid, event_id)
    form = _form(event, registration)
    if form.validate_on_submit():
        there = url_for("participants.show", event_id=event_id, uid=uid, besked="noteret")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            _note(event, registration, form)
        except RuleBroken as rule:
            if (sentence := words.words_for(rule)) is None:
                raise
            refuse(form, sentence)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.SEE_REGISTRATIONS, event_id)
        registration = registration_of(uid, event_id)
    place = waiting_list.place_in_line(registration) if registration.state is State.WAITING else None
    with database.writing():
        guest = read_participant(event, uid, by=g.actor, now=g.now)
        db.session.commit()
    if guest is None:
        abort(404)
    return render_template(
        "participants/show.html",
        event=event,
        sections=sections(event, "organiser.registrations"),
        guest=guest,
        facts=_facts(guest, place),
        form=form,
        ways=_ways(event, guest),
    ), 422 if form.is_submitted() else 200


def _form(event: Event, registration: Registration) -> NotesForm:
    form = NotesForm(
        kind=registration.kind.value,
        tags=sorted(taggings(event.id).get(registration.id, ())),
        note=notes.note_of(registration),
    )
    form.tags.choices = [SelectChoice(tag.id, tag.name) for tag in tags_at(event.id)]
    return form


def _note(event: Event, registration: Registration, form: NotesForm) -> None:
    wanted = set(form.tags.data)
    if form.new_tag.data:
        wanted.add(notes.tag_named(event, form.new_tag.data, by=g.actor).id)
    notes.set_tags(event, registration, wanted, by=g.actor, now=g.now)
    notes.mark_kind(event, registration, Participant(form.kind.data), by=g.actor, now=g.now)
    notes.write_note(event, registration, form.note.data, by=g.actor, now=g.now)


def _facts(guest: Any, place: int | None) -> list[tuple[str, str]]:
    """What is known here; what is not known is left out."""
    state = labels.STATES[guest.state]
    facts = [
        (_("State"), f"{state}, {_('number %(place)s', place=place)}" if place else state),
        (_("E-mail"), guest.email),
        (_("Municipality"), guest.municipality or ""),
        (_("Region"), guest.region or ""),
        (_("Workplace or organisation"), guest.organisation or ""),
        (_("Newly elected"), _("Yes") if guest.is_first_period else ""),
        (_("Account"), "" if guest.joined_at else _("Has none, and cannot log in")),
    ]
    return [(name, value) for name, value in facts if value]


def _ways(event: Event, guest: Any) -> list[tuple[str, str]]:
    """(words, address) of what one can do with the place now."""
    if event.has_begun(g.now) or event.is_called_off or guest.state not in OPEN:
        return []
    ways = []
    if guest.state in CERTAIN:
        ways.append((_("Give the seat to a substitute"), "participants.substitute"))
    if guest.state is State.WAITING and can(g.actor, Permission.SEAT_OUT_OF_TURN, event):
        ways.append((_("Seat out of turn"), "participants.out_of_turn"))
    ways += [(_("Move to another event"), "participants.move"), (_("Withdraw"), "organiser.withdraw_guest")]
    return [(name, url_for(endpoint, event_id=event.id, uid=guest.uid)) for name, endpoint in ways]
