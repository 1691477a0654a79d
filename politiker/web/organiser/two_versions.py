"""Two people edit one event: the later one sees both versions beside each other, and chooses for each field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import FieldList

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.events.details import EventDetails
from politiker.events.planning.versions import as_marks, changed_since, marks, written
from politiker.web.events.words import KINDS, ROLES, TOPICS
from politiker.web.forms import ChangingForm
from politiker.web.organiser import labels
from politiker.web.organiser.event_form import MOMENTS, EventForm
from politiker.web.organiser.fields import TypedField

TAKE, THEIRS, MINE = "take-", "theirs", "mine"
OF_THIS_PAGE = {"csrf_token", "idempotency_key", "seen"}
MOMENT_NAMES = {
    "starts_at": _("Begins"),
    "ends_at": _("Ends"),
    "opens_at": _("Sign-up opens"),
    "closes_at": _("Sign-up closes"),
    "binding_at": _("Binding after"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that stands differently in the two versions, and which is meant unless one chooses."""

    name: str
    label: str
    theirs: str
    mine: str
    usual: str


class AgainForm(ChangingForm):
    """What was typed goes along unseen; what is chosen stands in the page."""


def chosen_of_both(venues: list[Any], now_there: EventDetails) -> MultiDict[str, str] | None:
    """What was sent, with the other's version of each thing it was chosen for; None where nothing was chosen."""
    taken = {name[len(TAKE) :] for name, value in request.form.items() if name.startswith(TAKE) and value == THEIRS}
    if not taken & marks(now_there).keys():
        return None
    theirs = EventForm(venues, before=now_there, formdata=None)
    sent = [(name, value) for name, value in request.form.items(multi=True) if _thing_of(name) not in taken]
    return MultiDict([*sent, *(pair for pair in _values(theirs) if _thing_of(pair[0]) in taken)])


def differences(form: EventForm, theirs: EventDetails) -> list[Difference]:
    """Where what was typed and what stands there now are not the same."""
    mine, seen = form.details, as_marks(form.seen.data or "")
    apart, by_me = changed_since(marks(mine), theirs), changed_since(seen, mine)
    return [
        Difference(
            name=name,
            label=MOMENT_NAMES.get(name) or str(form[name].label.text),
            theirs=_shown(name, theirs),
            mine=_shown(name, mine),
            usual=MINE if name in by_me else THEIRS,
        )
        for name in marks(theirs)
        if name in apart
    ]


def both_versions(url: str, title: str, found: list[Difference], theirs: EventDetails) -> tuple[str, int]:
    """The page with both, and all that was typed; nothing of it is saved yet."""
    sent = [(n, v) for n, v in request.form.items(multi=True) if n not in OF_THIS_PAGE and not n.startswith(TAKE)]
    page = render_template(
        "organiser/_two_versions.html",
        title=title,
        url=url,
        form=AgainForm(formdata=None),
        seen=written(theirs),
        differences=found,
        sent=sent,
        take=TAKE,
    )
    return page, 409


def _thing_of(field: str) -> str:
    """Which thing about an event a field is a part of."""
    for name, parts in MOMENTS.items():
        if field in parts[:2]:
            return name
    return "programme" if field.startswith("programme-") else field


def _values(form: Any) -> list[tuple[str, str]]:
    """A form as a browser would send it."""
    pairs: list[tuple[str, str]] = []
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                pairs += _values(entry.form)
        elif isinstance(field, TypedField):
            pairs.append((field.name, field._value()))
        elif isinstance(field.data, list):
            pairs += [(field.name, one) for one in field.data]
        else:
            pairs.append((field.name, field.data or ""))
    return pairs


def _shown(name: str, details: EventDetails) -> str:
    """A thing about an event as one reads it."""
    value = getattr(details, name)
    match name:
        case "kind":
            return KINDS[details.kind]
        case "audience":
            return labels.AUDIENCES[details.audience]
        case "topics":
            return danish.list_in_words([TOPICS[topic] for topic in details.topics]) or _("Nothing (version)")
        case "roles":
            return danish.list_in_words([ROLES[role] for role in details.roles])
        case "venue_id":
            return details.venue_words or _("On the net")
        case "programme":
            return "\n".join(f"{_moment(p.starts_at)}: {p.title}" for p in details.programme) or _("Nothing (version)")
    if isinstance(value, datetime):
        return _moment(value)
    return str(value) if value not in (None, "") else _("Nothing (version)")


def _moment(moment: datetime) -> str:
    return danish.when(moment, moment, danish.local(g.now).date())
