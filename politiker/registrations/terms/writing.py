"""The prices, terms and limits of an event as they are kept, and handed on to what is made of it."""

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event
from politiker.registrations.terms.fees import Terms
from politiker.registrations.terms.models import Price, WithdrawalTerm
from politiker.registrations.terms.wording import terms_of


def write_terms(event: Event, terms: Terms, *, municipality_limit: int | None, confirm_days: int | None) -> None:
    """Keep these for an event, in the place of those it had."""
    event.municipality_limit, event.confirm_days = municipality_limit, confirm_days
    event.substitute_free, event.refill_waives = terms.substitute_free, terms.refill_waives
    event.has_terms = bool(terms.prices or terms.tiers)
    for table in (Price, WithdrawalTerm):
        db.session.execute(sa.delete(table).where(table.event_id == event.id))
    db.session.add_all(Price(event_id=event.id, kind=kind, ore=ore) for kind, ore in terms.prices.items())
    db.session.add_all(
        WithdrawalTerm(event_id=event.id, days_before=tier.days_before, percent=tier.percent, ore=tier.ore)
        for tier in terms.tiers
    )
    db.session.flush()


def copy_terms(event: Event, copy: Event) -> None:
    """What is made of an event begins with its prices, its terms and its limits; reserved seats do not come along."""
    write_terms(copy, terms_of(event), municipality_limit=event.municipality_limit, confirm_days=event.confirm_days)
