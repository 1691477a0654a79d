"""Writing a letter to participants: from nothing, from a text that is ready, or to those picked in a list."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.files.errors import FileCannotBeKept
from politiker.policy import Permission
from politiker.registrations.mailings import actions, queries, whom
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.models import LONGEST_SUBJECT, LONGEST_TEXT, MOST_FILES, Audience, Mailing
from politiker.registrations.mailings.ready_made import ReadyMade, ready_made
from politiker.registrations.models import Participant
from politiker.web.access import Access, open_to
from politiker.web.files.door import takes_files
from politiker.web.files.uploading import TakeOffField, UploadsField
from politiker.web.files.words import CANNOT_BE_KEPT
from politiker.web.forms import ChangingForm, answered_before, refuse, remember_answer
from politiker.web.mailings import words
from politiker.web.mailings.door import LETTER, LETTERS, blueprint, mailing_for
from politiker.web.organiser.door import Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, TextField, choices

LONGEST_LIST = 250_000  # characters of random names picked in a list


class LetterForm(ChangingForm):
    """Whom a letter is for and what it says."""

    audience = SelectField(_("Whom the letter is for"), validators=[InputRequired(_("Choose whom it is for."))])
    kind = SelectField(_("Only one kind of participants"), choices=choices({"": _("All kinds"), **words.KINDS}))
    subject = LineField(_("Subject"), longest=LONGEST_SUBJECT, required=_("Write a subject."))
    text = TextField(_("What the letter says"), longest=LONGEST_TEXT, required=_("Write what the letter says."))
    files = UploadsField(
        _("Files that go with it"), most=MOST_FILES,
        hint=_("At most 3 files, and 10 MB together. PDF, Office documents and pictures."), names_nobody=True,
    )  # fmt: skip
    take_off = TakeOffField()
    picked = HiddenField()

    def draft(self, picked: list[int]) -> Draft:
        """What was written, as the actions want it."""
        return Draft(
            subject=self.subject.data,
            text=self.text.data,
            audience=Audience(self.audience.data),
            kind=Participant(self.kind.data) if self.kind.data else None,
            picked=tuple(picked),
        )


def _offer(form: LetterForm, event_id: int, picked: int) -> None:
    """The audiences one may choose between, with how many each has now."""
    counts = queries.audience_counts(event_id) | ({Audience.PICKED: picked} if picked else {})
    form.audience.choices = choices(
        {
            audience.value: f"{name} ({danish.number(counts[audience])})"
            for audience, name in words.AUDIENCES.items()
            if audience in counts
        }
    )


@blueprint.route(f"{LETTERS}/nyt", methods=["GET", "POST"])
@open_to(Access.STAFF)
@takes_files
def write(event_id: int) -> Page:
    """A new letter; `tekst` in the address names a text to begin with, `til` an audience."""
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    form = LetterForm(**_begun())
    picked = whom.picked_ids(event_id, (form.picked.data or "")[:LONGEST_LIST].split())
    _offer(form, event_id, len(picked))
    if form.validate_on_submit():
        if earlier := answered_before(form):
            return redirect(earlier, 303)
        event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
        try:
            mailing = actions.write_mailing(event, form.draft(picked), form.files.clean, by=g.actor, now=g.now)
        except RuleBroken as rule:
            _refuse(form, rule)
        else:
            there = url_for("mailings.show", event_id=event_id, mailing_id=mailing.id)
            remember_answer(form, there)
            db.session.commit()
            return redirect(there, 303)
    return _page(event_id, form, None)


@blueprint.post(f"{LETTERS}/valgte")
@open_to(Access.STAFF)
def write_to_picked(event_id: int) -> Page:
    """A new letter to those whose random names (`uid`) came from a list of participants; nothing is kept yet."""
    event_for(Permission.MAIL_PARTICIPANTS, event_id)
    check = ChangingForm()
    if not check.validate_on_submit():
        abort(400)
    uids = request.form.getlist("uid")[: whom.MOST_PICKED]
    picked = whom.picked_ids(event_id, uids)
    form = LetterForm(formdata=None, audience=Audience.PICKED.value, picked=" ".join(uids) if picked else "")
    _offer(form, event_id, len(picked))
    if not picked:
        form.audience.data = Audience.CERTAIN.value
    return _page(event_id, form, None, status=200)


@blueprint.route(f"{LETTER}/ret", methods=["GET", "POST"])
@open_to(Access.STAFF)
@takes_files
def rewrite(event_id: int, mailing_id: int) -> Page:
    """Change a draft."""
    event, mailing = mailing_for(event_id, mailing_id)
    there = url_for("mailings.show", event_id=event_id, mailing_id=mailing_id)
    if mailing.is_sent or mailing.days_before is not None:
        return redirect(there, 303)
    form = LetterForm(
        audience=mailing.audience.value, kind=mailing.kind.value if mailing.kind else "", subject=mailing.subject,
        text=mailing.text,
    )  # fmt: skip
    _offer(form, event_id, len(mailing.picked))
    form.take_off.choices = choices({file.uid: file.name for file in queries.files_of(mailing_id)})
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        event, mailing = mailing_for(event_id, mailing_id)
        try:
            actions.rewrite_mailing(
                mailing, event, form.draft([]), form.files.clean, without=form.take_off.data or [], by=g.actor,
                now=g.now,
            )  # fmt: skip
        except RuleBroken as rule:
            _refuse(form, rule)
        else:
            db.session.commit()
            return redirect(there, 303)
    return _page(event_id, form, mailing_id)


def _begun() -> dict[str, Any]:
    """What stands in a new letter before anything is written."""
    begun: dict[str, Any] = {"audience": request.args.get("til") or Audience.CERTAIN.value}
    text = request.args.get("tekst", "")
    if text in set(ReadyMade):
        begun["subject"], begun["text"] = ready_made(ReadyMade(text))
    return begun


def _refuse(form: LetterForm, rule: RuleBroken) -> None:
    """Say why, beside the field where it can be put right."""
    sentence = CANNOT_BE_KEPT if isinstance(rule, FileCannotBeKept) else words.words_for(rule)
    if sentence is None:
        raise rule
    refuse(form, sentence)


def _page(event_id: int, form: LetterForm, mailing_id: int | None, *, status: int | None = None) -> Page:
    if form.is_submitted():
        let_go()
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    mailing: Mailing | None = queries.mailing_of(event_id, mailing_id) if mailing_id is not None else None
    return render_template(
        "mailings/write.html",
        form=form,
        event=event,
        mailing=mailing,
        placeholders=words.PLACEHOLDERS,
        ready_made=[
            (name, url_for("mailings.write", event_id=event_id, tekst=which.value))
            for which, name in words.READY_MADE.items()
        ],
        sections=sections(event, "mailings.overview"),
    ), status or (422 if form.is_submitted() else 200)


def people_in_words(count: int) -> str:
    """ "1 deltager", "37 deltagere"."""
    return ngettext("%(number)s participant", "%(number)s participants", count, number=danish.number(count))
