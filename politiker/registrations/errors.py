"""The rules of registration, each named as the sentence it says."""

from politiker.core.errors import RuleBroken


class EventIsCalledOff(RuleBroken):
    """Nobody can sign up for what will not happen."""


class EventHasBegun(RuleBroken):
    """Seats are neither taken nor given back once the event has begun."""


class RegistrationIsNotOpenYet(RuleBroken):
    """Sign-up opens at `opens_at`."""


class RegistrationIsClosed(RuleBroken):
    """Sign-up closed at `closes_at`."""


class AlreadyRegistered(RuleBroken):
    """The person has an open registration here, in state `state`."""


class AlreadyWithdrawn(RuleBroken):
    """The registration has ended already."""


class SeatIsBinding(RuleBroken):
    """The seat became binding at `binding_at`; giving it back is now a request to the organiser."""


class OfferIsOver(RuleBroken):
    """The offer was answered, expired or withdrawn."""


class SeatIsNotCertain(RuleBroken):
    """Needs are asked only of those whose seat is certain."""


class CapacityBelowSeated(RuleBroken):
    """There are `seated` people with a seat; fewer seats than that cannot be set."""


class EventCannotMoveIntoPast(RuleBroken):
    """A published event begins later than now, and one that has begun stays where it was: people were there."""
