"""What a guest is told: where one stands, and why something could not be done."""

from datetime import datetime

from flask import g

from politiker.core import danish
from politiker.core.errors import IllegalMove, RuleBroken
from politiker.core.words import gettext as _
from politiker.registrations.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    EventHasBegun,
    EventIsCalledOff,
    OfferIsOver,
    RegistrationIsClosed,
    RegistrationIsNotOpenYet,
    SeatIsBinding,
    SeatIsNotCertain,
)
from politiker.registrations.models import State
from politiker.registrations.needs import EventIsOver, NoteIsTooLong
from politiker.registrations.questions.errors import AnswersAreClosed

STANDING = {
    State.NOMINATED: (_("Your municipality has registered you"), "warning"),
    State.AWAITING_MUNICIPALITY: (_("Wait for your municipality's approval"), "warning"),
    State.AWAITING_ORGANISER: (_("Wait for the organiser's approval"), "info"),
    State.CONFIRMED: (_("You are registered"), "success"),
    State.WAITING: (_("You are number %(place)s on the waiting list"), "info"),
    State.OFFERED: (_("You are offered a seat"), "warning"),
    State.WITHDRAWAL_REQUESTED: (_("You have asked to be let off"), "warning"),
    State.WITHDRAWN: (_("You have withdrawn"), "neutral"),
    State.DECLINED: (_("You declined the seat"), "neutral"),
    State.EXPIRED: (_("The offer of a seat has expired"), "neutral"),
    State.REFUSED: (_("The registration was not approved"), "neutral"),
    State.CALLED_OFF: (_("The event is called off"), "error"),
}


def standing(state: State, place: int | None = None) -> tuple[str, str]:
    """Where one stands, in a sentence, and what kind of tag it is."""
    words, kind = STANDING[state]
    return (words % {"place": danish.number(place or 0)} if state is State.WAITING else words), kind


def moment(at: datetime) -> str:
    """ "tirsdag 24. november kl. 12"."""
    return danish.when(at, at, danish.local(g.now).date())


def words_for(rule: RuleBroken) -> str | None:
    """The Danish sentence of a broken rule, or None when the rule has none of its own."""
    match rule:
        case EventIsCalledOff():
            return _("The event is called off, so one can no longer register.")
        case EventHasBegun():
            return _("The event has begun, so registrations can no longer be changed.")
        case RegistrationIsNotOpenYet(facts={"opens_at": datetime() as opens_at}):
            return _("Registration opens %(when)s.", when=moment(opens_at))
        case RegistrationIsNotOpenYet():
            return _("Registration is not open yet.")
        case RegistrationIsClosed():
            return _("Registration closed %(when)s.", when=moment(rule.facts["closes_at"]))
        case AlreadyRegistered(facts={"state": State.WAITING}):
            return _("You are on the waiting list already.")
        case AlreadyRegistered():
            return _("You are registered already.")
        case AlreadyWithdrawn():
            return _("Your registration has ended already.")
        case SeatIsBinding():
            return _(
                "Your seat became binding %(when)s. You can ask the organiser to let you off.",
                when=moment(rule.facts["binding_at"]),
            )
        case OfferIsOver():
            return _("The offer no longer stands: it was answered, or its time was over.")
        case SeatIsNotCertain():
            return _("We ask about food and needs when your seat is certain.")
        case EventIsOver():
            return _("The event is over, so the organiser no longer needs to know.")
        case AnswersAreClosed():
            return _("Answers could be changed until %(when)s.", when=moment(rule.facts["closes_at"]))
        case NoteIsTooLong():
            return _("Write at most %(longest)s characters.", longest=rule.facts["longest"])
        case IllegalMove():
            return _("That is not possible as your registration stands now.")
    return None
