"""Which reminders an event sends, and one of its own."""

from flask import g, redirect, render_template, url_for
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.policy import Permission
from politiker.registrations.mailings import reminding
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.models import LONGEST_BEFORE, LONGEST_SUBJECT, LONGEST_TEXT
from politiker.registrations.reminders import REMINDERS
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.mailings import words
from politiker.web.mailings.door import blueprint
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, NumberField, TextField, choices


class RemindersForm(ChangingForm):
    """The reminders of the house, and one of one's own: without a number of days there is none."""

    kept = SelectMultipleField(
        _("Reminders that go out by themselves"), coerce=int,
        choices=choices({days: _("%(days)s days before", days=days) for days in REMINDERS}),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_("They go to everybody with a seat who wants to be reminded."),
    )  # fmt: skip
    days = NumberField(
        _("Days before the event"), least=1, most=LONGEST_BEFORE,
        description=_("Leave it empty for no reminder of your own."),
    )  # fmt: skip
    subject = LineField(_("Subject"), longest=LONGEST_SUBJECT)
    text = TextField(_("What the letter says"), longest=LONGEST_TEXT)

    def validate(self, extra_validators: object = None) -> bool:
        """A reminder of one's own needs its words."""
        is_right = super().validate(extra_validators)
        if self.days.data is None or not is_right:
            return is_right
        for field, sentence in (
            (self.subject, _("Write a subject.")),
            (self.text, _("Write what the letter says.")),
        ):
            if not field.data:
                field.errors = [*field.errors, sentence]
                is_right = False
        return is_right

    def own(self) -> Draft | None:
        """One's own reminder, as the actions want it."""
        if self.days.data is None:
            return None
        return Draft(subject=self.subject.data, text=self.text.data, days_before=self.days.data)


@blueprint.route(f"{EVENT}/paamindelser", methods=["GET", "POST"])
@open_to(Access.STAFF)
def reminders(event_id: int) -> Page:
    """Keep or leave out the reminders of the house, and write one of one's own."""
    event = event_for(Permission.MAIL_PARTICIPANTS, event_id)
    existing = reminding.own_reminder(event_id)
    form = RemindersForm(
        kept=reminding.kept_reminders(event_id),
        days=existing.days_before if existing else None,
        subject=existing.subject if existing else "",
        text=existing.text if existing else "",
    )
    there = url_for("mailings.reminders", event_id=event_id, besked="paamindelser")
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            reminding.shape_reminders(event, kept=form.kept.data or [], own=form.own(), by=g.actor, now=g.now)
        except RuleBroken as rule:
            if (sentence := words.words_for(rule)) is None:
                raise
            refuse(form, sentence)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event, existing = event_for(Permission.MAIL_PARTICIPANTS, event_id), reminding.own_reminder(event_id)
    return render_template(
        "mailings/reminders.html",
        form=form,
        event=event,
        sent=existing if existing is not None and existing.is_sent else None,
        placeholders=words.PLACEHOLDERS,
        sections=sections(event, "mailings.reminders"),
    ), 422 if form.is_submitted() else 200
