"""The organiser asks which of some dates fits: proposes, invites, sees the answers, and makes one the event's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.actions import EventIsPast
from politiker.events.date_polls import actions as dates
from politiker.events.date_polls import queries
from politiker.events.date_polls.models import MOST_DATES, MOST_INVITED, DatePoll, Reply
from politiker.events.models import Event
from politiker.events.planning.shifting import ProgrammeDoesNotFit
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.dates.clash_box import Words, clash_boxes
from politiker.web.dates.door import blueprint
from politiker.web.dates.poll_forms import AskForm, ChooseForm, ProposeForm
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, event_page, let_go, sections

POLL = f"{EVENT}/datoer"
REPLIES = {Reply.YES: _("Yes"), Reply.IF_NEED_BE: _("If need be"), Reply.NO: _("No")}
FEWEST_ROWS = 5


@dataclass(frozen=True)
class Column:
    """One date in the table, with what else happens then."""

    when: str
    count: queries.Count
    is_best: bool
    clashes: Words


def _seen_event(event_id: int) -> Event:
    """An event whose answers one may see: whoever edits it or handles its registrations."""
    event = db.session.get(Event, event_id)
    if event is None or not (can(g.actor, Permission.EDIT_EVENT, event) or _handles(event)):
        abort(404)
    return event


def _handles(event: Event) -> bool:
    return can(g.actor, Permission.SEE_REGISTRATIONS, event)


def _poll_or_404(event_id: int) -> DatePoll:
    found = queries.poll_of(event_id)
    if found is None:
        abort(404)
    return found


@blueprint.get(POLL)
@open_to(Access.STAFF)
def poll(event_id: int) -> Page:
    """The dates, what was answered, and what can be done now."""
    return _page(_seen_event(event_id))


@blueprint.post(f"{POLL}/foreslaa")
@open_to(Access.STAFF)
def propose(event_id: int) -> Page:
    """Put up the dates to ask about."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    form, there = ProposeForm(), url_for("dates.poll", event_id=event_id, besked="datoer", _anchor="spoerg")

    def act() -> None:
        dates.propose_dates(event, form.moments, by=g.actor, now=g.now)

    return _done(form, act, there) or _again(event_id, propose=form)


@blueprint.post(f"{POLL}/spoerg")
@open_to(Access.STAFF)
def ask(event_id: int) -> Page:
    """Ask people which dates they can come."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    found = _poll_or_404(event_id)
    form, there = AskForm(), url_for("dates.poll", event_id=event_id, besked="dato-spurgt")

    def act() -> None:
        if people := form.people():
            dates.ask_about_dates(found, event, people, by=g.actor, now=g.now)

    return _done(form, act, there) or _again(event_id, ask=form)


@blueprint.post(f"{POLL}/vaelg")
@open_to(Access.STAFF)
def choose(event_id: int) -> Page:
    """Make a date the event's, and publish it if that is wanted."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    found = _poll_or_404(event_id)
    form, there = _choose_form(found), url_for("organiser.publish", event_id=event_id, besked="dato-valgt")
    if form.publish.data:
        there = event_page(event.id, event.title, besked="dato-udgivet")

    def act() -> None:
        dates.choose_date(event, form.date.data, publish=form.publish.data, by=g.actor, now=g.now)

    return _done(form, act, there) or _again(event_id, choose=form)


def _done(form: ChangingForm, act: Callable[[], None], there: str) -> Page | None:
    """What a form asks for is done, and on; None when it is refused, with the reason in the form."""
    if not form.validate_on_submit():
        return None
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        act()
    except RuleBroken as rule:
        refuse(form, _sentence(rule))
    if form.errors:
        return None
    db.session.commit()
    return redirect(there, 303)


def _again(event_id: int, **refused: Any) -> Page:
    """The page with the form that was refused as it was filled in."""
    let_go()
    return _page(event_for(Permission.EDIT_EVENT, event_id), **refused)


