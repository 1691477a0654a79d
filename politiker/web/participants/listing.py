"""The list of an event's participants as a page, for the address that shows it and for those that refuse."""

from typing import Any

from flask import g, render_template, request, url_for
from wtforms import HiddenField
from wtforms.validators import AnyOf

from politiker.core import database
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.registrations.models import OPEN, Participant, State
from politiker.registrations.participants.bulk import events_to_move_to
from politiker.registrations.participants.table import PAGE, Participants, read_participants
from politiker.web.forms import ChangingForm, HouseForm
from politiker.web.organiser import labels
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.participants import words
from politiker.web.participants.asking import Asked, asked_from

LIST = f"{EVENT}/tilmeldinger"
GUEST = f"{LIST}/<uid>"


class DecisionForm(ChangingForm):
    """Yes or no to somebody who asks to be let off."""

    answer = HiddenField(validators=[AnyOf(["grant", "refuse"])])


class SelectionForm(HouseForm):
    """Whom to do something with; nothing is changed by it."""


class RemoveViewForm(ChangingForm):
    """One press."""


def list_page(event_id: int, refused: str = "") -> Page:
    """How many come, who waits for an answer, and everybody who was asked for. The look is recorded."""
    if request.method == "POST":
        let_go()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    asked = asked_from(request.args)
    with database.writing():
        found = read_participants(event, asked.wanted, by=g.actor, now=g.now)
        db.session.commit()
    last = max(1, -(-len(found.chosen) // PAGE))
    page = min(asked.page, last)
    runs = can(g.actor, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    return render_template(
        "organiser/registrations.html",
        event=event,
        sections=sections(event, "registrations"),
        counts=[(labels.STATES[state], found.counts[state]) for state in labels.STATES if state in found.counts],
        approval_url=url_for("questions.approval", event_id=event_id)
        if found.counts.get(State.AWAITING_ORGANISER)
        else None,
        states=labels.STATES,
        kinds=words.KINDS,
        names=words.COLUMNS,
        a_councillor=Participant.COUNCILLOR,
        open_states=OPEN if not event.has_begun(g.now) else frozenset(),
        requests=[_request(event_id, row) for row in found.requests],
        found=found,
        guests=found.chosen[(page - 1) * PAGE : page * PAGE],
        asked=asked,
        filters=_filters(asked, found),
        orders=words.ORDERS,
        view_form=RemoveViewForm(formdata=None),
        selection=SelectionForm(formdata=None),
        deeds=words.DEEDS if runs else {},
        others=events_to_move_to(event.id, by=g.actor, now=g.now) if runs else [],
        page=page,
        pages=last,
        next_url=asked.address(event_id, page=page + 1) if page < last else None,
        previous_url=asked.address(event_id, page=page - 1) if page > 1 else None,
        refused=refused,
    ), 422 if refused else 200


def _request(event_id: int, row: Any) -> dict[str, Any]:
    """Somebody who asks to be let off, with the two forms that answer."""
    grant, refuse = (DecisionForm(formdata=None, answer=answer) for answer in ("grant", "refuse"))
    url = url_for("organiser.decide_withdrawal", event_id=event_id, uid=row.uid)
    return {"name": row.name, "asked_at": row.since, "url": url, "grant": grant, "refuse": refuse}


def _filters(asked: Asked, found: Participants) -> list[tuple[str, str, str, list[tuple[str, str]], str]]:
    """(field, name, words for no choice, options, the one chosen) of each thing one may filter by."""
    chosen = dict(asked.facts())
    here = [state for state in labels.STATES if state in found.counts]
    states = [(str(standing), name) for standing, name in words.STANDINGS.items()]
    states += [(str(state), labels.STATES[state]) for state in here]
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    several: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("state", _("State"), _("All states"), states),
        ("kind", _("Kind of participant"), _("All kinds"), [(str(kind), name) for kind, name in words.KINDS.items()]),
        ("municipality", _("Municipality"), _("All municipalities"), [(str(i), n) for i, n in found.municipalities]),
        ("region", _("Region"), _("All regions"), [(region, region) for region in found.regions]),
        ("is_new", _("Newly elected"), _("Everybody"), yes_no[:1]),
        ("tag", _("Tag"), _("All tags"), [(str(id), name) for id, name in found.tags.items()]),
        ("arrived", _("Arrived"), _("Everybody"), yes_no),
    ]
    return [(field, name, every, options, chosen.get(field, "")) for field, name, every, options in several if options]
