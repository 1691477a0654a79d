"""Prices and terms of withdrawal in one sentence each, the same on every page and in every letter."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.registrations.models import Participant
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.models import Price, WithdrawalTerm

KINDS = {
    Participant.COUNCILLOR: _("councillors"),
    Participant.OFFICIAL: _("officials"),
    Participant.SPEAKER: _("speakers"),
    Participant.OTHER: _("others"),
}


def terms_of(event: Any) -> Terms:
    """The terms of an event; two statements where there are prices or something to pay for leaving, else none."""
    if not event.has_terms:
        return Terms(substitute_free=event.substitute_free, refill_waives=event.refill_waives)
    prices = {price.kind: price.ore for price in db.session.scalars(sa.select(Price).where(Price.event_id == event.id))}
    lines = sa.select(WithdrawalTerm).where(WithdrawalTerm.event_id == event.id)
    tiers = tuple(
        Tier(line.days_before, line.percent, line.ore)
        for line in db.session.scalars(lines.order_by(WithdrawalTerm.days_before.desc()))
    )
    in_order = {kind: prices[kind] for kind in Participant if kind in prices}
    return Terms(in_order, tiers, event.substitute_free, event.refill_waives)


def starts_to_cost(event: Any) -> datetime | None:
    """From which midnight on leaving costs something; None when it never does."""
    if not event.has_terms:
        return None
    most = db.session.scalar(
        sa.select(sa.func.max(WithdrawalTerm.days_before)).where(WithdrawalTerm.event_id == event.id)
    )
    if most is None:
        return None
    return danish.from_local(danish.local(event.starts_at).date() - timedelta(days=most - 1), time(0))


def prices_in_words(terms: Terms) -> str:
    """ "Politikere: gratis. Ansatte: 6.750 kr. ekskl. moms." Nothing without prices."""
    said = []
    for kind, ore in terms.prices.items():
        who = KINDS[kind]
        price = _("%(amount)s excl. VAT", amount=danish.kroner(ore)) if ore else _("free of charge")
        said.append(f"{who[:1].upper()}{who[1:]}: {price}.")
    return " ".join(said)


def leaving_in_words(terms: Terms) -> str:
    """ "Afmelding senere end 14 dage før koster 500 kr.; en stedfortræder er gratis." Nothing when leaving is free."""
    if not terms.tiers:
        return ""
    lines = danish.list_in_words([_tier(tier) for tier in terms.tiers])
    waivers = []
    if terms.substitute_free:
        waivers.append(_("a substitute is free of charge"))
    if terms.refill_waives:
        waivers.append(_("it costs nothing when somebody on the waiting list gets the seat"))
    sentence = _("Leaving %(lines)s", lines=lines)
    waived = _(", and ").join(waivers)
    return f"{sentence}; {waived}." if waivers else f"{sentence.rstrip('.')}."


def _tier(tier: Tier) -> str:
    days = ngettext("%(num)d day before", "%(num)d days before", tier.days_before)
    if tier.ore is not None:
        return _("later than %(days)s costs %(amount)s", days=days, amount=danish.kroner(tier.ore))
    return _("later than %(days)s costs %(percent)s %% of the price", days=days, percent=tier.percent)


def in_words(terms: Terms) -> str:
    """Prices and leaving together."""
    return " ".join(words for words in (prices_in_words(terms), leaving_in_words(terms)) if words)
