"""Taking the list along as a file. It asks why, and everybody who organises the event sees who took what."""

from flask import Response, g, render_template, request, stream_with_context
from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission, can
from politiker.registrations.participants import exports
from politiker.registrations.participants.exports import ExportOf
from politiker.registrations.participants.models import Format, Purpose
from politiker.registrations.participants.table import participants
from politiker.web.access import Access, open_to
from politiker.web.forms import HouseForm
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import choices
from politiker.web.participants import words
from politiker.web.participants.asking import asked_from
from politiker.web.participants.door import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL = ("name", "municipality", "state")


class ExportForm(HouseForm):
    """Which columns, as what, and why. Each press is a copy taken along, and noted; so it carries no key."""

    columns = SelectMultipleField(
        _("Columns"),
        validators=[InputRequired(_("Choose at least one column."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    format = RadioField(_("Kind of file"), choices=choices(words.FORMATS), default=Format.XLSX.value)
    purpose = RadioField(
        _("What is it for?"),
        choices=choices(words.PURPOSES),
        validators=[InputRequired(_("Choose what the list is for."))],
    )


@blueprint.route(f"{EVENT}/udtraek", methods=["GET", "POST"])
@open_to(Access.STAFF)
def export(event_id: int) -> Page:
    """The list as a file, and who has taken it along before."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    asked = asked_from(request.args)
    may_read_needs = can(g.actor, Permission.READ_NEEDS, event)
    names = exports.columns_for(event, may_read_needs=may_read_needs)
    form = ExportForm(columns=list(USUAL))
    form.columns.choices = [SelectChoice(name, words.FILE_COLUMNS[name]) for name in names]
    if form.validate_on_submit() and can(g.actor, Permission.EXPORT_PARTICIPANTS, ExportOf(event.id)):
        found = participants(event.id, asked.wanted, now=g.now)
        _taken, rows = exports.take_along(
            event,
            found,
            tuple(form.columns.data),
            words.file_words(),
            format=Format(form.format.data),
            purpose=Purpose(form.purpose.data),
            by=g.actor,
            now=g.now,
        )
        name = f"deltagere-{event.slug}-{danish.local(g.now):%Y-%m-%d}.{form.format.data}"
        db.session.commit()
        return _file(Format(form.format.data), rows, name)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    return _page(event, form, asked.query(), len(participants(event.id, asked.wanted, now=g.now).chosen))


def _page(event: Event, form: ExportForm, query: str, rows: int) -> Page:
    return render_template(
        "participants/export.html",
        event=event,
        sections=sections(event, "participants.export"),
        form=form,
        query=query,
        rows=rows,
        taken=exports.taken_from(event, by=g.actor),
        formats=words.FORMATS,
        purposes=words.PURPOSES,
        names=words.FILE_COLUMNS,
    ), 422 if form.is_submitted() else 200


def _file(format: Format, rows: list[list[str | int]], name: str) -> Response:
    if format is Format.CSV:
        lines = (line.encode() for line in exports.as_csv(rows))
        answer = Response(stream_with_context(lines), content_type="text/csv; charset=utf-8; header=present")
    else:
        answer = Response(exports.as_xlsx(rows), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return answer
