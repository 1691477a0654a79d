"""One member of a council, and what has happened to the mandate."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import SelectField
from wtforms.validators import InputRequired

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, clean_email
from politiker.core.words import gettext as _
from politiker.people.councils import errors, mandates, queries
from politiker.people.councils.models import Change
from politiker.people.models import Duty, Mandate, MandateDuty, Person
from politiker.people.queries import by_email
from politiker.web.access import Access, open_to
from politiker.web.councils.changes import BY_SLUG, ChangeForm, Kind, form_for, moments, possible, put_right
from politiker.web.councils.door import (
    COUNCIL,
    DUTIES,
    Page,
    beginning,
    blueprint,
    council_for,
    last_day,
    let_go,
    member_of,
)
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.fields import DayField, LineField, choices

MEMBER = f"{COUNCIL}/<uid>"
GIVEN = {duty: words for duty, words in DUTIES.items() if duty not in mandates.GIVEN_BY_ACTS}


class DutyForm(ChangingForm):
    """What somebody does in the council, and from when."""

    duty = SelectField(
        _("Duty"),
        choices=choices({"": _("Choose a duty")} | GIVEN),
        validators=[InputRequired(_("Choose a duty."))],
    )
    committee = LineField(_("Committee"), longest=120)
    starts_on = DayField(_("First day"), required=_("Write the date."))


class EndDutyForm(ChangingForm):
    """One press: from now on no longer."""


@blueprint.get(MEMBER)
@open_to(Access.MEMBER, sensitive=True)
def member(code: str, uid: str) -> Page:
    """What has happened to this member's mandate?"""
    place = council_for(code)
    found = member_of(place, uid)
    running = _running(found)
    duties = queries.running(running.duties, g.now) if running else []
    return render_template(
        "councils/member.html",
        place=place,
        person=found[0].person,
        found=found,
        running=running,
        leave=queries.next_leave_of(running, g.now) if running else None,
        substitutes=queries.substitutes_of([mandate.id for mandate in found]),
        duties=[(duty, EndDutyForm(formdata=None)) for duty in duties if duty.duty in GIVEN and duty.ends_at is None],
        kinds=possible(running) if running else [],
    )


@blueprint.route(f"{MEMBER}/<what>", methods=["GET", "POST"])
@open_to(Access.MEMBER, sensitive=True)
def change(code: str, uid: str, what: str) -> Page:
    """Note one change of a mandate."""
    place = council_for(code)
    found, kind = member_of(place, uid), BY_SLUG.get(what)
    mandate = _running(found)
    if kind is None or mandate is None:
        abort(404)
    form = form_for(kind, mandate, with_substitute=True)
    if form.validate_on_submit():
        there = url_for("councils.member", code=code, uid=uid, besked="mandat")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            _act(kind, mandate, form)
        except RuleBroken as rule:
            put_right(form, rule)
        else:
            if not form.errors:
                db.session.commit()
                return redirect(there, 303)
    if form.is_submitted():
        let_go()
        place, mandate = council_for(code), _running(member_of(council_for(code), uid))
        if mandate is None:
            abort(404)
    page = render_template(
        "councils/change.html", form=form, kind=kind, place=place, person=mandate.person, mandate=mandate
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route(f"{MEMBER}/hverv", methods=["GET", "POST"])
@open_to(Access.MEMBER, sensitive=True)
def duty(code: str, uid: str) -> Page:
    """Note what a member does in the council from a day on."""
    place = council_for(code)
    mandate = _running(member_of(place, uid))
    if mandate is None:
        abort(404)
    form = DutyForm()
    if form.validate_on_submit():
        there = url_for("councils.member", code=code, uid=uid, besked="mandat")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        chosen, committee = Duty(form.duty.data), form.committee.data
        begins = beginning(form.starts_on.data)
        try:
            mandates.give_duty(
                mandate,
                chosen,
                committee if chosen is Duty.COMMITTEE_CHAIR else None,
                at=begins,
                by=g.actor,
                now=g.now,
            )
        except errors.CommitteeIsMissing:
            form.committee.errors = [_("Write which committee.")]
        except errors.MomentIsOutsideMandate as rule:
            ends = last_day(rule.facts["ends_at"])
            form.starts_on.errors = [_("Choose a day before the mandate ends on %(day)s.", day=ends)]
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        place, mandate = council_for(code), _running(member_of(council_for(code), uid))
        if mandate is None:
            abort(404)
    page = render_template("councils/duty.html", form=form, place=place, person=mandate.person)
    return page, 422 if form.is_submitted() else 200


@blueprint.post(f"{MEMBER}/hverv/<int(max=2147483647):duty_id>/slut")
@open_to(Access.MEMBER, sensitive=True)
def end_duty(code: str, uid: str, duty_id: int) -> Page:
    """From now on a member does this no longer."""
    mandate = _running(member_of(council_for(code), uid))
    held = db.session.get(MandateDuty, duty_id)
    if mandate is None or held is None or held.mandate_id != mandate.id or held.duty not in GIVEN:
        abort(404)
    form, there = EndDutyForm(), url_for("councils.member", code=code, uid=uid, besked="mandat")
    if not form.validate():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    if held.ends_at is None:
        mandates.end_duty(mandate, held, at=g.now, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


def _running(found: list[Mandate]) -> Mandate | None:
    return next((mandate for mandate in found if queries.runs(mandate, g.now)), None)


def _act(kind: Kind, mandate: Mandate, form: ChangeForm) -> None:
    said: dict[str, Any] = moments(kind, form)
    starts_at, by = said["starts_at"], {"by": g.actor, "now": g.now}
    match kind.change:
        case Change.LEAVE:
            stands_in = _substitute(form)
            if not form.errors:
                mandates.begin_leave(mandate, starts_at=starts_at, until=said["until"], substitute=stands_in, **by)
        case Change.RETURN:
            mandates.end_leave(mandate, at=starts_at, **by)
        case Change.CHANGE_OF_LIST:
            mandates.change_list(mandate, int(form.party.data), at=starts_at, **by)
        case Change.RESIGNATION:
            mandates.resign(mandate, at=starts_at, **by)
        case Change.MOVED_AWAY:
            mandates.moved_away(mandate, at=starts_at, **by)


def _substitute(form: ChangeForm) -> Person | None:
    if not form.substitute.data:
        return None
    person: Person | None
    try:
        person = by_email(clean_email(form.substitute.data).key)
    except EmailRefused:
        person = None
    if person is None:
        form.substitute.errors = [_("Nobody here has this e-mail. Invite the substitute first, then note the leave.")]
    return person
