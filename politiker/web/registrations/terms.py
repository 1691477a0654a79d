"""What the page of a registration tells of terms: prices, reserved seats, limits, presence, the other way."""

from typing import Any

from flask import g
from wtforms import HiddenField

from politiker.events.models import Event
from politiker.policy import Permission, can
from politiker.registrations.models import Registration, State
from politiker.registrations.terms.fees import Terms, fee
from politiker.registrations.terms.seating import is_plain, limit_reached
from politiker.registrations.terms.twins import other_way
from politiker.registrations.terms.wording import leaving_in_words, prices_in_words, terms_of
from politiker.registrations.waiting_list import walk_in
from politiker.web.forms import ChangingForm


class OwnPresenceForm(ChangingForm):
    """Yes or no to whether one comes."""

    answer = HiddenField()


class ChangeWayForm(ChangingForm):
    """One press."""


def _said(terms: Terms) -> dict[str, Any]:
    return {"prices_words": prices_in_words(terms), "leaving_words": leaving_in_words(terms)}


def before_signing_up(event: Event, person_id: int) -> dict[str, Any]:
    """What one is told before: whether a seat is free for oneself, or why one would wait."""
    if is_plain(event):
        return {"will_wait": event.is_full, "limit": None, "is_reserved": False, **_said(terms_of(event))}
    seats = walk_in(event, [person_id], now=g.now)
    return {
        "will_wait": person_id not in seats,
        "limit": limit_reached(event, person_id, now=g.now),
        "is_reserved": seats.get(person_id) is not None,
        **_said(terms_of(event)),
    }


def of_own_place(event: Event, registration: Registration) -> dict[str, Any]:
    """What one is told with a place: what leaving costs now, why one waits, whether one comes, and the other way."""
    terms = terms_of(event)
    is_here = registration.state in (State.CONFIRMED, State.WAITING) and not event.has_begun(g.now)
    other = other_way(event) if is_here else None
    may_change = can(g.actor, Permission.ANSWER_OFFER, registration)
    is_asked = registration.state is State.CONFIRMED and registration.presence_asked_at is not None
    return {
        "limit": limit_reached(event, registration.person_id, now=g.now)
        if registration.state is State.WAITING
        else None,
        "cost": fee(registration, event.starts_at, terms, g.now),
        "asks_presence": is_asked and not event.has_begun(g.now),
        "coming": OwnPresenceForm(formdata=None, answer="ja"),
        "not_coming": OwnPresenceForm(formdata=None, answer="nej"),
        "change_way": ChangeWayForm(formdata=None) if other is not None and may_change else None,
        **_said(terms),
    }
