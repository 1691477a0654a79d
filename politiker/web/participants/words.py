"""What things on the list of participants are called, and why something could not be done."""

from politiker.core import danish
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.registrations.errors import (
    AlreadyRegistered,
    AlreadyWithdrawn,
    EventHasBegun,
    EventIsCalledOff,
    RegistrationIsNotOpenYet,
)
from politiker.registrations.models import Participant
from politiker.registrations.participants.acts import OutOfTurn
from politiker.registrations.participants.bulk import Deed
from politiker.registrations.participants.errors import (
    DoesNotSit,
    EventsAreTheSame,
    NameIsTaken,
    NobodyHasThisAddress,
    NobodyWaitsHere,
    NoSeatIsFree,
    NotForOneself,
    SeatIsNotTheirs,
    SelectionHasChanged,
    TextIsTooLong,
    TooManyHere,
)
from politiker.registrations.participants.exports import Words
from politiker.registrations.participants.models import Format, Purpose
from politiker.registrations.participants.table import Order, Standing
from politiker.web.organiser import labels

KINDS = {
    Participant.COUNCILLOR: _("Councillor"),
    Participant.OFFICIAL: _("Official"),
    Participant.SPEAKER: _("Speaker"),
    Participant.OTHER: _("Another participant"),
}
STANDINGS = {Standing.OPEN: _("Still on the list"), Standing.CERTAIN: _("Has a certain seat")}
ORDERS = {
    Order.NUMBER: _("Order of coming"),
    Order.NAME: _("Name"),
    Order.MUNICIPALITY: _("Municipality"),
    Order.SINCE: _("Newest change first"),
}
COLUMNS = {
    "number": _("Number"),
    "kind": _("Kind of participant"),
    "municipality": _("Municipality"),
    "region": _("Region"),
    "organisation": _("Workplace or organisation"),
    "is_new": _("Newly elected"),
    "state": _("State"),
    "since": _("Since"),
    "arrived": _("Arrived"),
    "presence": _("Said they come"),
    "tags": _("Tags"),
}
FILE_COLUMNS = COLUMNS | {
    "name": _("Name"),
    "email": _("E-mail"),
    "place": _("Place in line"),
    "diet": _("Diet"),
    "diet_note": _("Allergies and other about food"),
    "access_note": _("Special needs"),
}
REASONS = {
    OutOfTurn.OUR_MISTAKE: _("We made a mistake"),
    OutOfTurn.SPEAKER: _("Speaks at the event"),
    OutOfTurn.HOST: _("Hosts the event"),
    OutOfTurn.NONE_FROM_THERE: _("Nobody else comes from the municipality"),
}
DEEDS = {
    Deed.WITHDRAW: _("Withdraw them"),
    Deed.CONFIRM: _("Note that they come"),
    Deed.MARK: _("Change the kind of participant"),
    Deed.MOVE: _("Move them to another event"),
    Deed.TAG: _("Give them a tag"),
    Deed.UNTAG: _("Take a tag from them"),
}
FORMATS = {Format.XLSX: _("Excel (XLSX)"), Format.CSV: _("CSV, with semicolons")}
PURPOSES = {
    Purpose.VENUE: _("The place of the event"),
    Purpose.KITCHEN: _("The kitchen"),
    Purpose.TEACHING: _("Those who teach or speak"),
    Purpose.ACCOUNTS: _("Accounts and invoices"),
    Purpose.PRINTING: _("Printing"),
    Purpose.REPORT: _("A report in numbers"),
}


def file_words() -> Words:
    """What a file calls its columns and what stands in them."""
    return Words(FILE_COLUMNS, labels.STATES, KINDS, labels.DIETS)


def words_for(rule: RuleBroken) -> str | None:
    """The Danish sentence of a broken rule, or None when the rule has none of its own here."""
    match rule:
        case AlreadyRegistered():
            return _("The person stands on the list already.")
        case AlreadyWithdrawn():
            return _("The guest has left already.")
        case EventHasBegun():
            return _("The event has begun, so the seats can no longer be changed.")
        case EventIsCalledOff():
            return _("The event is called off, so nobody can be put on its list.")
        case RegistrationIsNotOpenYet():
            return _("The event is not published yet. Publish it first, so that the letter has something to point at.")
        case NobodyHasThisAddress():
            return _("No councillor has this e-mail. Check the spelling, or choose another kind of participant.")
        case DoesNotSit():
            return _("The person sits in no council now. Choose another kind of participant.")
        case NotForOneself():
            return _("Nobody gives themselves a seat from here. Ask a colleague, or sign up as others do.")
        case NoSeatIsFree(facts={"capacity": int() as capacity}):
            return _("All %(capacity)s seats are taken, and nobody sits above that.", capacity=danish.number(capacity))
        case NobodyWaitsHere():
            return _("The guest does not stand on the waiting list any more.")
        case SeatIsNotTheirs():
            return _("Only a certain seat can go to a substitute.")
        case EventsAreTheSame():
            return _("The guest is at that event already. Choose another one.")
        case SelectionHasChanged():
            return _("Something has changed since you looked, so nothing was done. Look at the list and choose again.")
        case TextIsTooLong(facts={"longest": int() as longest}):
            return _("Write at least one sign and at most %(longest)s.", longest=danish.number(longest))
        case NameIsTaken():
            return _("There is one of that name already. Choose another name.")
        case TooManyHere(facts={"most": int() as most}):
            return _("There can be at most %(most)s. Remove one first.", most=danish.number(most))
    return None
