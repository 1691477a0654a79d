"""The terms an organiser sets for an event, and how they are read. Guests of a published one are told of changes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations import waiting_list
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.event_changes import tell_changes
from politiker.registrations.terms.errors import FollowsItsFirst, MoreThanTheLimit
from politiker.registrations.terms.fees import Terms
from politiker.registrations.terms.models import SeatBlock
from politiker.registrations.terms.wording import in_words, terms_of
from politiker.registrations.terms.writing import write_terms


@dataclass(frozen=True)
class Limits:
    """At most so many seats for one municipality, and how many days before the start guests are asked if they come."""

    municipality_limit: int | None = None
    confirm_days: int | None = None


def set_terms(event: Event, terms: Terms, limits: Limits, *, by: Actor, now: datetime) -> None:
    """Set prices, what leaving costs, the limit and when presence is asked for; seats that this frees go to the line.

    Those who have more seats than a new limit keep them. What is on the net has the same prices and terms.
    Raises EventIsCalledOff, FollowsItsFirst, MoreThanTheLimit.
    """
    require(by, Permission.EDIT_EVENT, event)
    event = lock(event)
    if event.is_called_off:
        raise EventIsCalledOff
    if event.twin_of_id is not None:
        raise FollowsItsFirst
    _require_blocks_within(event.id, limits.municipality_limit)
    held = [event]
    if event.has_twin:
        twin = db.session.scalars(sa.select(Event).where(Event.twin_of_id == event.id)).one()
        held.append(lock(twin))
    for one in held:
        before = in_words(terms_of(one))
        write_terms(one, terms, municipality_limit=limits.municipality_limit, confirm_days=limits.confirm_days)
        audit.record(by, Happening.TERMS_CHANGED, one, now, event_id=one.id)
        after = in_words(terms)
        if before != after:
            tell_changes(one, [{"what": "terms", "was": before, "now": after}], now)
        waiting_list.fill_free_seats(one, by=by, now=now)


def _require_blocks_within(event_id: int, limit: int | None) -> None:
    if limit is None:
        return
    most = sa.select(sa.func.max(SeatBlock.seats)).where(
        SeatBlock.event_id == event_id, SeatBlock.released_at.is_(None), SeatBlock.municipality_id.is_not(None)
    )
    if (db.session.scalar(most) or 0) > limit:
        raise MoreThanTheLimit(limit=limit)
