"""The day's work on one page: what needs a hand, and what has been done and can be undone."""

from typing import Any

from flask import abort, g, render_template, request, url_for
from markupsafe import Markup
from wtforms import RadioField
from wtforms.validators import InputRequired

from politiker.core import markdown
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.moderation import removal
from politiker.discussions.moderation.desk import SHOWN, Desk
from politiker.discussions.moderation.desk import desk as the_desk
from politiker.discussions.moderation.models import Removal, Undo
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import (
    NUMBER,
    Page,
    PressForm,
    ReasonForm,
    apart,
    blueprint,
    carry_out,
    post_path,
    said,
)
from politiker.web.organiser.fields import choices
from politiker.web.threads.door import path_of
from politiker.web.threads.faces import DUTIES


class AnswerForm(ChangingForm):
    """Whether the second moderator agrees."""

    answer = RadioField(
        _("Do you agree that it should be hidden?"),
        [InputRequired(_("Choose whether you agree."))],
        choices=choices({"yes": _("Yes, hide it"), "no": _("No, let it stand")}),
    )


@blueprint.get("/moderation")
@open_to(Access.MEMBER, sensitive=True)
def desk() -> Page:
    """What needs a hand today?"""
    found = the_desk(g.actor, now=g.now, after=_after())
    if found is None:
        abort(404)
    return _page(found)


def _after() -> int:
    """Which report the page before ended with; anything else is the first page."""
    text = request.args.get("efter", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _shown(one: Any) -> Markup:
    """What a post says, or as much of a long one as tells what it is about."""
    if one.html is not None:
        return said(one.html)
    beginning = one.beginning
    cut = beginning.rfind(" ", SHOWN - 100)
    return said(markdown.render(f"{beginning[: cut if cut > 0 else SHOWN].rstrip()} …"))


def _page(found: Desk, answer: AnswerForm | None = None, answered_id: int | None = None) -> str:
    return render_template(
        "moderation/desk.html",
        desk=found,
        me_id=g.actor.person_id,
        is_moderator=can(g.actor, Permission.SEE_REPORTS),
        wrong=answer,
        reasons=words.REASONS,
        duties=DUTIES,
        hide_forms={
            reports[0].id: apart(ReasonForm(formdata=None, reason=reports[0].reason.value), reports[0].id)
            for reports in found.reports
        },
        answers={
            one.id: answer if one.id == answered_id and answer else apart(AnswerForm(formdata=None), f"r{one.id}")
            for one in found.removals
        },
        press=lambda: PressForm(formdata=None),
        undo_forms={
            n: apart(ReasonForm(formdata=None, reasons=words.UNDONE, reason=Undo.SETTLED.value), f"u{n}")
            for n, line in enumerate(found.to_undo)
            if line.kind in {"silence", "block"}
        },
        shown=_shown,
        next_url=url_for(".desk", efter=found.next_reports, _anchor="rapporter") if found.next_reports else None,
        first_url=url_for(".desk") if _after() else None,
        path_of=path_of,
        post_path=post_path,
    )


@blueprint.post(f"/moderation/fjernelse/<{NUMBER}:removal_id>")
@open_to(Access.STAFF)
def answer_removal(removal_id: int) -> Page:
    """The second moderator agrees that a post is political campaigning, or does not."""
    if not can(g.actor, Permission.SEE_REPORTS):
        abort(404)
    wish = db.session.get(Removal, removal_id)
    if wish is None:
        abort(404)
    form = apart(AnswerForm(), f"r{removal_id}")

    def act() -> str:
        if form.answer.data == "yes":
            removal.confirm(wish, by=g.actor, now=g.now)
            return url_for("moderation.desk", besked="indlaeg-skjult")
        removal.refuse(wish, by=g.actor, now=g.now)
        return url_for("moderation.desk", besked="rapport-besvaret")

    def again() -> Page:
        found = the_desk(g.actor, now=g.now)
        assert found is not None  # a moderator has a desk
        return _page(found, form, removal_id), 422

    return carry_out(form, act, again)
