"""The rules of terms and reserved seats, each named as the sentence it says."""

from politiker.core.errors import RuleBroken


class NotThatManySeats(RuleBroken):
    """Only `free` seats are neither held by others nor reserved already."""


class MoreThanTheLimit(RuleBroken):
    """No more seats can be reserved for a municipality than the `limit` it may have."""


class BlockIsReleased(RuleBroken):
    """The seats are free for everybody already."""


class NobodyIsCalledThat(RuleBroken):
    """There is nobody with these addresses: `lines` are the numbers of the lines."""


class UntilIsPast(RuleBroken):
    """Seats are reserved until a moment later than now, and before the event begins."""


class CapacityBelowReserved(RuleBroken):
    """`taken` seats are taken and `reserved` are reserved; fewer than both together cannot be set."""


class HasATwin(RuleBroken):
    """The event is on the net already, or is the one on the net itself."""


class FollowsItsFirst(RuleBroken):
    """What is on the net follows the meeting it belongs to; only its seats and its link are its own."""


class NoRoomThere(RuleBroken):
    """There is no free seat in the other way of taking part; the seat one has is kept."""


class ApprovedThereByHand(RuleBroken):
    """The organiser approves each in the other way, and has not approved whoever comes from here."""


class AlreadyThere(RuleBroken):
    """The other way was taken a moment ago."""


class NotTwoWays(RuleBroken):
    """The event has only one way of taking part."""


class NotAskedYet(RuleBroken):
    """Nobody has asked whether one comes."""
