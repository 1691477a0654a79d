"""What organisers do with wishes: see what is asked for, answer, put wishes together, make an event of one."""

from datetime import UTC, datetime
from typing import Any

from flask import g, redirect, render_template, url_for
from wtforms import SelectField
from wtforms.validators import DataRequired

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.details import EventDetails
from politiker.events.models import Kind
from politiker.people.queries import email_of
from politiker.web.access import Access, open_to
from politiker.web.events.words import ROLES, TOPICS
from politiker.web.forms import ChangingForm, answered_before, refuse, remember_answer
from politiker.web.organiser.door import let_go
from politiker.web.organiser.fields import ClockField, DayField, NumberField, TextField, choices
from politiker.web.wishes.door import DESK, Page, blueprint, how_many, organiser_or_404, page_asked_for, wish_or_404
from politiker.wishes import actions, queries
from politiker.wishes.models import FEW, Wish

REFUSALS = {
    actions.WishIsOver: _("The wish was taken back, or is part of another now."),
    actions.SameWish: _("Choose another wish to put it together with."),
    actions.HasAnEvent: _("An event was made of the wish already."),
}


class AnswerForm(ChangingForm):
    """What comes of a wish, for all councillors to read."""

    answer = TextField(_("Your answer"), longest=1000, required=_("Write an answer."))


class MergeForm(ChangingForm):
    """Which wish it becomes a part of."""

    into = SelectField(_("The wish it becomes part of"), validators=[DataRequired(_("Choose a wish."))])


class EventForm(ChangingForm):
    """When, and how many; the rest is written in the draft."""

    day = DayField(_("Date"), required=_("Write a date."))
    begins = ClockField(_("Begins"), required=_("Write when it begins."))
    ends = ClockField(_("Ends"), required=_("Write when it ends."))
    capacity = NumberField(_("Seats"), least=1, most=10_000, required=_("Write how many seats there are."))


@blueprint.get(DESK)
@open_to(Access.STAFF)
def demand() -> Page:
    """What is asked for: by subject, role and region in numbers of five and more, and wish by wish."""
    organiser_or_404()
    page = page_asked_for()
    rows = queries.for_organiser(page=page)
    asked = queries.demand(now=g.now)
    return render_template(
        "wishes/demand.html",
        place="organiser",
        wishes=[(row, TOPICS[row.topic], how_many(row.supports)) for row in rows[: queries.PAGE]],
        tables=[
            (_("Policy area"), _enough(asked["topics"], TOPICS)),
            (_("For whom?"), _enough(asked["roles"], ROLES)),
            (_("Region"), _enough(asked["regions"], {})),
        ],
        few=FEW,
        next_url=url_for("wishes.demand", side=page + 1) if len(rows) > queries.PAGE else None,
        earlier_url=url_for("wishes.demand", side=page - 1) if page > 1 else None,
    )


def _enough(rows: list[tuple[Any, int]], names: dict[Any, str]) -> list[tuple[str, int]]:
    """The rows that may be told. Nobody is in one of them alone, so none can be found by what is left out."""
    return [(names.get(kind, kind), many) for kind, many in rows if many >= FEW]


@blueprint.get(f"{DESK}/<uid>")
@open_to(Access.STAFF)
def wish(uid: str) -> Page:
    """One wish, and what can be done with it."""
    organiser_or_404()
    return _page(wish_or_404(uid))


def _page(one: Wish, refused: ChangingForm | None = None) -> Page:
    forms: dict[str, ChangingForm] = {
        "answer": AnswerForm(formdata=None, answer=one.answer),
        "merge": _merge_form(one, formdata=None),
        "event": EventForm(formdata=None, capacity=25),
    }
    for name, form in forms.items():
        if refused is not None and type(form) is type(refused):
            forms[name] = refused
    return render_template(
        "wishes/wish.html",
        place="organiser",
        wish=one,
        topic=TOPICS[one.topic],
        role=ROLES[one.role],
        how_many=how_many(one.supports),
        forms=forms,
        refused=refused,
        can_merge=len(forms["merge"].into.choices) > 1 and one.event_id is None,
        event_url=url_for("organiser.edit", event_id=one.event_id) if one.event_id is not None else None,
    ), 422 if refused is not None else 200


def _merge_form(one: Wish, **more: Any) -> MergeForm:
    form = MergeForm(**more)
    form.into.choices = choices(
        {"": _("Choose a wish"), **{row.uid: row.title for row in queries.others_than(one.uid)}}
    )
    return form


@blueprint.post(f"{DESK}/<uid>/svar")
@open_to(Access.STAFF)
def answer(uid: str) -> Page:
    """Say what comes of a wish; those who want it are written to."""
    organiser_or_404()
    one, form = wish_or_404(uid), AnswerForm()
    there = url_for("wishes.wish", uid=uid, besked="besvaret")
    return _carried_out(form, one, lambda: actions.answer(one, form.answer.data, by=g.actor, now=g.now), there)


@blueprint.post(f"{DESK}/<uid>/saml")
@open_to(Access.STAFF)
def merge(uid: str) -> Page:
    """Make a wish part of another."""
    organiser_or_404()
    one = wish_or_404(uid)
    form = _merge_form(one)
    there = url_for("wishes.demand", besked="gemt")
    return _carried_out(
        form, one, lambda: actions.merge(one, wish_or_404(form.into.data), by=g.actor, now=g.now), there
    )


@blueprint.post(f"{DESK}/<uid>/arrangement")
@open_to(Access.STAFF)
def make_event(uid: str) -> Page:
    """A draft of what was wished for, to write on in."""
    organiser_or_404()
    one, form = wish_or_404(uid), EventForm()
    if not form.validate_on_submit():
        let_go()
        return _page(wish_or_404(uid), form)
    starts_at, ends_at = (_moment(form, clock) for clock in (form.begins, form.ends))
    if ends_at <= starts_at or starts_at <= g.now:
        form.ends.errors = [_("The event must begin later than now, and end after it begins.")]
        let_go()
        return _page(wish_or_404(uid), form)
    details = EventDetails(
        title=one.title, kind=Kind.SEMINAR, summary=one.title, description=one.why, starts_at=starts_at,
        ends_at=ends_at, capacity=form.capacity.data, contact_name=g.signed_in.name,
        contact_email=email_of(g.actor.person_id), topics=(one.topic,), roles=(one.role,),
    )  # fmt: skip

    def act() -> str:
        event = actions.make_event(one, details, by=g.actor, now=g.now)
        return url_for("organiser.edit", event_id=event.id, besked="gemt")

    return _carried_out(form, one, act, None)


def _moment(form: EventForm, clock: ClockField) -> datetime:
    naive = datetime.combine(form.day.data, clock.data, danish.COPENHAGEN)
    return naive.astimezone(UTC)


def _carried_out(form: ChangingForm, one: Wish, act: Any, there: str | None) -> Page:
    uid = one.uid
    if not form.validate_on_submit():
        let_go()
        return _page(wish_or_404(uid), form)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        made = act()
    except tuple(REFUSALS) as error:
        refuse(form, REFUSALS[type(error)])
        let_go()
        return _page(wish_or_404(uid), form)
    except RuleBroken:
        db.session.rollback()
        raise
    if there is None:
        there = str(made)
        remember_answer(form, there)
    db.session.commit()
    return redirect(there, 303)
