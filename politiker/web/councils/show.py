"""A council: who sits, who is away, who comes and who has left. And all 98, for administrators."""

from flask import abort, g, render_template

from politiker.people.councils import queries
from politiker.people.models import Mandate
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.councils.changes import KINDS, AnswerForm
from politiker.web.councils.door import COUNCIL, Page, blueprint, council_for, duty_words


@blueprint.get("/raad")
@open_to(Access.STAFF)
def every_council() -> str:
    """Which council?"""
    if not can(g.actor, Permission.PROLONG_MANDATES):
        abort(404)
    return render_template("councils/every_council.html", councils=queries.councils(now=g.now))


@blueprint.get(COUNCIL)
@open_to(Access.MEMBER, sensitive=True)
def show(code: str) -> Page:
    """Who sits in this council, and what waits for an answer?"""
    return council_page(code)


def council_page(code: str, refused: str = "") -> Page:
    """The council, with a sentence at the top when something could not be done."""
    place = council_for(code)
    council = queries.council(place.id, now=g.now)
    changes = {kind.change: kind for kind in KINDS}
    return render_template(
        "councils/show.html",
        place=place,
        council=council,
        standings={mandate.id: _standing(mandate) for mandate in (*council.sitting, *council.on_leave)},
        leaves={mandate.id: queries.leave_of(mandate, g.now) for mandate in council.on_leave},
        substitutes=queries.substitutes_of([mandate.id for mandate in council.on_leave]),
        reports=[(row, changes[row.MandateReport.change], *_answers()) for row in queries.open_reports(place.id)],
        prolongation=queries.open_prolongation(place.id, now=g.now),
        refused=refused,
    ), 422 if refused else 200


def _answers() -> tuple[AnswerForm, AnswerForm]:
    yes, no = (AnswerForm(formdata=None, answer=answer) for answer in ("confirm", "refuse"))
    return yes, no


def _standing(mandate: Mandate) -> str:
    return "; ".join(filter(None, (duty_words(duty) for duty in queries.running(mandate.duties, g.now))))
