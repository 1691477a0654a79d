"""Why terms, reserved seats or a way of taking part could not be set, in a sentence."""

from politiker.core import danish
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.registrations.errors import (
    AlreadyWithdrawn,
    CapacityBelowSeated,
    EventHasBegun,
    EventIsCalledOff,
)
from politiker.registrations.terms.errors import (
    AlreadyThere,
    ApprovedThereByHand,
    BlockIsReleased,
    CapacityBelowReserved,
    FollowsItsFirst,
    HasATwin,
    MoreThanTheLimit,
    NobodyIsCalledThat,
    NoRoomThere,
    NotAskedYet,
    NotThatManySeats,
    NotTwoWays,
    UntilIsPast,
)


def words_for(rule: RuleBroken) -> str | None:
    """The Danish sentence of a broken rule, or None when the rule has none here."""
    facts = {
        name: danish.list_in_words([danish.number(one) for one in fact]) if isinstance(fact, list) else str(fact)
        for name, fact in rule.facts.items()
    }
    sentences: dict[type[RuleBroken], str] = {
        EventIsCalledOff: _("The event is called off and cannot be changed any more."),
        EventHasBegun: _("The event has begun, so registrations can no longer be changed."),
        AlreadyWithdrawn: _("Your registration has ended already."),
        CapacityBelowSeated: _("%(seated)s seats are taken. There cannot be fewer seats than that."),
        CapacityBelowReserved: _(
            "%(taken)s seats are taken and %(reserved)s are reserved. There cannot be fewer than both together."
        ),
        NotThatManySeats: _("Only %(free)s seats can be reserved: the others are taken or reserved already."),
        MoreThanTheLimit: _("Each municipality may have %(limit)s seats, so no more can be reserved for one."),
        NobodyIsCalledThat: _("Nobody here has the e-mail address in line %(lines)s. Nothing is saved."),
        UntilIsPast: _("Seats are reserved until a time later than now, and before the event begins."),
        BlockIsReleased: _("The seats are free for everybody already."),
        HasATwin: _("The event is on the net already."),
        FollowsItsFirst: _("What is on the net follows its meeting. Change the meeting instead."),
        NoRoomThere: _("There is no free seat in the other way of taking part. You keep your place here."),
        ApprovedThereByHand: _(
            "The organiser approves everybody in the other way of taking part. Write to the organiser to change."
        ),
        NotTwoWays: _("There is only one way of taking part."),
        AlreadyThere: _("You take part in that way already."),
        NotAskedYet: _("We have not asked you yet whether you come."),
    }
    sentence = sentences.get(type(rule))
    return sentence % facts if sentence is not None else None
