"""One report: the post it is about and nothing else, and what a moderator decides."""

from flask import abort, g, render_template, url_for

from politiker.core import database
from politiker.core.database import db
from politiker.discussions.confidential import reporting as sealed
from politiker.discussions.moderation import removal, reporting, sealed_reports
from politiker.discussions.moderation.keeping import OnePost, post_as_met
from politiker.discussions.moderation.models import Reason, Report
from politiker.discussions.threads import attachments
from politiker.people.models import Municipality, Person
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.moderation import words
from politiker.web.moderation.door import NUMBER, Page, PressForm, ReasonForm, apart, blueprint, carry_out, said
from politiker.web.threads.faces import DUTIES

REPORT = f"/moderation/rapport/<{NUMBER}:report_id>"


@blueprint.get(REPORT)
@open_to(Access.STAFF)
def show_report(report_id: int) -> Page:
    """The one post that was reported, whatever room it stands in. Opening one of a closed room is noted."""
    report = _report_or_404(report_id)
    one = _post_of(report)
    if one is None or not one.room.is_open:
        with database.writing():
            reporting.read_report(_report_or_404(report_id), by=g.actor, now=g.now)
            db.session.commit()
    return _page(report_id)


@blueprint.post(f"{REPORT}/lad-staa")
@open_to(Access.STAFF)
def keep_post(report_id: int) -> Page:
    """Let a reported post stand."""
    report = _report_or_404(report_id)
    form = PressForm()

    def act() -> str:
        kept_by = reporting if report.sealed_post_id is None else sealed_reports
        kept_by.keep_post(report, by=g.actor, now=g.now)
        return url_for("moderation.desk", besked="rapport-besvaret")

    return carry_out(form, act, lambda: (_page(report_id, wrong=form), 422))


@blueprint.post(f"{REPORT}/fjern")
@open_to(Access.STAFF)
def take_away(report_id: int) -> Page:
    """Take the reported post of a confidential room away for good."""
    report = _report_or_404(report_id)
    if report.sealed_post_id is None:
        abort(404)
    form = ReasonForm(reasons=words.SEALED_REASONS)

    def act() -> str:
        sealed_reports.take_away(report, Reason(form.reason.data), by=g.actor, now=g.now)
        return url_for("moderation.desk", besked="rapport-besvaret")

    return carry_out(form, act, lambda: (_page(report_id, wrong=form), 422))


def _report_or_404(report_id: int) -> Report:
    """A report, for a moderator; for everybody else there is none."""
    report = db.session.get(Report, report_id) if can(g.actor, Permission.SEE_REPORTS) else None
    if report is None:
        abort(404)
    return report


def _post_of(report: Report) -> OnePost | None:
    """The post of a report; None when it stands in a confidential room."""
    if report.post_id is None:
        return None
    one = post_as_met(report.post_id, by=g.actor, now=g.now)
    if one is None:
        abort(404)
    return one


def _page(report_id: int, wrong: ChangingForm | None = None) -> str:
    report = _report_or_404(report_id)
    one = _post_of(report)
    facts = _facts(one) if one is not None else _sealed_facts(report)
    reasons = words.REASONS if one is not None else words.SEALED_REASONS
    hide = (
        wrong
        if isinstance(wrong, ReasonForm)
        else ReasonForm(formdata=None, reasons=reasons, reason=report.reason.value)
    )
    return render_template(
        "moderation/show_report.html",
        report=report,
        duties=DUTIES,
        reasons=words.REASONS,
        hide=apart(hide, "hide"),
        press=lambda: PressForm(formdata=None),
        wrong=wrong,
        **facts,
    )


def _facts(one: OnePost) -> dict[str, object]:
    place = one.post.municipality_id
    return {
        "post": one.post,
        "is_open": one.room.is_open,
        "is_sealed": False,
        "name": db.session.get_one(Person, one.post.author_id).name,
        "duty": one.post.duty,
        "municipality": db.session.get_one(Municipality, place).name if place is not None else None,
        "html": said(one.post.html) if one.post.deleted_at is None else None,
        "is_hidden": one.post.hidden_at is not None,
        "is_own": one.post.author_id == g.actor.person_id,
        "waits": removal.open_removal(one.post.id) is not None,
        "files": attachments.files_of([one.post.id]).get(one.post.id, []) if one.post.deleted_at is None else [],
    }


def _sealed_facts(report: Report) -> dict[str, object]:
    """Of a confidential room there is the one post until it is decided, and who spoke by the name they chose there."""
    post = sealed.shown_to_moderator(report, by=g.actor) if report.decided_at is None else None
    is_there = post is not None and not post.is_gone
    voice = (post.voice or {}) if post is not None else {}
    return {
        "post": None, "is_open": False, "is_sealed": True, "name": voice.get("name") or voice.get("alias") or "",
        "duty": None, "municipality": None, "html": said(post.html) if post is not None and is_there else None,
        "is_hidden": not is_there, "is_own": is_there and sealed.is_own(report, by=g.actor), "waits": False,
        "files": [],
    }  # fmt: skip
