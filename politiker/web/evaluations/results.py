"""What came of an evaluation: as bars with a table, and as a file with the same numbers."""

from collections.abc import Iterator

from flask import abort, g, render_template
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.evaluations.models import QuestionKind
from politiker.evaluations.results import Results, ResultsOf, read_results
from politiker.events.models import Event
from politiker.policy import Permission, can
from politiker.registrations.participants.exports import as_csv, as_xlsx
from politiker.web.access import Access, open_to
from politiker.web.evaluations import words
from politiker.web.evaluations.door import blueprint
from politiker.web.organiser.door import EVENT, sections

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(f"{EVENT}/evaluering/resultater")
@open_to(Access.STAFF)
def results(event_id: int) -> str:
    """What did guests think of it?"""
    event, found = _results(event_id)
    return render_template(
        "evaluations/results.html",
        event=event,
        found=found,
        words=words,
        kinds=QuestionKind,
        sections=sections(event, "evaluations.results"),
    )


@blueprint.get(f"{EVENT}/evaluering/resultater.csv")
@open_to(Access.STAFF)
def results_as_csv(event_id: int) -> Response:
    """The same as CSV, once there is something to show."""
    event, found = _results(event_id)
    return _file("".join(as_csv(_rows(found))), "text/csv; charset=utf-8", event, "csv")


@blueprint.get(f"{EVENT}/evaluering/resultater.xlsx")
@open_to(Access.STAFF)
def results_as_xlsx(event_id: int) -> Response:
    """The same as a spreadsheet."""
    event, found = _results(event_id)
    return _file(as_xlsx(_rows(found), sheet_name=_("Evaluation")), XLSX, event, "xlsx")


def _results(event_id: int) -> tuple[Event, Results]:
    event = db.session.get(Event, event_id)
    if event is None or not can(g.actor, Permission.SEE_STATISTICS, ResultsOf(event_id)):
        abort(404)
    return event, read_results(event, by=g.actor)


def _rows(found: Results) -> Iterator[list[str | int]]:
    yield [_("Question"), _("Group"), _("Answer"), _("How many"), _("Average")]
    for question in found.questions:
        for answer, count in question.counts:
            yield [question.text, "", answer, count, ""]
        if question.mean:
            yield [question.text, "", _("All"), question.answers, question.mean]
        for dimension, cuts in question.cuts:
            for cut in cuts:
                name = f"{words.DIMENSIONS[dimension]}: {words.group_name(cut.group)}"
                yield [question.text, name, _("All"), cut.answers, cut.mean]
        for text in question.texts:
            yield [question.text, "", text, "", ""]


def _file(content: str | bytes, media_type: str, event: Event, ending: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="evaluering-{danish.slug(event.title)}.{ending}"'
    return answer
