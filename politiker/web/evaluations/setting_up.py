"""What guests are asked and given when the event is over: set up by its organiser beforehand."""

from typing import Any

from flask import g, redirect, render_template, url_for
from wtforms import BooleanField, Form, FormField, RadioField, SelectField
from wtforms.meta import DefaultMeta

from politiker.core.database import db
from politiker.core.words import danish
from politiker.core.words import gettext as _
from politiker.evaluations.errors import EvaluationHasBegun
from politiker.evaluations.models import LONGEST_QUESTION, CertificateFor, Evaluation, QuestionKind
from politiker.evaluations.queries import of_event, questions_of
from politiker.evaluations.setting_up import MOST_QUESTIONS, USUAL_DAYS, Asked, Plan, decide_certificates, set_up
from politiker.policy import Permission
from politiker.web.access import Access, open_to
from politiker.web.evaluations import words
from politiker.web.evaluations.door import blueprint
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import LineField, NumberField, RowList, TextField, choices

EMPTY_ROWS, MOST_OPTIONS, LONGEST_OPTION, MOST_DAYS = 2, 10, 100, 60


class QuestionRow(Form):
    """One question. A row with neither words nor answers is no question."""

    class Meta(DefaultMeta):
        def get_translations(self, form: Any) -> Any:
            return danish()

    text = LineField(_("Question"), longest=LONGEST_QUESTION)
    kind = SelectField(_("How it is answered"), choices=choices(words.KINDS), default=QuestionKind.SCALE.value)
    options = TextField(_("Answers to choose between"), longest=1200)

    @property
    def is_empty(self) -> bool:
        return not (self.text.data or self.options.data or self.text.errors or self.options.errors)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if not is_right or self.is_empty:
            return is_right
        if not self.text.data:
            self.text.errors = [_("Write the question.")]
        given = self.answers
        if self.kind.data == QuestionKind.CHOICE.value and not (
            2 <= len(given) <= MOST_OPTIONS and len(set(given)) == len(given) and max(map(len, given)) <= LONGEST_OPTION
        ):
            self.options.errors = [
                _("Write from 2 to 10 different answers, one a line, each at most 100 characters long.")
            ]
        return not self.errors

    @property
    def answers(self) -> list[str]:
        return [line.strip() for line in (self.options.data or "").splitlines() if line.strip()]

    def asked(self) -> Asked:
        """The question as the room wants it."""
        kind = QuestionKind(self.kind.data)
        return Asked(kind, self.text.data, tuple(self.answers) if kind is QuestionKind.CHOICE else ())


class CertificateForm(ChangingForm):
    """Who gets a certificate, and which hours stand in it."""

    certificate_for = RadioField(
        _("Who can have a certificate of attendance?"),
        choices=choices(words.CERTIFICATES),
        default=CertificateFor.THERE.value,
    )
    certificate_hours = LineField(
        _("Hours in the certificate"),
        longest=60,
        description=_("For instance 14 hours. Left empty, the length of an event of one day is reckoned out."),
    )


class SettingUpForm(CertificateForm):
    """The whole of it."""

    questions = RowList(FormField(QuestionRow), _("Questions"), max_entries=MOST_QUESTIONS + EMPTY_ROWS)
    days_open = NumberField(
        _("Days to answer in"), least=1, most=MOST_DAYS, required=_("Write for how many days one can answer.")
    )
    asks_takeaway = BooleanField(
        _("Ask each guest what they take home"),
        description=_("It is sent back to them after 30 days and after a year. Only they can read it."),
    )

    def __init__(self, evaluation: Evaluation | None) -> None:
        super().__init__(data=_as_it_is(evaluation))
        if not self.is_submitted():
            for _row in range(EMPTY_ROWS):
                self.questions.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.rows = [entry.form for entry in self.questions if not entry.form.is_empty]
        if self.questions.has_too_many or len(self.rows) > MOST_QUESTIONS:
            self.form_errors.append(_("An evaluation has at most %(most)s questions.", most=MOST_QUESTIONS))
        return not self.errors

    def plan(self) -> Plan:
        """All of it as the room wants it."""
        return Plan(
            questions=tuple(row.asked() for row in self.rows),
            days_open=self.days_open.data,
            asks_takeaway=self.asks_takeaway.data,
            certificate_for=CertificateFor(self.certificate_for.data),
            certificate_hours=self.certificate_hours.data,
        )


def _as_it_is(evaluation: Evaluation | None) -> dict[str, Any]:
    """What is set up; before that, the ready-made questions."""
    if evaluation is None:
        return {"days_open": USUAL_DAYS, "asks_takeaway": True, "questions": [_row(q) for q in words.READY_MADE]}
    return {
        "days_open": evaluation.days_open,
        "asks_takeaway": evaluation.asks_takeaway,
        "questions": [
            _row(Asked(question.kind, question.text, tuple(question.options.splitlines())))
            for question in questions_of(evaluation)
        ],
    } | _certificate(evaluation)


def _row(asked: Asked) -> dict[str, str]:
    return {"text": asked.text, "kind": asked.kind.value, "options": "\n".join(asked.options)}


def _certificate(evaluation: Evaluation) -> dict[str, str]:
    return {
        "certificate_for": evaluation.certificate_for.value,
        "certificate_hours": evaluation.certificate_hours,
    }


@blueprint.route(f"{EVENT}/evaluering", methods=["GET", "POST"])
@open_to(Access.STAFF)
def edit(event_id: int) -> Page:
    """The questions until the event is over; after that they stand, and only the certificate can be changed."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    evaluation = of_event(event_id)
    has_begun = evaluation is not None and evaluation.opened_at is not None
    form: CertificateForm
    if has_begun and evaluation is not None:
        form = CertificateForm(data=_certificate(evaluation))
    else:
        form = SettingUpForm(evaluation)
    if form.validate_on_submit():
        there = url_for("evaluations.edit", event_id=event_id, besked="gemt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            if isinstance(form, SettingUpForm):
                set_up(event, form.plan(), by=g.actor, now=g.now)
            else:
                gives = CertificateFor(form.certificate_for.data)
                decide_certificates(event, gives, form.certificate_hours.data, by=g.actor, now=g.now)
        except EvaluationHasBegun:
            refuse(form, _("Guests are being asked now, so the questions can no longer be changed."))
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event, evaluation = event_for(Permission.EDIT_EVENT, event_id), of_event(event_id)
    return render_template(
        "evaluations/edit.html",
        form=form,
        event=event,
        evaluation=evaluation,
        has_begun=has_begun,
        questions=questions_of(evaluation) if has_begun else (),
        kinds=words.KINDS,
        sections=sections(event, "evaluations.edit"),
    ), 422 if form.is_submitted() else 200
