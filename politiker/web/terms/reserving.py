"""Seats reserved for a municipality or a named group: make some, add people, let them go."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import SelectField

from politiker.core import danish
from politiker.core.danish import NoSuchLocalTime
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.people.queries import municipalities
from politiker.policy import Permission
from politiker.registrations.terms import blocks
from politiker.registrations.terms.models import SeatBlock
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.event_form import LAST_MINUTE, MOST_SEATS
from politiker.web.organiser.fields import ClockField, DayField, LineField, NumberField, TextField, choices
from politiker.web.terms.door import blueprint
from politiker.web.terms.words import words_for

LIST = f"{EVENT}/reserverede-pladser"
ONE = f"{LIST}/<int(max=2147483647):block_id>"


def addresses_in(text: str) -> list[str]:
    """The addresses in a text, one a line; empty lines keep their number."""
    lines = [line.strip(" \t,;") for line in text.splitlines()]
    return lines if any(lines) else []


class ReserveForm(ChangingForm):
    """For whom, how many, and until when."""

    name = LineField(_("Who are the seats for"), longest=120, required=_("Write who the seats are for."))
    municipality = SelectField(_("All councillors of a municipality"))
    emails = TextField(
        _("Or these people"),
        longest=20_000,
        description=_("One e-mail address a line. They must have an account here."),
    )
    seats = NumberField(_("Number of seats"), least=1, most=MOST_SEATS, required=_("Write how many seats."))
    until_on = DayField(_("Until the end of"), required=_("Choose the last day on which the seats are reserved."))
    until_time = ClockField(_("Time of day"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        names = sorted(((str(row.id), row.name) for row in municipalities()), key=lambda one: danish.sort_key(one[1]))
        self.municipality.choices = choices({"": _("No municipality"), **dict(names)})

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if is_right:
            try:
                self.until = danish.from_local(self.until_on.data, self.until_time.data or LAST_MINUTE)
            except NoSuchLocalTime:
                self.until_time.errors = [_("That hour does not exist: the clock is put forward that night.")]
            if not self.municipality.data and not addresses_in(self.emails.data):
                self.municipality.errors = [_("Choose a municipality, or write the people below.")]
            if len(addresses_in(self.emails.data)) > blocks.MOST_MEMBERS:
                self.emails.errors = [_("At most %(most)s people can be named.", most=blocks.MOST_MEMBERS)]
        return is_right and not self.errors


class MoreForm(ChangingForm):
    """More people who may have the seats."""

    emails = TextField(
        _("E-mail addresses, one a line"), longest=20_000, required=_("Write at least one e-mail address.")
    )


class ReleaseForm(ChangingForm):
    """One press."""


@blueprint.route(LIST, methods=["GET", "POST"])
@open_to(Access.STAFF)
def reserved_seats(event_id: int) -> Page:
    """Which seats are kept for whom, and until when?"""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = ReserveForm()
    if form.validate_on_submit():
        there = url_for("terms.reserved_seats", event_id=event_id, besked="reserveret")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            blocks.reserve_seats(
                event,
                form.name.data,
                form.seats.data,
                form.until,
                municipality_id=int(form.municipality.data) if form.municipality.data else None,
                addresses=addresses_in(form.emails.data),
                by=g.actor,
                now=g.now,
            )
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(event_id, form)


def _page(event_id: int, form: ReserveForm, refused: ChangingForm | None = None) -> Page:
    is_refused = form.is_submitted() if refused is None else True
    if is_refused:
        let_go()
    event = event_for(Permission.EDIT_EVENT, event_id)
    found = [(row, MoreForm(formdata=None), ReleaseForm(formdata=None)) for row in blocks.blocks_of(event_id)]
    return render_template(
        "terms/reserved_seats.html",
        form=form,
        event=event,
        blocks=found,
        refused=refused,
        sections=sections(event, "terms.reserved_seats"),
    ), 422 if is_refused else 200


def _block(event_id: int, block_id: int) -> SeatBlock:
    event_for(Permission.EDIT_EVENT, event_id)
    block = db.session.get(SeatBlock, block_id)
    if block is None or block.event_id != event_id:
        abort(404)
    return block


@blueprint.post(f"{ONE}/frigiv")
@open_to(Access.STAFF)
def release_block(event_id: int, block_id: int) -> Page:
    """Let the seats go that nobody has used; the line comes first."""
    block = _block(event_id, block_id)
    return _do(event_id, ReleaseForm(), "frigivet", lambda: blocks.release_block(block, by=g.actor, now=g.now))


@blueprint.post(f"{ONE}/flere")
@open_to(Access.STAFF)
def add_to_block(event_id: int, block_id: int) -> Page:
    """Let more people have these seats."""
    block = _block(event_id, block_id)
    form = MoreForm()
    return _do(
        event_id,
        form,
        "gemt",
        lambda: blocks.add_to_block(block, addresses_in(form.emails.data), by=g.actor, now=g.now),
    )


def _do(event_id: int, form: ChangingForm, besked: str, act: Any) -> Page:
    there = url_for("terms.reserved_seats", event_id=event_id, besked=besked)
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            act()
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(event_id, ReserveForm(formdata=None), refused=form)
