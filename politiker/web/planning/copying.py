"""Copy an event to another date, and keep some as templates."""

from collections.abc import Iterable

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events import queries
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.planning.templates import retire_template
from politiker.policy import Permission
from politiker.registrations.copying import COPIERS, Part, copy_event, save_as_template
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, remember_answer
from politiker.web.organiser.door import EVENT, Page, creator_or_404, event_for, let_go, sections, whole_event_for
from politiker.web.organiser.event_form import checkboxes
from politiker.web.organiser.fields import LineField
from politiker.web.planning.date_lines import DateReader
from politiker.web.planning.door import blueprint

ALWAYS = {Part.DESCRIPTION, Part.PROGRAMME, Part.PLACE, Part.MATERIALS, Part.RIGHTS}
PARTS = {
    Part.DESCRIPTION: _("The description"),
    Part.PROGRAMME: _("The programme"),
    Part.PLACE: _("Place, and link to the meeting"),
    Part.QUESTIONS: _("Questions to the guests"),
    Part.TERMS: _("Price, terms and when sign-up opens and closes"),
    Part.MATERIALS: _("Materials"),
    Part.PREPARATIONS: _("The list of preparations, with nothing done"),
    Part.RIGHTS: _("The other organisers' rights"),
}


def parts_there_are() -> dict[Part, str]:
    """What can come along, as it is called."""
    copied = ALWAYS | {part for part, _copier in COPIERS}
    return {part: name for part, name in PARTS.items() if part in copied}


class ShapeForm(ChangingForm):
    """What a copy is called, and what comes along."""

    title = LineField(_("Title"), longest=160, required=_("Write a title."))
    parts = checkboxes(_("What comes along"), PARTS)

    def __init__(self, event: Event) -> None:
        names = parts_there_are()
        super().__init__(data={"title": event.title, "parts": [part.value for part in names]})
        self.parts.choices = [choice for choice in self.parts.choices if choice.value in set(names)]

    def chosen(self) -> frozenset[Part]:
        """The parts that were ticked; what is no part of ours counts for nothing."""
        return frozenset(Part(one) for one in _known(self.parts.data or ()))


def _known(sent: Iterable[str]) -> list[str]:
    return [one for one in sent if one in set(Part)]


class CopyForm(ShapeForm):
    """One more date."""

    date = LineField(_("New date"), longest=200, required=_("Write the date of the copy."))


class PressForm(ChangingForm):
    """One press."""


@blueprint.route(f"{EVENT}/kopier", methods=["GET", "POST"])
@open_to(Access.STAFF)
def copy(event_id: int) -> Page:
    """The same event once more, as a draft on another date."""
    event = whole_event_for(Permission.EDIT_EVENT, event_id)
    form = CopyForm(event)
    if form.validate_on_submit():
        reader = DateReader(EventDetails.of(event), form.chosen(), queries.venues(), now=g.now)
        line = reader.line(1, form.date.data)
        if line.date is None:
            form.date.errors = [line.fault]
        else:
            if earlier := answered_before(form):
                return redirect(earlier, 303)
            made = copy_event(event, line.date, form.chosen(), by=g.actor, now=g.now, title=form.title.data)
            there = url_for("organiser.edit", event_id=made.id, besked="kopieret")
            remember_answer(form, there)
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    return render_template(
        "planning/copy.html",
        form=form,
        event=event,
        template_form=PressForm(formdata=None),
        sections=sections(event, "planning.copy"),
    ), 422 if form.is_submitted() else 200


@blueprint.post(f"{EVENT}/gem-som-skabelon")
@open_to(Access.STAFF)
def keep_as_template(event_id: int) -> Response:
    """A template with all there is to this event."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form = PressForm()
    there = url_for("planning.templates", besked="skabelon")
    if form.validate_on_submit() and answered_before(form, then=there) is None:
        save_as_template(event, by=g.actor, now=g.now)
        db.session.commit()
    return redirect(there, 303)


@blueprint.get("/arrangoer/skabeloner")
@open_to(Access.STAFF)
def templates() -> Page:
    """The templates one may make events of."""
    creator_or_404()
    return render_template(
        "planning/templates.html",
        templates=[(row, PressForm(formdata=None)) for row in queries.templates_of(g.actor)],
    )


@blueprint.post(f"{EVENT}/tag-ud-af-brug")
@open_to(Access.STAFF)
def retire(event_id: int) -> Response:
    """A template nobody needs any more."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    if not event.is_template:
        abort(404)
    form = PressForm()
    there = url_for("planning.templates", besked="skabelon-vaek")
    if form.validate_on_submit() and answered_before(form, then=there) is None:
        retire_template(event, by=g.actor, now=g.now)
        db.session.commit()
    return redirect(there, 303)
