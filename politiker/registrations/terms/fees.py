"""What it costs to take part, and what it costs to leave late. Pure reckoning in øre, without VAT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from politiker.core import danish
from politiker.registrations.models import CERTAIN, Participant, State


@dataclass(frozen=True)
class Tier:
    """Leaving later than so many days before the start costs a percentage of the price, or an amount in øre."""

    days_before: int
    percent: int | None = None
    ore: int | None = None


@dataclass(frozen=True)
class Terms:
    """The terms of an event: prices in øre by kind of participant, what leaving costs, and what waives it."""

    prices: Mapping[Participant, int] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    substitute_free: bool = True
    refill_waives: bool = True

    def tier_at(self, starts_at: datetime, now: datetime) -> Tier | None:
        """Which line applies to leaving now, by Danish days; None while it is free."""
        days_left = (danish.local(starts_at).date() - danish.local(now).date()).days
        late = [tier for tier in self.tiers if days_left < tier.days_before]
        return min(late, key=lambda tier: tier.days_before, default=None)

    def cost_of(self, kind: Participant, starts_at: datetime, now: datetime) -> int:
        """What it costs one kind of participant to leave now, in øre."""
        tier = self.tier_at(starts_at, now)
        if tier is None:
            return 0
        if tier.ore is not None:
            return tier.ore
        return (self.prices.get(kind, 0) * (tier.percent or 0) + 50) // 100


class ASeat(Protocol):
    """As much of a registration as a fee depends on."""

    state: State
    kind: Participant
    confirmed_at: datetime | None
    withdrawal_requested_at: datetime | None
    withdrawn_at: datetime | None
    refilled_at: datetime | None


def fee(seat: ASeat, starts_at: datetime, terms: Terms, now: datetime) -> int:
    """What somebody who left owes, or would owe by leaving now, in øre; nothing for a place in line.

    It is the moment of asking to be let off that counts. Nothing is owed once the seat was filled from the line or by
    a substitute and the terms waive it then: `refilled_at` tells.
    """
    if seat.confirmed_at is None or seat.refilled_at is not None:
        return 0
    if seat.state not in CERTAIN and seat.state is not State.WITHDRAWN:
        return 0
    asked_at = seat.withdrawal_requested_at
    if asked_at is not None and asked_at < seat.confirmed_at:
        asked_at = None  # the organiser said no to that
    left_at = asked_at or (seat.withdrawn_at if seat.state is State.WITHDRAWN else None) or now
    return terms.cost_of(seat.kind, starts_at, left_at)