def _choose_form(found: DatePoll, **more: Any) -> ChooseForm:
    form = ChooseForm(**more)
    form.date.choices = [SelectChoice(option.id, _when(option)) for option in queries.options_of(found.id)]
    return form


def _when(option: Any) -> str:
    return danish.when(option.starts_at, option.ends_at, danish.local(g.now).date())


def _sentence(rule: RuleBroken) -> str:
    match rule:
        case dates.EventHasItsDate():
            return _("Only the date of a draft can be asked about and chosen.")
        case dates.NoDates():
            return _("Write at least two different dates.")
        case dates.TooManyDates():
            return _("Ask about at most %(most)s dates.", most=MOST_DATES)
        case dates.DateIsPast() | EventIsPast():
            return _("A date that has been cannot be asked about or chosen.")
        case dates.DatesAreAsked():
            return _("Somebody has been asked already, so the dates stand.")
        case dates.TooManyAsked():
            return _("Ask at most %(most)s people.", most=danish.number(MOST_INVITED))
        case dates.PollIsClosed():
            return _("A date is chosen already.")
        case ProgrammeDoesNotFit():
            return _("The programme goes on after the event has ended.")
        case _:
            raise rule


def _page(
    event: Event, propose: ProposeForm | None = None, ask: AskForm | None = None, choose: ChooseForm | None = None
) -> Page:
    may_edit, found = can(g.actor, Permission.EDIT_EVENT, event), queries.poll_of(event.id)
    refused = propose or ask or choose
    counts = queries.counted(found.id, now=g.now) if found is not None else []
    asked, answered = queries.invited(found.id) if found is not None else (0, 0)
    number = request.args.get("side", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
    people = queries.asked_people(found.id, page=max(1, page), now=g.now) if found is not None and asked else []
    can_act = may_edit and not event.is_published and not event.is_called_off and not event.is_template
    is_open = can_act and found is not None and found.is_open
    text = render_template(
        "dates/poll.html",
        event=event,
        sections=sections(event, "dates.poll"),
        refused=refused,
        poll=found,
        columns=list(_columns(event, counts)),
        asked=asked,
        answered=answered,
        people=people[: queries.PAGE],
        earlier_url=url_for("dates.poll", event_id=event.id, side=page - 1) if page > 1 else None,
        later_url=url_for("dates.poll", event_id=event.id, side=page + 1) if len(people) > queries.PAGE else None,
        replies=REPLIES,
        propose=(propose or _rows(event, counts)) if can_act and not asked and (found is None or is_open) else None,
        ask=(ask or AskForm(formdata=None)) if is_open else None,
        choose=(choose or _suggested(found, counts)) if is_open and found is not None else None,
    )
    return text, 422 if refused is not None else 200


def _columns(event: Event, counts: list[queries.Count]) -> Iterator[Column]:
    boxes = clash_boxes(event, [(one.starts_at, one.ends_at) for one in counts])
    best = max((one.rank for one in counts), default=(0, 0, 0))
    for count, box in zip(counts, boxes, strict=True):
        yield Column(_when(count), count, count.rank == best and best[0] > 0, box)


def _rows(event: Event, counts: list[queries.Count]) -> ProposeForm:
    """The dates put up, or the draft's own as the first, and empty rows that begin at the same hour."""
    starts = [danish.local(one.starts_at) for one in counts] or [danish.local(event.starts_at)]
    filled: list[dict[str, Any]] = [{"day": one.date(), "starts": one.time()} for one in starts]
    empty = [{"day": None, "starts": starts[0].time()}] * max(FEWEST_ROWS - len(filled), 2)
    return ProposeForm(formdata=None, data={"dates": [*filled, *empty][:MOST_DATES]})


def _suggested(found: DatePoll, counts: list[queries.Count]) -> ChooseForm:
    """The date most can, chosen beforehand."""
    form = _choose_form(found, formdata=None)
    form.date.data = max(counts, key=lambda one: one.rank).id if counts else None
    return form
